"""Calendars and cards: folded, escaped, drawn the same each time."""

import io
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tessera.catalog.search.rules import prefix_query, price_bands
from tessera.catalog.share.calendar import calendar, escaped, folded
from tessera.catalog.share.card import SIZE, draw_card
from tessera.organizations.terms import RefundPolicy
from tessera.shows.model import HallRef, Show, ShowStatus, TitleRef, VenueRef
from tessera.web.sharing import safe_json

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHOW = Show(
    id=7,
    organization_id=1,
    title=TitleRef(1, "Crime; Punishment, and\nmore", "play", 90, ""),
    venue=VenueRef(1, "Überhaus " * 12, "Köln", "1, Straße", "DE", "Europe/Berlin"),
    hall=HallRef(1, "Saal"),
    seat_plan_id=1,
    status=ShowStatus.ON_SALE,
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=2),
    sales_open_at=NOON,
    sales_close_at=NOON,
    language="German",
    format="",
    currency="EUR",
    capacity=9,
    hold_seconds=600,
    order_seconds=900,
    places_per_order_max=10,
    places_per_customer_max=None,
    refund_policy=RefundPolicy(free_until_minutes=0),
    version=3,
    prices={},
)


@given(st.text(max_size=300))
def test_folded_line_is_short_and_comes_back(text: str) -> None:
    """RFC 5545: at most 75 octets a line, no character is split, unfolding gives the line."""
    line = "X:" + escaped(text)

    written = folded(line)

    assert all(len(part) <= 75 for part in written.split(b"\r\n"))
    assert written.replace(b"\r\n ", b"").decode() == line + "\r\n"
    assert "\n" not in line
    assert "\r" not in line


def test_calendar_tells_a_show_as_the_standard_wants_it() -> None:
    """UTC, escaped text, one address and number for good; a cancelled one says so."""
    text = calendar("House", [SHOW], base_url="https://h.test:8443", now=NOON)
    unfolded = text.replace(b"\r\n ", b"").decode().split("\r\n")

    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert unfolded[-2:] == ["END:VCALENDAR", ""]
    assert "UID:show-7@h.test" in unfolded
    assert "DTSTART:20261122T120000Z" in unfolded
    assert "SUMMARY:Crime\\; Punishment\\, and\\nmore" in unfolded
    assert "SEQUENCE:3" in unfolded
    assert "STATUS:CONFIRMED" in unfolded


def test_card_is_the_same_each_time_and_another_for_another_title() -> None:
    """1200 by 630, whatever letters the name has and however long it is."""
    names = ("Ran", "लगान", "A very long name indeed " * 8, "")
    cards = [draw_card(name, facts="2 h · UA", picture=None) for name in names]

    assert all(Image.open(io.BytesIO(card)).size == SIZE for card in cards)
    assert draw_card("Ran", facts="2 h · UA", picture=None) == cards[0]
    assert len(set(cards)) == len(names)


@given(st.text(max_size=80))
def test_what_is_typed_is_never_an_operator(text: str) -> None:
    """Only words, quoted, joined by and: nothing typed can be a query language."""
    query = prefix_query(text)

    assert all(
        part.startswith("'") and part.endswith("':*") and "'" not in part[1:-3]
        for part in query.split(" & ")
        if query
    )


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from([0, 2, 3]))
def test_price_bands_cover_what_there_is(one: int, other: int, decimals: int) -> None:
    """Round amounts that rise; the last one holds the dearest title."""
    bands = price_bands(min(one, other), max(one, other), decimals)

    assert bands == sorted(set(bands))
    assert bands[-1] >= max(one, other)
    assert len(bands) <= 8


def test_document_cannot_end_its_script() -> None:
    """Whatever a title is called."""
    text = str(safe_json({"name": "</script><script>alert(1)//&"}))

    assert "<" not in text
    assert ">" not in text
    assert "&" not in text
