"""Views and holds: counted in memory, written together."""

import asyncio
from typing import Any

from tessera.insights.visits import SHOWS_MAX, Visits


class Table:
    """Takes what is written."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = []

    async def execute(self, _: str, *columns: Any) -> None:
        """Keep the rows."""
        self.rows += zip(*columns, strict=True)


def test_what_came_together_is_written_once() -> None:
    """A show that was looked at twice and held once is one row; afterwards there is nothing."""
    table = Table()
    visits = Visits(table)
    for show_id in (7, 7, 9):
        visits.view(show_id, "Mozilla/5.0 (X11; Linux x86_64)")
    visits.held.update([7])

    asyncio.run(visits.write())
    asyncio.run(visits.write())

    assert table.rows == [(7, 2, 1), (9, 1, 0)]


def test_readers_who_say_that_they_are_machines_are_not_counted() -> None:
    """Nor those who say nothing at all."""
    visits = Visits(Table())

    for reader in ("Googlebot/2.1", "curl/8.5", "WhatsApp-preview", ""):
        visits.view(1, reader)

    assert not visits.viewed


def test_more_shows_than_the_bound_are_not_kept() -> None:
    """Memory has an end; a show that is counted already goes on being counted."""
    visits = Visits(Table())
    for show_id in range(SHOWS_MAX + 5):
        visits.view(show_id, "Mozilla")
    visits.view(0, "Mozilla")

    assert (len(visits.viewed), visits.viewed[0]) == (SHOWS_MAX, 2)
