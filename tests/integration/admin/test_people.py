"""AC9: accounts are searched, blocked, unblocked, blocked in bulk, and looked as."""

from typing import Any, cast

import msgspec

from tessera.accounts.model import Role
from tessera.admin.people.run import block_accounts
from tessera.kit.mail import Mailer
from tessera.services import Workshop
from tests.fixtures.factors import with_app
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside

WHY = {"reason": "Fraud"}


async def test_block_ends_every_session_at_once(inside: Inside) -> None:
    """The next request is refused; unblocked, an old session stays ended."""
    ann, admin = await inside.person("ann"), await inside.person("admin", Role.ADMIN)
    async with inside.by(ann) as client, inside.by(admin) as platform:
        before = await client.get("/me")
        blocked = await platform.post(f"/admin/accounts/{ann}/block", json=WHY)
        during = await client.get("/me")
        again = await platform.post(f"/admin/accounts/{ann}/block", json=WHY)
        freed = await platform.post(f"/admin/accounts/{ann}/unblock", json=WHY)
        after = await client.get("/me")
        shown = (await platform.get(f"/admin/accounts/{ann}")).json()

    codes = (before.status_code, blocked.status_code, during.status_code)
    assert (codes, blocked.json()["status"]) == ((200, 200, 401), "blocked")
    assert (again.json()["code"], freed.json()["status"]) == ("already_blocked", "active")
    assert after.status_code == 401
    actions = [line["action"] for line in shown["history"]]
    assert actions == ["account.unblocked", "account.blocked"]


async def test_admins_stay_and_nobody_blocks_themselves(inside: Inside) -> None:
    """Refused by the rule, and by the database to whoever goes around it."""
    one, two = [await inside.person(name, Role.ADMIN) for name in ("one", "two")]
    async with inside.by(one) as platform:
        other = await platform.post(f"/admin/accounts/{two}/block", json=WHY)
        own = await platform.post(f"/admin/accounts/{one}/block", json=WHY)
        role = await platform.put(f"/admin/accounts/{one}/role", json=WHY | {"role": "customer"})
    statement = "UPDATE accounts SET status = 'blocked' WHERE id = $1"

    assert (other.status_code, other.json()["code"]) == (409, "admin_stays")
    assert (own.json()["code"], role.json()["code"]) == ("not_yourself", "not_yourself")
    assert "accounts_admin_stays" in await refused(inside, statement, two)


async def test_lost_factors_are_forgotten_by_an_admin_who_says_why(inside: Inside) -> None:
    """Sent twice it is done once; a mail tells them; an admin's own kind and support may not."""
    ann, admin = await inside.person("ann"), await inside.person("admin", Role.ADMIN)
    chief, support = [
        await inside.person(name, role)
        for name, role in (("chief", Role.ADMIN), ("support", Role.SUPPORT))
    ]
    for account_id in (ann, chief):
        await with_app(inside.services, account_id)
    path = f"/admin/accounts/{ann}/forgotten-factors"
    async with inside.by(admin) as platform, inside.by(support) as helper:
        not_theirs = await helper.post(path, json=WHY)
        mute = await platform.post(path, json={"reason": " "})
        had = (await platform.get(f"/admin/accounts/{ann}")).json()["factors"]
        key = {"Idempotency-Key": "forget"}
        first, second = [await platform.post(path, json=WHY, headers=key) for _ in range(2)]
        again = await platform.post(path, json=WHY)
        other = await platform.post(path.replace(str(ann), str(chief)), json=WHY)
    news = await inside.services.db.pool.fetch("SELECT payload FROM pgqueuer ORDER BY id")

    assert (not_theirs.status_code, mute.status_code, had) == (403, 422, 1)
    assert (first.json()["factors"], second.content) == (0, first.content)
    assert (again.json()["code"], other.json()["code"]) == ("factor_off", "admin_stays")
    assert [b":forgotten:" in bytes(row["payload"]) for row in news].count(True) == 1


