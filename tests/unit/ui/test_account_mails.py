"""Mails about the ways into an account: written twice, with the same facts, in every language."""

import msgspec
import pytest

from tessera.accounts.factors.news import News
from tessera.web.templates import LOCALES, render
from tests.unit.ui.samples_factors import CODE_MAIL, NEWS_MAIL


@pytest.mark.parametrize("language", LOCALES)
def test_code_stands_in_both_forms_and_not_in_the_subject(language: str) -> None:
    """Subjects are shown on locked screens."""
    plain = render("messages/factor_code.txt", language=language, view=CODE_MAIL)
    html = render("messages/factor_code.html", language=language, view=CODE_MAIL)

    assert CODE_MAIL.code in plain
    assert CODE_MAIL.code in html
    assert CODE_MAIL.code not in plain.lstrip().splitlines()[0]


@pytest.mark.parametrize("news", News)
def test_news_have_words_and_a_way_to_act(news: News) -> None:
    """Each is told in words of its own, with the page where it can be undone."""
    view = msgspec.structs.replace(NEWS_MAIL, news=news)
    plain = render("messages/account_news.txt", view=view)
    html = render("messages/account_news.html", view=view)
    others = {
        render("messages/account_news.txt", view=msgspec.structs.replace(view, news=other))
        for other in News
    }

    assert len(others) == len(News)
    for text in (plain, html):
        assert NEWS_MAIL.page_url in text
