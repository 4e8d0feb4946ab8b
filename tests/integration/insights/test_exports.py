"""Exports over REST: what is in them, who may have them, and timetables that go on."""

import csv
import io
from typing import Any

import httpx
import pytest
from pyarrow import parquet

from tessera.insights.exports.model import Table
from tessera.insights.exports.schedules import run_due
from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside
from tests.integration.insights.test_dashboards import sold
from tests.integration.messages.test_edges import twice

DAYS = {"since": "2026-01-01", "until": "2026-12-31"}
NEW: dict[str, Any] = {"name": "Mondays", "table": "orders", "every": "week", "weekday": 1}


async def days_of(inside: Inside) -> dict[str, str]:
    """A year that holds all that was sold."""
    row = await inside.services.db.pool.fetchrow(
        "SELECT (now() - interval '300 days')::date AS a, (now() + interval '20 days')::date AS b"
    )
    return {"since": row["a"].isoformat(), "until": row["b"].isoformat()}


async def test_tables_hold_what_was_sold_in_every_format(inside: Inside) -> None:
    """As many tickets as lines were paid, and the same sum in units and in minor units."""
    _, row = await sold(inside)
    days, here = await days_of(inside), f"/organizations/{row['organization_id']}/exports"
    paid = await inside.services.db.pool.fetchrow(
        """SELECT count(*) AS n, sum(l.face)::bigint AS face FROM order_lines l
        JOIN orders o ON o.id = l.order_id WHERE o.paid_at IS NOT NULL"""
    )
    async with inside.by(row["owner_id"]) as owner:
        found = {
            ending: await owner.get(f"{here}/tickets", params={**days, "format": ending})
            for ending in ("csv", "xlsx", "json", "parquet")
        }
    lines = list(csv.DictReader(io.StringIO(found["csv"].text)))
    items = found["json"].json()["items"]
    table = parquet.read_table(io.BytesIO(found["parquet"].content)).to_pylist()

    assert {len(lines), len(items), len(table)} == {paid["n"]}
    assert sum(item["face"] for item in items) == paid["face"]
    assert sum(round(100 * float(line["face"])) for line in lines) == paid["face"]
    assert [one["reference"] for one in table] == [item["reference"] for item in items]
    assert found["xlsx"].content.startswith(b"PK")


async def test_sums_of_the_tables_are_those_of_the_books(inside: Inside) -> None:
    """Orders and days add up to what was paid; the ledger to nought; one show is one show."""
    _, row = await sold(inside)
    days, here = await days_of(inside), f"/organizations/{row['organization_id']}/exports"

    async def items(client: httpx.AsyncClient, table: str, **more: Any) -> list[Any]:
        asked = {**days, "format": "json", **more}
        answer = await client.get(f"{here}/{table}", params=asked)
        found: list[Any] = answer.json()["items"]
        return found

    async with inside.by(row["owner_id"]) as owner:
        tables = {str(table): await items(owner, table) for table in Table}
        one_show = await items(owner, "orders", show_id=row["show_id"])
        two = await items(owner, "orders", columns=["reference", "face"])
    paid = [order for order in tables["orders"] if order["paid_at"]]

    assert sum(day["tickets"] for day in tables["sales"]) == sum(o["tickets"] for o in paid)
    assert sum(day["face"] for day in tables["sales"]) == sum(o["face"] for o in paid)
    assert sum(entry["amount"] for entry in tables["ledger"]) == 0
    assert {order["show_id"] for order in one_show} == {row["show_id"]}
    assert {tuple(order) for order in two} == {("reference", "face", "currency")}
    assert tables["payments"]
    assert tables["customers"] == []


async def test_customers_are_those_who_agreed(inside: Inside) -> None:
    """A confirmed reader of the house's newsletter is in the table; nobody else is."""
    _, row = await sold(inside)
    days, here = await days_of(inside), f"/organizations/{row['organization_id']}/exports"
    await inside.services.db.pool.execute(
        """INSERT INTO newsletter_readers (id, organization_id, email, status, asked_at,
            confirmed_at)
        VALUES (uuidv7(), $1, 'ANN@buyers.test', 'confirmed', now(), now()),
            (uuidv7(), $1, 'asked@buyers.test', 'asked', now(), NULL)""",
        row["organization_id"],
    )
    async with inside.by(row["owner_id"]) as owner:
        answer = await owner.get(f"{here}/customers", params={**days, "format": "json"})
    [ann] = answer.json()["items"]

    assert (ann["email"], ann["consent"]) == ("ann@buyers.test", "newsletter")
    assert ann["orders"] > 0


