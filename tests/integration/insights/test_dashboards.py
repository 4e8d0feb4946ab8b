"""Dashboards over REST and as pages: what was sold, of whom, and who may look."""

from typing import Any

import httpx

from tessera.accounts.model import Role
from tessera.insights.roll_up import roll_up_all
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside
from tests.integration.insights.life import Life, begin_life, buy, live


async def sold(inside: Inside) -> tuple[Life, Any]:
    """A life of some days, rolled up, and its shows' row."""
    life = await begin_life(inside.services, 3)
    await live(life, 50)
    for _ in range(6):
        async with life.moment() as tx:
            await buy(life, tx)
    await roll_up_all(inside.services.db)
    row = await inside.services.db.pool.fetchrow(
        """SELECT o.owner_id, s.* FROM insight_shows s,
        (SELECT account_id AS owner_id FROM members WHERE role = 'owner') AS o
        ORDER BY seated DESC LIMIT 1"""
    )
    return life, row


async def sales(client: httpx.AsyncClient, path: str) -> tuple[int, int]:
    """Tickets and sales that a dashboard tells of the last 90 days."""
    found = (await client.get(path, params={"period": "90"})).json()
    return found["figures"]["tickets"], found["figures"]["sales"]["amount"]


async def test_levels_tell_what_was_bought(inside: Inside) -> None:
    """Organization and platform all of it, the title too; venues add up to it."""
    _, row = await sold(inside)
    here = f"/organizations/{row['organization_id']}/insight"
    bought = await inside.services.db.pool.fetchrow(
        """SELECT count(*) AS n, sum(l.face + l.fee + l.tax)::bigint AS paid FROM order_lines l
        JOIN orders o ON o.id = l.order_id WHERE o.paid_at IS NOT NULL"""
    )
    venues = await inside.services.db.pool.fetch("SELECT id FROM venues")
    admin = await inside.person("root", Role.ADMIN)
    async with inside.by(row["owner_id"]) as owner, inside.by(admin) as root:
        whole = await sales(owner, here)
        parts = [await sales(owner, f"{here}/venues/{venue['id']}") for venue in venues]
        title = await sales(owner, f"{here}/titles/{row['title_id']}")
        platform = await sales(root, "/admin/insight")
        anyones = await sales(root, f"/admin/insight/titles/{row['title_id']}")

    assert {whole, title, platform, anyones} == {(bought["n"], bought["paid"])}
    assert tuple(map(sum, zip(*parts, strict=True))) == whole


async def test_show_is_told_with_its_curve(inside: Inside) -> None:
    """All of its sale without a period; the curve ends with what is sold."""
    _, row = await sold(inside)
    async with inside.by(row["owner_id"]) as owner:
        found = (await owner.get(f"/shows/{row['show_id']}/insight")).json()
    known = [point["own"] for point in found["curve"]["points"] if point["own"] is not None]

    assert found["figures"]["tickets"] - found["figures"]["tickets_given_back"] == row["seated"]
    assert known[-1] == row["seated"] / row["capacity"]
    assert sum(map(sum, found["heat"])) == found["figures"]["tickets"]


async def test_who_is_not_of_the_house_is_told_nothing(inside: Inside) -> None:
    """Its dashboards are not there for strangers; what is wrong with a period is said."""
    house = await create_house(inside.services)
    await roll_up_all(inside.services.db)
    here = f"/organizations/{house.organization_id}/insight"
    stranger = await inside.person("stranger")
    async with inside.by(stranger) as other, inside.by(house.owner_id) as owner:
        refused = [await other.get(path) for path in (here, "/admin/insight")]
        absent = await owner.get(f"{here}/venues/999")
        wrong = await owner.get(here, params={"since": "2026-05-02", "until": "2026-05-01"})
        never = await owner.get(here, params={"currency": "JPY"})

    assert [answer.status_code for answer in refused] == [403, 403]
    assert (absent.status_code, wrong.status_code, never.status_code) == (404, 422, 422)
    assert wrong.json()["errors"][0]["field"] == "until"


async def test_first_page_says_what_is_on_today_and_how_it_sells(inside: Inside) -> None:
    """The page of a house in the evening: its shows of today, and the way to all figures."""
    life, row = await sold(inside)
    await inside.services.db.pool.execute(
        """UPDATE shows SET starts_at = now(), ends_at = now() + interval '2 hours',
        hall_busy_until = now() + interval '3 hours', sales_close_at = now() + interval '1 hour',
        status = 'on_sale' WHERE id = $1""",
        row["show_id"],
    )
    await roll_up_all(inside.services.db)
    async with inside.by(row["owner_id"]) as owner:
        first = (await owner.get("http://tessera.test/organizer")).text
        tickets = await owner.get(f"http://tessera.test/organizer/shows/{row['show_id']}/insight")

    assert f'href="/organizer/shows/{row["show_id"]}"' in first
    assert f"/organizer/organizations/{row['organization_id']}/insight" in first
    assert "Sales curve" in tickets.text
    assert life.shows
