"""Offers over REST and by page: kept by who may, tried by who buys."""

import csv
import io
from typing import Any

import httpx

from tessera.accounts.model import Role
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.integration.offers.test_books import pay
from tests.integration.offers.test_limits import buy, create_offer

TUESDAY = {"name": "Ten off", "code": "tue-10", "rule": {"kind": "flat", "amount": 1000}}


async def made(keeper: httpx.AsyncClient, house: House, **fields: Any) -> dict[str, Any]:
    """An offer of the house."""
    path = f"/organizations/{house.organization_id}/offers"
    answer = await keeper.post(path, json=TUESDAY | fields)
    assert answer.status_code == 201, answer.text
    offer: dict[str, Any] = answer.json()
    return offer


async def held(guest: httpx.AsyncClient, show_id: int, *places: int) -> dict[str, Any]:
    """A hold of these places."""
    answer = await guest.post(f"/shows/{show_id}/holds", json={"places": list(places)})
    hold: dict[str, Any] = answer.json()
    return hold


async def test_a_keeper_makes_changes_copies_and_takes_away(inside: Inside) -> None:
    """Each by its route; the copy has a code of its own and is switched off."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        offer = await made(owner, house)
        here = f"/offers/{offer['id']}"
        changed = await owner.patch(here, json={"version": 1, "name": "Twelve off"})
        copy = await owner.post(f"{here}/duplicates")
        gone = await owner.delete(here)
        left = (await owner.get(f"/organizations/{house.organization_id}/offers")).json()["items"]

    assert (offer["code"], offer["currency"], offer["version"]) == ("TUE10", "INR", 1)
    assert (changed.json()["name"], changed.json()["version"]) == ("Twelve off", 2)
    assert (copy.json()["code"], copy.json()["enabled"]) == ("TUE102", False)
    assert (gone.status_code, [one["id"] for one in left]) == (204, [copy.json()["id"]])


async def test_a_request_sent_twice_has_one_effect(inside: Inside) -> None:
    """Change, copy, codes and removal: the second answer is the first."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        offer = await made(owner, house, way="codes", code="")
        here = f"/offers/{offer['id']}"
        sent: list[tuple[str, str, Any]] = [
            ("POST", f"{here}/codes", {"count": 5}),
            ("PATCH", here, {"version": 1, "name": "Other"}),
            ("POST", f"{here}/duplicates", None),
            ("DELETE", here, None),
        ]
        for n, (method, path, body) in enumerate(sent):
            key = {"Idempotency-Key": str(n)}
            first = await owner.request(method, path, json=body, headers=key)
            again = await owner.request(method, path, json=body, headers=key)
            assert (again.status_code, again.content) == (first.status_code, first.content)
            assert again.headers["Idempotent-Replayed"] == "true"

    pool = inside.services.db.pool
    assert await pool.fetchval("SELECT count(*) FROM offers") == 2
    assert await pool.fetchval("SELECT count(*) FROM offer_codes") == 5


