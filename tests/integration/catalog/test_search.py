"""Search as people type, facets that add up, and a projection that is exact."""

from datetime import timedelta
from typing import Any

import pytest

from tessera.catalog.model import TitleKind, TitleStatus
from tessera.catalog.search.find import find
from tessera.catalog.search.model import Wanted, When
from tessera.catalog.search.totals import sweep_search
from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.titles import create_title

FILMS: list[tuple[str, dict[str, Any]]] = [
    ("Amélie", {"genres": ("Comedy", "Romance"), "languages": ("French",)}),
    ("Lagaan", {"genres": ("Sport",), "languages": ("Hindi",), "director": "Ashutosh Gowariker"}),
    ("The Godfather", {"genres": ("Drama", "Crime"), "languages": ("English",)}),
    ("Dune: Part Two", {"genres": ("Drama",), "overview": "A godfather of sand."}),
    ("Über den Wolken", {"kind": TitleKind.CONCERT, "languages": ("German",)}),
]
SNAPSHOT = """SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM (
    SELECT s::text AS t FROM title_search s UNION ALL SELECT d::text FROM title_days d) t"""


async def names(services: Services, **asked: Any) -> list[str]:
    """What is found, in order."""
    async with services.db.transaction() as tx:
        found = await find(tx, Wanted(**asked), limit=10)
    return [title.name for title in found.titles]


@pytest.mark.parametrize(
    ("typed", "first", "many"),
    [
        ("amelie", "Amélie", 1),
        ("AMÉLIE", "Amélie", 1),
        ("godf", "The Godfather", 2),
        ("godfahter", "The Godfather", 1),
        ("lagan", "Lagaan", 1),
        ("gowariker lag", "Lagaan", 1),
        ("uber wolken", "Über den Wolken", 1),
        ("dune 'part' & !two | (", "Dune: Part Two", 1),
        ("%_\\", "", 0),
        ("zzzzzzzz", "", 0),
    ],
)
async def test_what_is_typed_finds_what_is_meant(
    services: Services, typed: str, first: str, many: int
) -> None:
    """Accents, beginnings of words, wrong and missing letters; a name before a mention."""
    for name, fields in FILMS:
        await create_title(services, name, **fields)

    found = await names(services, q=typed)

    assert len(found) == many
    assert not first or found[0] == first


async def test_facets_count_what_is_found_and_narrow_to_it(services: Services) -> None:
    """Each count is what choosing its value would find."""
    for name, fields in FILMS:
        await create_title(services, name, **fields)
    house = await create_house(services)
    await create_show(services, house, prices={"regular": 20_000}, format="2D")
    async with services.db.transaction() as tx:
        found = await find(tx, Wanted(), limit=10, facets=True)
    chosen = {"genre": "Drama", "language": "Hindi", "city": "Mumbai", "format": "2D"}
    counts = {
        facet: next(v.titles for v in found.facets[facet] if v.value == value)
        for facet, value in chosen.items()
    }

    assert found.total == 6
    assert counts == {
        facet: len(await names(services, **{facet: value})) for facet, value in chosen.items()
    }
    assert [(v.value, v.titles) for v in found.facets["price"]] == [("INR:20000", 1)]
    assert await names(services, price_max=19_999, currency="INR") == []


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (When.ON_SALE, ["Requiem"]),
        (When.ANNOUNCED, ["Later"]),
        (When.FREE, ["Later"]),
        (When.PAST, ["Gone"]),
        (When.UPCOMING, ["Soon"]),
        (When.NOW_PLAYING, ["Requiem", "Later"]),
    ],
)
async def test_lists_that_people_know_by_name(
    services: Services, when: When, found: list[str]
) -> None:
    """On sale, announced, free, past, upcoming, now playing."""
    house, now = await create_house(services), services.clock()
    await create_show(services, house)
    later = await create_title(services, "Later")
    await create_title(services, "Soon", status=TitleStatus.UPCOMING)
    gone = await create_title(services, "Gone")
    opens = now + timedelta(days=1)
    free = {"prices": {"regular": 0}, "title_id": later.id, "sales_open_at": opens}
    await create_show(services, house, days=3, **free)
    old = await create_show(services, house, days=5, title_id=gone.id)
    await services.db.pool.execute(
        """UPDATE shows SET starts_at = starts_at - interval '30 days', ends_at = ends_at - interval
        '30 days', hall_busy_until = hall_busy_until - interval '30 days', sales_open_at =
        sales_open_at - interval '40 days', sales_close_at = sales_close_at - interval '30 days'
        WHERE id = $1""",
        old.id,
    )

    assert await names(services, when=when) == found


async def test_projection_is_exact_after_every_kind_of_change(services: Services) -> None:
    """Whatever changes a title, a show, a price or a venue: recomputed, nothing differs."""
    pool, house = services.db.pool, await create_house(services)
    show = await create_show(services, house)
    other = await create_title(services, "Other")
    changes = (
        "UPDATE titles SET genres = '{Drama}', name = 'Réquiem' WHERE name = 'Requiem'",
        "UPDATE titles SET enabled = false WHERE name = 'Other'",
        "UPDATE show_prices SET amount = 1",
        "UPDATE venues SET city = 'Pune', timezone = 'Europe/Paris'",
        "UPDATE shows SET starts_at = starts_at + interval '1 hour'",
        f"UPDATE shows SET title_id = {other.id}",
        "UPDATE shows SET status = 'running'",
        "UPDATE shows SET status = 'cancelled'",
        f"DELETE FROM show_prices WHERE show_id = {show.id}",
    )
    seen = set()
    for change in changes:
        await pool.execute(change)
        kept = await pool.fetchval(SNAPSHOT)
        await pool.execute("SELECT refresh_title_search(array_agg(id)) FROM titles")
        assert await pool.fetchval(SNAPSHOT) == kept, change
        seen.add(kept)

    assert len(seen) == len(changes) - 2, "running and a price of a cancelled show change nothing"


async def test_shows_that_are_over_leave_and_totals_are_counted(services: Services) -> None:
    """At once for who searches; the sweep sets the rows anew and counts everything."""
    house = await create_house(services)
    show = await create_show(services, house)
    pool = services.db.pool
    before = await names(services, city="mumbai")
    await pool.execute("SET session_replication_role = replica")
    await pool.execute("UPDATE title_days SET last_at = now() - interval '1 minute'")
    await pool.execute("UPDATE title_search SET next_at = now() - interval '1 minute'")
    after = await names(services, city="mumbai")

    swept = await sweep_search(services.db)

    totals = await pool.fetch("SELECT facet, titles FROM title_totals WHERE facet = 'city'")
    assert (before, after, swept, show.title.name) == (["Requiem"], [], 1, "Requiem")
    assert [tuple(row) for row in totals] == [("city", 1)]
