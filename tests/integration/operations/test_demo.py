"""The demo in a real database: loaded whole, current, and left alone where it does not belong."""

import time
from pathlib import Path

import asyncpg
import pytest

from tessera.operations.audit.prove import audit
from tessera.operations.demo.load import NotEmpty, load, load_if_empty
from tessera.settings import Settings

pytestmark = pytest.mark.xdist_group("demo")

SECONDS_MAX = 40
"""Takes 5 s alone; machines that test are busy."""


@pytest.fixture(scope="module")
def settings(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation on a database for this module."""
    var = tmp_path_factory.mktemp("var")
    return Settings(database_url=module_database_url, secret="s" * 32, var_dir=str(var))


@pytest.fixture(scope="module")
async def seconds(settings: Settings) -> float:
    """The demo loaded; how long it took."""
    began = time.monotonic()
    assert await load_if_empty(settings)
    return time.monotonic() - began


async def counted(settings: Settings, query: str) -> int:
    """One number from the database."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


async def test_demo_loads_within_its_time(seconds: float) -> None:
    """A first `make up` does not wait for it."""
    assert seconds < SECONDS_MAX


@pytest.mark.usefixtures("seconds")
@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("SELECT count(*) FROM titles WHERE kind = 'film'", 24),
        ("SELECT count(*) FROM titles WHERE kind <> 'film'", 10),
        ("SELECT count(DISTINCT city) FROM venues", 4),
        ("SELECT count(*) FROM venues", 6),
        ("SELECT count(DISTINCT venue_id) FROM venue_pictures", 6),
        ("SELECT count(*) FROM price_lists", 2),
        ("SELECT count(*) FROM section_templates", 4),
        ("SELECT count(*) FROM card_shops WHERE enabled", 4),
        ("SELECT count(*) FROM halls", 14),
        ("SELECT count(DISTINCT starts_at::date) FROM shows WHERE starts_at > now()", 14),
        ("SELECT count(DISTINCT title_id) FROM shows", 34),
        ("SELECT count(*) FROM shows WHERE status = 'scheduled' AND sales_open_at > now()", 1),
        ("SELECT count(*) FROM shows WHERE status = 'sold_out'", 1),
        ("SELECT count(*) FROM shows WHERE status = 'on_sale' AND capacity > 20000", 1),
        ("SELECT count(*) FROM members WHERE role = 'owner'", 4),
        ("SELECT count(*) FROM orders JOIN accounts a ON a.id = account_id", 3),
    ],
)
async def test_demo_holds_what_was_promised(settings: Settings, query: str, least: int) -> None:
    """At least so many of everything."""
    assert await counted(settings, query) >= least


@pytest.mark.usefixtures("seconds")
async def test_arena_is_half_sold(settings: Settings) -> None:
    """The arena concert has sold half of its places, each with a ticket."""
    share = await counted(
        settings,
        """SELECT 100 * count(*) / max(s.capacity) FROM tickets t JOIN shows s ON s.id = t.show_id
        WHERE s.capacity > 20000""",
    )

    assert 45 <= share <= 55


@pytest.mark.usefixtures("seconds")
async def test_nobody_is_mailed(settings: Settings) -> None:
    """The worker of a fresh demo does not begin with thousands of confirmations."""
    jobs = "SELECT count(*) FROM pgqueuer WHERE entrypoint <> 'draw_venue_picture'"
    assert await counted(settings, jobs) == 0


@pytest.mark.usefixtures("seconds")
async def test_gateway_knows_every_payment(settings: Settings) -> None:
    """The simulated gateway can refund whatever the demo sold."""
    lines = (settings.var / "gateway.jsonl").read_text().splitlines()

    paid = "SELECT count(*) FROM payments WHERE provider <> 'free'"
    assert len(lines) == await counted(settings, paid)


@pytest.mark.usefixtures("seconds")
async def test_second_start_changes_nothing_on_the_same_day(settings: Settings) -> None:
    """Loading twice is loading once."""
    again = await load(settings)

    assert (again.fresh, again.shows) == (False, 0)


@pytest.mark.usefixtures("seconds")
async def test_demo_of_yesterday_is_brought_up_to_date(settings: Settings) -> None:
    """Days without shows are filled again, whatever went meanwhile."""
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute(
        """WITH late AS (SELECT id FROM shows s WHERE starts_at > now() + interval '11 days'
            AND NOT EXISTS (SELECT FROM orders WHERE show_id = s.id)
            AND NOT EXISTS (SELECT FROM claims WHERE show_id = s.id)),
        prices AS (DELETE FROM show_prices WHERE show_id IN (SELECT id FROM late))
        DELETE FROM shows WHERE id IN (SELECT id FROM late)"""
    )
    await connection.close()

    again = await load(settings)

    assert again.shows > 50


async def test_database_of_your_own_is_left_alone(database_url: str, tmp_path: Path) -> None:
    """The demo does not mix with what somebody has entered."""
    settings = Settings(database_url=database_url, secret="s" * 32, var_dir=str(tmp_path))
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO organizations (name, slug, currency) VALUES ('Mine', 'mine', 'EUR')"
    )
    await connection.close()

    assert not await load_if_empty(settings)
    with pytest.raises(NotEmpty):
        await load(settings)
    assert await counted(settings, "SELECT count(*) FROM accounts") == 0


@pytest.mark.usefixtures("seconds")
async def test_demo_keeps_every_promise(settings: Settings) -> None:
    """What the demo sold stands up to the auditor."""
    proofs = await audit(settings)

    assert [proof.id for proof in proofs if not proof.kept] == []