async def test_two_who_change_one_offer_meet_and_nothing_is_lost(inside: Inside) -> None:
    """The second is told what the first has saved, and may then save theirs."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        here = f"/offers/{(await made(owner, house))['id']}"
        await owner.patch(here, json={"version": 1, "uses_max": 5})
        late = await owner.patch(here, json={"version": 1, "name": "Mine"})
        again = await owner.patch(here, json={"version": 2, "name": "Mine"})

    assert (late.status_code, late.json()["code"]) == (409, "offer_changed")
    assert late.json()["current"]["uses_max"] == 5
    assert (again.json()["name"], again.json()["uses_max"]) == ("Mine", 5)


async def test_all_that_is_wrong_with_an_offer_is_said_at_once(inside: Inside) -> None:
    """Each with its path; and a code that another offer has is refused."""
    house = await create_house(inside.services)
    rule = {"kind": "n_for_m", "buys": 2, "pays": 3, "amount": 5, "first_purchase": True}
    async with inside.by(house.owner_id) as owner:
        await made(owner, house)
        path = f"/organizations/{house.organization_id}/offers"
        wrong = await owner.post(path, json={"name": "X", "code": "a", "rule": rule})
        twice = await owner.post(path, json=TUESDAY)

    fields = {error["field"] for error in wrong.json()["errors"]}
    assert fields == {"rule.amount", "rule.pays", "code", "uses_per_customer_max"}
    assert (twice.status_code, twice.json()["code"]) == (409, "code_taken")


async def test_a_quote_tells_the_price_and_every_reason_and_uses_nothing(inside: Inside) -> None:
    """With a code that holds, one that does not, and one that is none."""
    house = await create_house(inside.services, places=4)
    show = await create_show(inside.services, house)
    await create_offer(inside.services, house)
    async with inside.by(house.owner_id) as owner:
        await made(owner, house, rule={"kind": "flat", "amount": 1000, "minimum": 10**9})
    async with inside.by() as guest:
        hold = await held(guest, show.id, 0, 1)
        path, token = f"/holds/{hold['id']}/quote", {"hold_token": hold["token"]}
        good = (await guest.post(path, json=token | {"offer_code": "ten"})).json()
        bad = (await guest.post(path, json=token | {"offer_code": "TUE 10"})).json()
        none = await guest.post(path, json=token | {"offer_code": "NOSUCH"})

    assert good["total"]["amount"] == sum(line["price"]["amount"] for line in good["lines"])
    saved = good["list_total"]["amount"] - good["total"]["amount"]
    assert [(o["name"], o["amount"]["amount"]) for o in good["offers"]] == [("Ten", saved)]
    assert (bad["trouble"], bad["total"]) == ("offer_not_applicable", bad["list_total"])
    assert [r["code"] for r in bad["refused"][0]["reasons"]] == ["below_minimum"]
    assert (none.status_code, none.json()["code"]) == (422, "offer_unknown")
    assert await inside.services.db.pool.fetchval("SELECT sum(uses) FROM offer_counts") == 0


async def test_an_order_of_a_hold_has_the_price_of_its_quote_and_its_key_its_answer(
    inside: Inside,
) -> None:
    """Automatic and by code; sent again with its key it is the same order, used once."""
    house = await create_house(inside.services, places=4)
    show = await create_show(inside.services, house)
    await create_offer(inside.services, house, way="automatic", code="", uses_max=1)
    async with inside.by() as guest:
        hold = await held(guest, show.id, 0)
        proof = {"hold_token": hold["token"]}
        quote = (await guest.post(f"/holds/{hold['id']}/quote", json=proof)).json()
        buyer = {"name": "Ann", "email": "ann@buyers.test"}
        wanted = proof | {"hold_id": hold["id"], "buyer": buyer}
        key = {"Idempotency-Key": "one"}
        first = await guest.post("/orders", json=wanted, headers=key)
        again = await guest.post("/orders", json=wanted, headers=key)
        token = {"Order-Token": first.json()["token"]}
        read = (await guest.get(f"/orders/{first.json()['id']}", headers=token)).json()

    assert first.json()["total"] == quote["total"]
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert [(o["name"], o["released"]) for o in read["offers"]] == [("Ten", False)]


async def test_an_order_bound_to_a_way_to_pay_is_paid_in_no_other(inside: Inside) -> None:
    """Its options name that way alone, and another one is refused."""
    house = await create_house(inside.services, places=2)
    show = await create_show(inside.services, house)
    rule = {"kind": "percentage", "basis_points": 500, "providers": ["mock"]}
    async with inside.by(house.owner_id) as owner:
        offer = await made(owner, house, rule=rule)
    order = await buy(inside.services, show, (0,), code=offer["code"])
    token = {"Order-Token": inside.services.order_tokens.token(order.order_id)}
    async with inside.by() as guest:
        path = f"/orders/{order.order_id}"
        options = (await guest.get(path, headers=token)).json()["payment_options"]
        other = {"provider": "stripe", "method": "x"}
        refused = await guest.post(f"{path}/payments", json=other, headers=token)
    allowed = await inside.services.offers.allows(order.order_id, "stripe")

    assert (options, allowed) == (["mock"], False)
    assert refused.json()["code"] == "provider_unknown"


async def test_a_hundred_thousand_codes_are_made_and_streamed(inside: Inside) -> None:
    """All different, none missing, in one file."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        offer = await made(owner, house, way="codes", code="")
        here = f"/offers/{offer['id']}"
        told = await owner.post(f"{here}/codes", json={"count": 100_000, "prefix": "fan"})
        saved = await owner.get(f"{here}/codes.csv")

    rows = list(csv.reader(io.StringIO(saved.text.removeprefix("\ufeff"))))
    assert (told.status_code, told.json()["codes"]) == (201, 100_000)
    assert rows[0] == ["code", "order"]
    assert len({row[0] for row in rows[1:]}) == len(rows) - 1 == 100_000
    assert all(row[0].startswith("FAN") and len(row[0]) == 13 for row in rows[1:])


