"""The catalogues: every text is translated, with the same blanks to fill in."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tessera.web.templates import DEFAULT_LANGUAGE, LOCALES, UI, environment_for, translations
from tests.unit.ui.samples import at
from tests.unit.ui.test_pages import page

LANGUAGES = [language for language in LOCALES if language != DEFAULT_LANGUAGE]
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
TEMPLATE_OPTIONS = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trimmed": "true"}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**", "jinja2"),
    ("**/components/**.html", "jinja2"),
]
BLANK = re.compile(r"%\(\w+\)s|%s|%%|\{\w+\}")


@cache
def texts() -> frozenset[str]:
    """Every text of the product, the singular where it has two forms."""
    options = {pattern: TEMPLATE_OPTIONS for pattern, method in METHODS if method == "jinja2"}
    found = extract_from_dir(str(UI.parent), METHODS, options, keywords=KEYWORDS)
    return frozenset(
        text[0] if isinstance(text, tuple) else text for _, _, text, _, _ in found if text
    )


def catalogue(language: str) -> Catalog:
    """The catalogue as it is written."""
    with (UI / "locale" / language / "LC_MESSAGES" / "tessera.po").open("rb") as lines:
        return read_po(lines, locale=language)


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """(English, translated) for each form of a message."""
    several = not isinstance(message.id, str)
    english = list(message.id) if several else [str(message.id)]
    translated = list(message.string or ()) if several else [str(message.string)]
    yield from zip(english, translated, strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_translates_every_text_and_no_other(language: str) -> None:
    """What the templates say and what the catalogue knows is the same set."""
    known = {next(forms(message))[0] for message in catalogue(language) if message.id}

    assert texts() - known == frozenset()
    assert known - texts() == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_keeps_the_blanks_of_its_text(language: str) -> None:
    """Nothing to fill in is lost or invented, and no translation is empty or unsure."""
    for message in catalogue(language):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        for english, translated in forms(message):
            assert translated.strip(), english
            assert sorted(BLANK.findall(translated)) == sorted(BLANK.findall(english)), english


@pytest.mark.parametrize(("language", "word"), [("de", "Weiter zur Zahlung"), ("hi", "भुगतान")])
def test_page_speaks_the_language_asked_for(language: str, word: str) -> None:
    """Words, language tag and dates all change together."""
    html = page("checkout", language)

    assert word in html
    assert f'<html lang="{LOCALES[language].replace("_", "-")}">' in html


def test_language_without_a_catalogue_leaves_texts_as_they_are() -> None:
    """English needs no catalogue; neither does a language that is only planned."""
    assert translations("en").gettext("Sign in") == "Sign in"
    assert translations("xx").gettext("Sign in") == "Sign in"


def test_dates_follow_the_language() -> None:
    """The same instant, as people write it."""
    template = "{{ at|day('Asia/Kolkata') }}"

    assert environment_for("de").from_string(template).render(at=at(19)) == (
        "Samstag, 21. November 2026"
    )
