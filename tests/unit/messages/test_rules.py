"""What a text says to somebody, and when it goes out."""

from datetime import UTC, datetime, time

import pytest

from tessera.messages.many import rules
from tessera.messages.many.model import Audience, AudienceKind, Text

ALL = Audience(kind=AudienceKind.ALL)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_placeholders_are_filled_once_and_reach_nothing_else() -> None:
    """What is filled in is not looked at again; no code, no attribute, no other name."""
    words = {"name": "{organization}", "organization": "Regal"}

    assert rules.filled("Hi {name} of {organization}{city}", words) == "Hi {organization} of Regal"
    for text in ("{name.__class__}", "{0}", "{name!r}", "{{name}}", "{% if x %}", "{password}"):
        assert rules.problems_of_text("body", text), text


def test_all_that_is_wrong_with_a_message_is_said_at_once() -> None:
    """Each with its path."""
    texts = {"en": Text("Hi {nobody}", "a } b"), "de": Text("Zwei\nZeilen", "gut")}
    audience = Audience(kind=AudienceKind.TITLE)

    found = {p.path for p in rules.problems_of(texts, audience, "http://x.test")}

    assert found == {
        "texts.en.subject",
        "texts.en.body",
        "texts.de.subject",
        "audience.title_id",
        "link",
    }
    assert rules.problems_of({"en": Text("Hi {name}", "Well")}, ALL, "/titles/1") == []


@pytest.mark.parametrize(
    ("local", "own", "hour"),
    [(False, "Asia/Tokyo", 12), (True, "Asia/Tokyo", 3), (True, "", 12), (True, "no/where", 12)],
)
def test_a_message_goes_by_the_readers_clock_where_that_is_asked(
    local: bool, own: str, hour: int
) -> None:
    """Noon in London is noon in Tokyo nine hours earlier; who has no clock has the house's."""
    due = rules.due_at(NOON, own=own, house="Europe/London", local=local, quiet=None)

    assert due.astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("21:59", "22 21:59"),
        ("22:00", "23 07:00"),
        ("03:00", "22 07:00"),
        ("07:00", "22 07:00"),
    ],
)
def test_quiet_hours_put_it_off_to_their_end(at: str, expected: str) -> None:
    """Over midnight too; the end itself is not quiet any more."""
    clock = time.fromisoformat(at)
    when = datetime(2026, 11, 22, clock.hour, clock.minute, tzinfo=UTC)

    due = rules.after_quiet(when, (time(22), time(7)))

    assert due.strftime("%d %H:%M") == expected


def test_a_reader_gets_their_language_else_english_else_any() -> None:
    """Nobody gets nothing."""
    both = {"en": Text("en", "en"), "de": Text("de", "de")}

    assert rules.text_for(both, "de").subject == "de"
    assert rules.text_for(both, "hi").subject == "en"
    assert rules.text_for({"de": both["de"]}, "hi").subject == "de"
