"""Members: invited by mail, given another role, removed; and nobody learns who has an account."""

import asyncio

import msgspec

from tessera.accounts.model import MemberRole
from tessera.kit.mail import FolderMailer
from tessera.organizations.found import set_member
from tessera.organizations.tasks import mail_invitation
from tessera.services import Workshop
from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside


async def test_invited_person_accepts_and_works_there(inside: Inside) -> None:
    """By the account of the address and by no other; the role counts at once."""
    house = await create_house(inside.services)
    ann, eve = await inside.person("ann"), await inside.person("eve")
    path = f"/organizations/{house.organization_id}"
    wanted = {"email": "Ann@people.test", "role": "box_office"}
    async with inside.by(house.owner_id) as owner, inside.by(ann) as a, inside.by(eve) as e:
        made = await owner.post(f"{path}/invitations", json=wanted)
        answer = f"/me/invitations/{made.json()['id']}/answer"
        stranger = await e.post(answer, json={"accepted": True})
        [asked] = (await a.get("/me/invitations")).json()["items"]
        before = await a.get(path)
        accepted = await a.post(answer, json={"accepted": True})
        after = await a.get(path)
        again = await a.post(answer, json={"accepted": True})

    assert (made.status_code, stranger.status_code) == (201, 404)
    assert (asked["organization"], asked["role"]) == ("House", "box_office")
    assert (before.status_code, accepted.status_code, after.status_code) == (403, 200, 200)
    assert again.status_code == 404


async def test_invitation_tells_nobody_who_has_an_account(inside: Inside) -> None:
    """The same answer, but for the address, with an account and without one; a role is given to
    neither before they accept."""
    house = await create_house(inside.services)
    await inside.person("ann")
    path = f"/organizations/{house.organization_id}"
    asked, direct = [], []
    async with inside.by(house.owner_id) as owner:
        for email in ("ann@people.test", "nobody@people.test"):
            wanted = {"email": email, "role": "door"}
            answer = await owner.put(f"{path}/members", json=wanted)
            direct.append((answer.status_code, answer.json()["errors"]))
            made = await owner.post(f"{path}/invitations", json=wanted)
            asked.append((made.status_code, set(made.json()), made.json()["role"]))

    assert asked[0] == asked[1]
    assert direct[0] == direct[1]
    assert direct[0][0] == 422


async def test_invitation_is_declined_or_withdrawn(inside: Inside) -> None:
    """Either way it is over, and the list is empty."""
    house = await create_house(inside.services)
    ann = await inside.person("ann")
    path = f"/organizations/{house.organization_id}/invitations"
    async with inside.by(house.owner_id) as owner, inside.by(ann) as client:
        for email in ("ann@people.test", "nobody@people.test"):
            await owner.post(path, json={"email": email, "role": "door"})
        [asked] = (await client.get("/me/invitations")).json()["items"]
        no = {"accepted": False}
        declined = await client.post(f"/me/invitations/{asked['id']}/answer", json=no)
        [left] = (await owner.get(path)).json()["items"]
        withdrawn = await owner.delete(f"{path}/{left['id']}")
        rest = (await owner.get(path)).json()["items"]

    assert (declined.status_code, left["email"]) == (200, "nobody@people.test")
    assert (withdrawn.status_code, rest) == (204, [])


async def test_invitation_is_mailed_once_in_the_readers_language(inside: Inside) -> None:
    """The mail names the house and the role, and no secret: the address is the proof."""
    house = await create_house(inside.services)
    ann = await inside.person("ann")
    await inside.services.db.pool.execute("UPDATE accounts SET locale = 'de' WHERE id = $1", ann)
    async with inside.by(house.owner_id) as owner:
        wanted = {"email": "ann@people.test", "role": "door"}
        made = await owner.post(f"/organizations/{house.organization_id}/invitations", json=wanted)
    mailer = FolderMailer(inside.services.settings.var / "mail")
    shop = Workshop(inside.services, mailer)

    for _ in range(2):
        await mail_invitation(shop, made.json()["id"])

    mails = list((inside.services.settings.var / "mail").rglob("*.eml"))
    assert len(mails) == 1
    assert b"House" in mails[0].read_bytes()


async def test_two_owners_cannot_dismiss_each_other_at_once(inside: Inside) -> None:
    """One of them stays, however the two transactions fall."""
    house = await create_house(inside.services)
    ben = await inside.person("ben")
    async with inside.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, ben, role=MemberRole.OWNER)
    path = f"/organizations/{house.organization_id}/members"
    async with inside.by(house.owner_id) as a, inside.by(ben) as b:
        answers = await asyncio.gather(
            a.delete(f"{path}/{ben}"), b.delete(f"{path}/{house.owner_id}")
        )

    assert min(answer.status_code for answer in answers) == 204
    assert await owners_of(inside, house) == 1


async def owners_of(inside: Inside, house: House) -> int:
    """How many there are."""
    count: int = await inside.services.db.pool.fetchval(
        "SELECT count(*) FROM members WHERE organization_id = $1 AND role = 'owner'",
        house.organization_id,
    )
    return count


async def test_role_changes_count_at_once_and_stand_in_the_log(inside: Inside) -> None:
    """A manager made doorman sees no books with the next request; the last owner stays."""
    house = await create_house(inside.services)
    ben = await inside.person("ben")
    async with inside.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, ben, role=MemberRole.MANAGER)
    path = f"/organizations/{house.organization_id}"
    async with inside.by(house.owner_id) as owner, inside.by(ben) as client:
        before = await client.get(f"{path}/disputes")
        to_door = {"email": "ben@people.test", "role": "door"}
        changed = await owner.put(f"{path}/members", json=to_door)
        after = await client.get(f"{path}/disputes")
        last = await owner.put(
            f"{path}/members", json={"email": "owner@house.test", "role": "door"}
        )
    line = await inside.services.db.pool.fetchrow("SELECT * FROM audit_log ORDER BY n DESC LIMIT 1")

    assert (before.status_code, changed.status_code, after.status_code) == (200, 200, 403)
    assert (last.status_code, last.json()["code"]) == (409, "last_owner")
    assert line["action"] == "member.role_changed"
    assert msgspec.json.decode(line["after"]) == {"role": "door"}
