"""The catalogues: every text is translated, with the same blanks to fill in."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tessera.web.problem_words import words_of
from tessera.web.refusals import REFUSALS, STATUSES
from tessera.web.templates import DEFAULT_LANGUAGE, LOCALES, UI, environment_for, translations
from tests.unit.ui.problem_texts import problem_ids, problem_texts
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
    """Every text of the product, the singular where it has two forms: what is marked in the source,
    why something is refused, and what is said of wrong fields."""
    options = {pattern: TEMPLATE_OPTIONS for pattern, method in METHODS if method == "jinja2"}
    found = extract_from_dir(str(UI.parent), METHODS, options, keywords=KEYWORDS)
    marked = {text[0] if isinstance(text, tuple) else text for _, _, text, _, _ in found if text}
    refused = {detail for _, detail in (*REFUSALS.values(), *STATUSES.values())}
    return frozenset(marked | refused | problem_ids() | {"holds a value that cannot be stored"})


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_a_field_is_told_in_the_readers_language(language: str) -> None:
    """Whatever a page can show, what was filled in included."""
    told = {text: words_of(text) for text in problem_texts()}
    speak = translations(language).gettext

    untold = [text for text, (known, _) in told.items() if speak(known) == known]
    broken = [text for text, (known, values) in told.items() if "%(" in speak(known) % values]
    assert len(told) > 80
    assert (untold, broken) == ([], [])


@pytest.mark.parametrize(
    ("message", "text", "values"),
    [
        (
            "must have 3 to 500 characters",
            "must have %(least)s to %(most)s characters",
            ("3", "500"),
        ),
        (
            "must have 1 to 120 printable characters",
            "must have %(least)s to %(most)s printable characters",
            ("1", "120"),
        ),
        ("the hall has 2D, 3D", "the hall has %(names)s", ("2D, 3D",)),
        ("there is no hall 7 of yours", "there is no hall %(name)s of yours", ("7",)),
        ("Expected `str` of length >= 3", "must have %(least)s characters or more", ("3",)),
        ("Invalid enum value 'x'", "choose one", ()),
        ("is missing", "is missing", ()),
        ("was never heard of", "was never heard of", ()),
    ],
)
def test_sentence_is_led_back_to_its_text(message: str, text: str, values: tuple[str, ...]) -> None:
    """The longest text that fits, with what was filled in."""
    found, filled = words_of(message)

    assert (found, tuple(filled.values())) == (text, values)


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
