"""API keys: a program may what its key names, in one organization, while its maker may it."""

from typing import Any

import httpx

from tessera.accounts.model import Role
from tessera.claims.place import place
from tessera.orders.open import open_orders
from tests.fixtures.house import House, create_house, create_show, hold, order
from tests.fixtures.inside import Inside


async def make(owner: httpx.AsyncClient, house: House, *scopes: str, **more: Any) -> dict[str, Any]:
    """A key with these scopes."""
    wanted = {"name": "Till", "scopes": list(scopes)} | more
    answer = await owner.post(f"/organizations/{house.organization_id}/api-keys", json=wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_key_may_what_its_scopes_name_and_nothing_else(inside: Inside) -> None:
    """Books with their scope; no terms, no account of its maker, no orders of theirs."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}"
    async with inside.by(house.owner_id) as owner:
        made = await make(owner, house, "books.read")
    async with inside.by(made["secret"]) as program:
        found = {
            name: (await program.get(where)).status_code
            for name, where in {
                "books": f"{path}/disputes",
                "sales": "/order-references/NONE",
                "members": f"{path}/members",
                "me": "/me",
                "titles": "/titles",
            }.items()
        }

    assert found == {"books": 200, "sales": 403, "members": 403, "me": 403, "titles": 200}


async def test_key_is_kept_by_hash_and_told_once(inside: Inside) -> None:
    """No row, no list and no line of the audit log holds the secret."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        made = await make(owner, house, "books.read")
        listed = await owner.get(f"/organizations/{house.organization_id}/api-keys")
    rows = await inside.services.db.pool.fetch("SELECT k::text FROM api_keys k")
    lines = await inside.services.db.pool.fetch("SELECT l::text FROM audit_log l")
    kept = await inside.services.db.pool.fetch("SELECT body FROM idempotency_keys")

    secret = made["secret"]
    assert secret.startswith("tsk_")
    assert len(secret) >= 36
    assert secret not in listed.text + str(rows) + str(lines) + str(kept)
    assert listed.json()["items"][0]["hint"] == secret[-4:]


async def test_key_ends_with_itself_its_time_and_its_maker(inside: Inside) -> None:
    """Ended, run out, or made by somebody who works there no more: it opens nothing."""
    house = await create_house(inside.services)
    pool, codes = inside.services.db.pool, []
    path = f"/organizations/{house.organization_id}/disputes"
    async with inside.by(house.owner_id) as owner:
        keys = [await make(owner, house, "books.read") for _ in range(3)]
        ended = f"/organizations/{house.organization_id}/api-keys/{keys[0]['id']}"
        assert (await owner.delete(ended)).status_code == 204
        assert (await owner.delete(ended)).status_code == 404
    await pool.execute("UPDATE api_keys SET expires_at = now() WHERE id = $1", keys[1]["id"])
    for key in keys:
        async with inside.by(key["secret"]) as program:
            codes.append((await program.get(path)).status_code)
    await pool.execute("DELETE FROM members")
    async with inside.by(keys[2]["secret"]) as program:
        codes.append((await program.get(path)).status_code)

    assert codes == [401, 401, 200, 401]


async def test_key_gets_no_right_that_its_maker_lacks_or_must_prove(inside: Inside) -> None:
    """Refunds ask for a person; the platform's rights are nobody's to give."""
    house = await create_house(inside.services)
    scopes = ["books.read", "refunds.decide", "accounts.read", "orders.buy"]
    async with inside.by(house.owner_id) as owner:
        path = f"/organizations/{house.organization_id}/api-keys"
        answer = await owner.post(path, json={"name": "Till", "scopes": scopes})

    assert answer.status_code == 422
    fields = [problem["field"] for problem in answer.json()["errors"]]
    assert fields == ["scopes[1]", "scopes[2]", "scopes[3]"]


async def test_key_has_a_quota_of_its_own(inside: Inside) -> None:
    """The third request of a minute is refused where two are granted, and told when to come."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/disputes"
    async with inside.by(house.owner_id) as owner:
        made = await make(owner, house, "books.read", requests_per_minute=2)
    async with inside.by(made["secret"]) as program:
        answers = [await program.get(path) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


async def test_key_reads_no_order_that_its_maker_has_bought(inside: Inside) -> None:
    """A program works for an organization; what its maker buys for themselves is theirs."""
    services = inside.services
    house = await create_house(services)
    show = await create_show(services, house)
    held = hold(show.id, 0)
    opened = order(held, show)
    await place(services.db.pool, [held])
    await open_orders(services.db.pool, [opened])
    owned = "UPDATE orders SET account_id = $1"
    await services.db.pool.execute(owned, house.owner_id)
    async with inside.by(house.owner_id) as owner:
        made = await make(owner, house, "books.read")
        person = await owner.get(f"/orders/{opened.order_id}")
    async with inside.by(made["secret"]) as program:
        key = await program.get(f"/orders/{opened.order_id}")
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        anybody = await platform.get(f"/orders/{opened.order_id}")

    assert (person.status_code, key.status_code, anybody.status_code) == (200, 404, 200)