async def test_everybody_sees_what_is_listed_and_what_is_used_most(inside: Inside) -> None:
    """By topic, with the most used first; what is not listed nobody sees."""
    house = await create_house(inside.services, places=6)
    show = await create_show(inside.services, house)
    async with inside.by(house.owner_id) as owner:
        await made(owner, house, code="HIDDEN")
        await made(owner, house, name="Quiet", code="QUIET", listed=True, topic="films")
        loud = await made(owner, house, name="Loud", code="LOUD", listed=True, topic="food")
        order = await buy(inside.services, show, (0, 1), code="LOUD")
        await pay(inside.services, order.order_id, order.total)
        measured = (await owner.get(f"/offers/{loud['id']}/statistics")).json()
    async with inside.by() as guest:
        every = (await guest.get("/offers")).json()["items"]
        films = (await guest.get("/offers", params={"topic": "films"})).json()["items"]
        topics = (await guest.get("/offers/topics")).json()["items"]
        most = (await guest.get("/offers/trending")).json()["items"]

    assert [one["name"] for one in every] == ["Loud", "Quiet"]
    assert [one["name"] for one in films] == ["Quiet"]
    assert {one["topic"]: one["offers"] for one in topics} == {"films": 1, "food": 1}
    assert [one["name"] for one in most] == ["Loud"]
    assert (measured["paid"], measured["places"], measured["cost"]["amount"]) == (1, 2, 1000)


async def test_the_platforms_offers_are_for_who_runs_it_and_lower_the_fee(inside: Inside) -> None:
    """A house neither sees nor makes one; its face price stays whole."""
    house = await create_house(inside.services, places=2)
    show = await create_show(inside.services, house)
    admin_id = await inside.person("ada", Role.ADMIN)
    free = {"name": "No fee", "code": "NOFEE", "rule": {"kind": "percentage"}}
    free["rule"] = {"kind": "percentage", "basis_points": 10_000}
    async with inside.by(admin_id) as admin, inside.by(house.owner_id) as owner:
        offer = (await admin.post("/admin/offers", json=free)).json()
        seen = await owner.get(f"/offers/{offer['id']}")
        forged = await owner.post("/admin/offers", json=free)
    order = await buy(inside.services, show, (0,), code="NOFEE")

    [line] = order.lines
    assert (seen.status_code, forged.status_code) == (404, 403)
    assert (line.face, line.fee) == (show.prices["regular"].face, 0)


async def test_what_belongs_to_another_house_is_not_there(inside: Inside) -> None:
    """No part of an offer is told or done for a stranger."""
    house = await create_house(inside.services)
    stranger = await inside.person("sam")
    async with inside.by(house.owner_id) as owner, inside.by(stranger) as other:
        here = f"/offers/{(await made(owner, house))['id']}"
        found = [
            (await other.get(here)).status_code,
            (await other.get(f"{here}/codes.csv")).status_code,
            (await other.patch(here, json={"version": 1})).status_code,
        ]

    assert set(found) <= {403, 404}