async def test_every_export_is_in_the_audit_log_and_strangers_get_none(inside: Inside) -> None:
    """Who, what and of which days; wrong columns and tables are refused and not noted."""
    house = await create_house(inside.services)
    here = f"/organizations/{house.organization_id}/exports"
    stranger = await inside.person("stranger")
    async with inside.by(house.owner_id) as owner, inside.by(stranger) as other:
        good = await owner.get(f"{here}/orders", params={**DAYS, "format": "csv"})
        bad = await owner.get(f"{here}/ledger", params={"columns": ["buyer_email"]})
        gone = await owner.get(f"{here}/secrets")
        refused = await other.get(f"{here}/orders")
    noted = await inside.services.db.pool.fetch(
        "SELECT account_id, after FROM audit_log WHERE action = 'export.made'"
    )

    statuses = [answer.status_code for answer in (good, bad, gone, refused)]
    assert statuses == [200, 422, 404, 403]
    assert [row["account_id"] for row in noted] == [house.owner_id]
    assert '"orders"' in noted[0]["after"]


async def scheduled(inside: Inside, house: House) -> Any:
    """One on a timetable, entered twice with one key."""
    async with inside.by(house.owner_id) as owner:
        path = f"/organizations/{house.organization_id}/export-schedules"
        made: Any = (await twice(owner, "POST", path, body=NEW)).json()
    return made


async def mails(inside: Inside) -> list[str]:
    """What is queued to be mailed."""
    rows = await inside.services.db.pool.fetch(
        "SELECT convert_from(payload, 'UTF8') AS p FROM pgqueuer WHERE entrypoint = 'mail_notice'"
    )
    return [row["p"] for row in rows]


async def test_timetable_mails_a_link_once_and_goes_on(inside: Inside) -> None:
    """The next run is a week later, on a Monday; the mail has no table in it."""
    house = await create_house(inside.services)
    made = await scheduled(inside, house)
    pool = inside.services.db.pool
    await pool.execute("UPDATE export_schedules SET next_at = now() - interval '1 minute'")

    assert [await run_due(inside.services.db), await run_due(inside.services.db)] == [1, 0]

    [mail] = await mails(inside)
    row = await pool.fetchrow("SELECT * FROM export_schedules")
    assert f"/organizer/organizations/{house.organization_id}/exports/file?" in mail
    assert "export_ready" in mail
    assert (str(row["id"]), row["last_rows"], row["failure"]) == (made["id"], 0, "")
    assert row["next_at"].isoweekday() in (1, 7)


@pytest.mark.parametrize("rest", [True, False])
async def test_timetable_rests_goes_on_and_is_removed_once_each(inside: Inside, rest: bool) -> None:
    """What rests is not made; an old version is refused."""
    house = await create_house(inside.services)
    made = await scheduled(inside, house)
    here = f"/export-schedules/{made['id']}"
    async with inside.by(house.owner_id) as owner:
        change = {"version": 1, "paused": rest}
        changed = (await twice(owner, "PATCH", here, body=change)).json()
        stale = await owner.patch(here, json=change)
        await inside.services.db.pool.execute("UPDATE export_schedules SET next_at = now()")
        ran = await run_due(inside.services.db)
        await twice(owner, "DELETE", here)
        gone = await owner.patch(here, json=change)

    assert (changed["paused"], changed["version"]) == (rest, 2)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    assert ran == (0 if rest else 1)
    assert gone.status_code == 404


async def test_timetable_of_who_has_left_says_so_and_mails_nobody(inside: Inside) -> None:
    """Rights are looked at when it is made, not when it was asked for."""
    house = await create_house(inside.services)
    await scheduled(inside, house)
    pool = inside.services.db.pool
    await pool.execute("UPDATE export_schedules SET next_at = now()")
    await pool.execute("DELETE FROM members")

    await run_due(inside.services.db)

    assert await pool.fetchval("SELECT failure FROM export_schedules") == "maker_gone"
    assert await mails(inside) == []
