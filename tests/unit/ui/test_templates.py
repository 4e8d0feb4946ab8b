"""The environment: languages, wording of values, addresses of assets."""

import re
from datetime import UTC, datetime

import pytest
from jinja2 import UndefinedError

from tessera.kit.money import Money
from tessera.web.templates import STATIC, UI, environment_for, make_environment
from tests.unit.ui.pages import PAGES
from tests.unit.ui.samples import at

EVENING = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)


def word(template: str, language: str = "en", **values: object) -> str:
    """A template given as text, rendered."""
    return environment_for(language).from_string(template).render(**values)


@pytest.mark.parametrize(
    ("language", "money", "short"),
    [("en", "₹450.00", "₹450"), ("de", "450,00\xa0₹", "450\xa0₹"), ("hi", "₹450.00", "₹450")],
)
def test_money_is_written_as_the_language_does(language: str, money: str, short: str) -> None:
    """`money` keeps decimals for columns, `price` drops them where they are zero."""
    value = Money(45000, "INR")

    assert word("{{ v|money }}", language, v=value) == money
    assert word("{{ v|price }}", language, v=value) == short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Money(44950, "INR"), "₹449.50"),
        (Money(1200, "JPY"), "JP¥1,200"),
        (Money(-9000, "EUR"), "-€90"),
    ],
)
def test_price_never_hides_minor_units(value: Money, text: str) -> None:
    """Decimals that say something stay; yen has none to begin with."""
    assert word("{{ v|price }}", v=value) == text


def test_instants_are_shown_in_the_venues_time() -> None:
    """A quarter to seven in UTC is a quarter past midnight in Mumbai, on the next day."""
    shown = word("{{ at|day('Asia/Kolkata') }} {{ at|clock('Asia/Kolkata') }}", at=EVENING)

    assert shown == "Sunday, 22 November 2026 00:15"
    assert word("{{ at|clock('Europe/Berlin') }}", "de", at=EVENING) == "19:45"


def test_sample_instants_are_local_to_the_venue() -> None:
    """The samples' helper means Mumbai's clock."""
    assert word("{{ at|clock('Asia/Kolkata') }}", at=at(19, 45)) == "19:45"


@pytest.mark.parametrize(("minutes", "text"), [(45, "45 min"), (60, "1 h"), (166, "2 h 46")])
def test_length_reads_as_on_a_board(minutes: int, text: str) -> None:
    """Hours and minutes, without zeros."""
    assert word("{{ m|duration }}", m=minutes) == text


def test_an_undefined_name_is_an_error() -> None:
    """A template that asks for what nobody gave fails instead of printing nothing."""
    with pytest.raises(UndefinedError):
        word("{{ nobody }}")


def test_printed_values_are_escaped() -> None:
    """Text of people cannot become markup."""
    assert word("{{ v }}", v="<b>") == "&lt;b&gt;"
    assert word('<i data-x="{{ v|json_attribute }}">', v={"a": '"'}).count('"') == 2


def test_asset_address_changes_with_its_content() -> None:
    """The hash in the query comes from the bytes, so the answer may be cached for ever."""
    address = word("{{ asset('css/tokens.css') }}")

    assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{12}", address)
    assert address != word("{{ asset('css/base.css') }}")


def test_an_asset_that_is_missing_fails_the_page() -> None:
    """A wrong path is found when the page is rendered, not by a visitor."""
    with pytest.raises(FileNotFoundError):
        word("{{ asset('css/none.css') }}")
    assert STATIC.is_dir()


def test_unknown_language_is_answered_in_english() -> None:
    """Accepting a language nobody translated shows English, not an error."""
    assert environment_for("tlh") is environment_for("en")
    assert make_environment("tlh").globals["language_tag"] == "en-GB"


def test_every_page_has_a_sample_and_is_walked() -> None:
    """Samples are looked at in a browser, on a phone and on a desk (tests/browser/screens)."""
    pages = {
        str(path.relative_to(UI / "templates"))
        for path in (UI / "templates").rglob("*.html")
        if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
    }

    assert len(pages) > 80
    assert pages - {template for template, _, _ in PAGES.values()} == set()