async def test_deleted_person_is_forgotten_once_and_on_record(inside: Inside) -> None:
    """Sent twice it is done once; the name is gone, the line says who and why; support may not."""
    ann, admin = await inside.person("ann"), await inside.person("admin", Role.ADMIN)
    support = await inside.person("support", Role.SUPPORT)
    path = f"/admin/accounts/{ann}/deletion"
    async with inside.by(admin) as platform, inside.by(support) as helper, inside.by(ann) as client:
        not_theirs = await helper.post(path, json=WHY)
        key = {"Idempotency-Key": "erase"}
        codes = [(await platform.post(path, json=WHY, headers=key)).status_code for _ in range(2)]
        other = await platform.post(f"/admin/accounts/{admin}/deletion", json=WHY)
        shown = (await platform.get(f"/admin/accounts/{ann}")).json()
        gone = await client.get("/me")

    assert (not_theirs.status_code, codes, gone.status_code) == (403, [204, 204], 401)
    assert (shown["status"], other.json()["code"]) == ("erased", "account_protected")
    assert "ann" not in shown["email"] + shown["name"].lower()
    assert [(line["action"], line["reason"]) for line in shown["history"]] == [
        ("account.erased", "Fraud")
    ]


async def refused(inside: Inside, statement: str, *arguments: Any) -> str:
    """What the database says to it."""
    try:
        await inside.services.db.pool.execute(statement, *arguments)
    except Exception as error:
        return str(error)
    return ""


async def test_run_blocks_many_and_says_how_far_it_has_come(inside: Inside) -> None:
    """Fifty-five people; an admin among them stays; run again, nothing is done twice."""
    admin = await inside.person("admin", Role.ADMIN)
    people = [await inside.person(f"p{n}") for n in range(55)]
    async with inside.by(admin) as platform:
        body = {"account_ids": [str(p) for p in (*people, admin)], "reason": "Bots"}
        begun = await platform.post("/admin/block-runs", json=body)
        payload = await inside.services.db.pool.fetchval(
            "SELECT payload FROM pgqueuer WHERE entrypoint = 'block_accounts'"
        )
        shop = Workshop(inside.services, cast("Mailer", None))
        for _ in range(2):
            await block_accounts(shop, payload.decode())
        run = (await platform.get(f"/admin/block-runs/{begun.json()['id']}")).json()

    count = "SELECT count(*) FROM accounts WHERE status = 'blocked'"
    assert (begun.status_code, begun.json()["done"]) == (202, 0)
    assert (run["blocked"], run["refused"], run["done"]) == (55, 1, 56)
    assert run["ended_at"] is not None
    assert await inside.services.db.pool.fetchval(count) == 55


async def test_look_as_somebody_changes_nothing_and_is_on_record(inside: Inside) -> None:
    """Support reads what the owner reads; every change and every secret is refused; both ends are
    in the log with both names."""
    house = await create_house(inside.services)
    support = await inside.person("support", Role.SUPPORT)
    path = f"/organizations/{house.organization_id}"
    async with inside.by(support) as client:
        begun = await client.post(f"/admin/accounts/{house.owner_id}/impersonation", json=WHY)
        me = (await client.get("/me")).json()
        books = await client.get(f"{path}/disputes")
        change = await client.patch(path, json={"name": "Mine"})
        ended = await client.delete("/impersonation")
        self_again = (await client.get("/me")).json()
    lines = await inside.services.db.pool.fetch("SELECT * FROM audit_log ORDER BY n")

    assert (begun.status_code, me["email"], books.status_code) == (204, "owner@house.test", 200)
    assert (change.status_code, change.json()["code"]) == (403, "acting_reads_only")
    assert (ended.status_code, self_again["email"]) == (204, "support@people.test")
    assert [line["action"] for line in lines] == [
        "account.impersonated",
        "account.impersonation_ended",
    ]
    assert {line["account_id"] for line in lines} == {support}
    assert lines[1]["acting_as"] == house.owner_id


async def test_accounts_are_found_by_words_status_and_role(inside: Inside) -> None:
    """A percent sign is a sign and no wildcard; pages hang together."""
    support = await inside.person("support", Role.SUPPORT)
    for name in ("ann", "anna", "50%_off"):
        await inside.person(name)
    async with inside.by(support) as client:
        ask = "/admin/accounts"
        found = [await names(client, f"{ask}?{q}") for q in ("q=ann", "q=%25_", "role=support")]
        first = (await client.get(f"{ask}?limit=2")).json()
        rest = (await client.get(f"{ask}?limit=2&cursor={first['next_cursor']}")).json()

    assert found == [["anna", "ann"], ["50%_off"], ["support"]]
    assert [a["name"] for a in rest["items"]] == ["ann", "support"]


async def names(client: Any, path: str) -> list[str]:
    """The names of a list."""
    items = msgspec.json.decode((await client.get(path)).content)["items"]
    return [item["name"] for item in items]
