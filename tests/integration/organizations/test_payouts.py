"""Payout details, sealed; and what one asks for and another approves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tessera.accounts.model import MemberRole, Role
from tessera.organizations.found import set_member
from tessera.organizations.payouts.rules import iban_adds_up
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.mutations import payouts

IBAN = "DE89370400440532013000"


@pytest.fixture
def careful(inside: Inside) -> Inside:
    """The same application, where two people have to agree."""
    services = inside.services
    settings = msgspec.structs.replace(services.settings, four_eyes=True)
    changed = replace(services, settings=settings)
    inside.shell._app._litestar.state.services = changed
    return Inside(changed, inside.shell)


async def second_owner(inside: Inside, house: House) -> Any:
    """Another owner of the house."""
    ben = await inside.person("ben")
    async with inside.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, ben, role=MemberRole.OWNER)
    return ben


@pytest.mark.parametrize(
    ("number", "right"),
    [(IBAN, True), ("DE88370400440532013000", False), ("GB82WEST12345698765432", True)],
)
def test_iban_adds_up_or_is_none(number: str, right: bool) -> None:
    """The examples of the standard; one digit off is refused."""
    assert iban_adds_up(number) is right


async def test_number_is_sealed_and_never_shown_again(inside: Inside) -> None:
    """Only its end is in answers and in the audit log; a manager sees nothing of it."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/payouts"
    async with inside.by(house.owner_id) as owner:
        changed = await owner.put(path, json=payouts("DE89 3704 0044 0532 0130 00"))
        shown = await owner.get(path)
        wrong = await owner.put(path, json=payouts("DE88370400440532013000"))
    rows = await inside.services.db.pool.fetch("SELECT p::text FROM payout_details p")
    lines = await inside.services.db.pool.fetch("SELECT l::text FROM audit_log l")

    assert changed.json()["status"] == "changed"
    assert shown.json()["payouts"]["hint"] == "3000"
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "number")
    assert IBAN not in shown.text + str(rows) + str(lines)


async def test_another_owner_approves_and_who_asked_cannot(careful: Inside) -> None:
    """Until then nothing has changed; asked twice it waits once; approved, it holds at once."""
    house = await create_house(careful.services)
    ben = await second_owner(careful, house)
    path = f"/organizations/{house.organization_id}"
    async with careful.by(house.owner_id) as owner, careful.by(ben) as other:
        asked = (await owner.put(f"{path}/payouts", json=payouts(IBAN))).json()
        twice = await owner.put(f"{path}/payouts", json=payouts(IBAN))
        before = (await owner.get(f"{path}/payouts")).json()["payouts"]
        verdict = f"{path}/approvals/{asked['approval']['id']}/decision"
        own = await owner.post(verdict, json={"approved": True})
        done = await other.post(verdict, json={"approved": True})
        over = await other.post(verdict, json={"approved": True})
        after = (await owner.get(f"{path}/payouts")).json()["payouts"]
    kept = await careful.services.db.pool.fetchval("SELECT count(sealed) FROM approvals")

    assert (asked["status"], before) == ("awaits_approval", None)
    assert (twice.json()["code"], own.json()["code"]) == ("approval_pending", "own_request")
    assert (done.status_code, over.status_code, after["hint"]) == (200, 410, "3000")
    assert kept == 0


async def test_show_is_cancelled_by_two(careful: Inside) -> None:
    """Asked for, the show goes on selling; with the approval its refunds begin."""
    house = await create_house(careful.services)
    show = await create_show(careful.services, house)
    admin = await careful.person("admin", Role.ADMIN)
    path = f"/organizations/{house.organization_id}/approvals"
    async with careful.by(house.owner_id) as owner, careful.by(admin) as platform:
        asked = await owner.post(f"/shows/{show.id}/cancellation", json={"reason": "Fog"})
        selling = (await owner.get(f"/shows/{show.id}")).json()["status"]
        [waits] = (await platform.get(path)).json()["items"]
        verdict = f"{path}/{waits['id']}/decision"
        manager = await owner.post(verdict, json={"approved": True})
        done = await platform.post(verdict, json={"approved": True})
        ended = (await owner.get(f"/shows/{show.id}")).json()["status"]

    assert (asked.status_code, asked.json()["status"]) == (202, "awaits_approval")
    assert (selling, waits["reason"], manager.status_code) == ("on_sale", "Fog", 409)
    assert (done.status_code, ended) == (200, "cancelled")


async def test_show_is_moved_by_two(careful: Inside) -> None:
    """A move gives everybody their money back who wants it: it is asked for, what cannot be is
    refused at once, and it begins with the approval."""
    house = await create_house(careful.services)
    show = await create_show(careful.services, house)
    admin = await careful.person("admin", Role.ADMIN)
    path = f"/organizations/{house.organization_id}/approvals"
    later = (show.starts_at + timedelta(days=2)).isoformat()
    async with careful.by(house.owner_id) as owner, careful.by(admin) as platform:
        move = f"/shows/{show.id}/move"
        nowhere = await owner.post(move, json={"reason": "Fog"})
        asked = await owner.post(move, json={"reason": "Fog", "starts_at": later})
        none = await owner.get(move)
        [waits] = (await platform.get(path)).json()["items"]
        verdict = f"{path}/{waits['id']}/decision"
        own = await owner.post(verdict, json={"approved": True})
        done = await platform.post(verdict, json={"approved": True})
        begun = (await owner.get(move)).json()

    assert (nowhere.status_code, asked.status_code, none.status_code) == (422, 202, 404)
    assert (asked.json()["status"], own.json()["code"]) == ("awaits_approval", "own_request")
    assert (done.status_code, begun["reason"]) == (200, "Fog")


async def test_rejected_request_changes_nothing(careful: Inside) -> None:
    """And a manager may approve no payout details, nor a stranger see that any wait."""
    house = await create_house(careful.services)
    mia = await careful.person("mia")
    async with careful.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, mia, role=MemberRole.MANAGER)
    path = f"/organizations/{house.organization_id}"
    async with careful.by(house.owner_id) as owner, careful.by(mia) as manager:
        asked = (await owner.put(f"{path}/payouts", json=payouts(IBAN))).json()
        verdict = f"{path}/approvals/{asked['approval']['id']}/decision"
        refused = await manager.post(verdict, json={"approved": True})
        withdrawn = await owner.post(verdict, json={"approved": False})
        after = (await owner.get(f"{path}/payouts")).json()["payouts"]

    assert (refused.status_code, withdrawn.status_code, after) == (403, 200, None)
