"""Messages over REST: each request twice has one effect; what is not yours is not there."""

from typing import Any

import httpx

from tessera.accounts.model import Role
from tessera.messages.consent.links import ACCOUNT, CONFIRM, seal
from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside
from tests.fixtures.push import Browser

TEXTS = {"en": {"subject": "News of {organization}", "body": "Hello {name}."}}
NEW: dict[str, Any] = {"name": "News", "texts": TEXTS, "audience": {"kind": "all"}}


async def twice(
    client: httpx.AsyncClient, method: str, path: str, *, body: Any = None
) -> httpx.Response:
    """Send it twice with one key; the second answer is the first."""
    key = {"Idempotency-Key": f"{method} {path}"}
    first = await client.request(method, path, json=body, headers=key)
    again = await client.request(method, path, json=body, headers=key)
    assert first.status_code < 400, first.text
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    return first


async def prepared(keeper: httpx.AsyncClient, house: House) -> str:
    """The path of a draft."""
    path = f"/organizations/{house.organization_id}/campaigns"
    made = (await twice(keeper, "POST", path, body=NEW)).json()
    return f"/campaigns/{made['id']}"


async def test_a_campaign_is_prepared_changed_tested_and_sent_once_each(inside: Inside) -> None:
    """And its preview says what a reader would see."""
    house = await create_house(inside.services)
    async with inside.by(house.owner_id) as owner:
        here = await prepared(owner, house)
        change = {"version": 1, "name": "Better"}
        changed = await twice(owner, "PATCH", here, body=change)
        seen = (await owner.get(f"{here}/preview")).json()
        await twice(owner, "POST", f"{here}/test", body={"email": "me@house.test"})
        status = await twice(owner, "PUT", f"{here}/status", body={"status": "collecting"})
        late = await owner.patch(here, json={"version": 3, "name": "Too late"})
        back = await owner.put(f"{here}/status", json={"status": "draft"})

    assert (changed.json()["version"], status.json()["status"]) == (2, "collecting")
    assert (seen["subject"], seen["paragraphs"]) == ("News of House", ["Hello Olga."])
    assert [late.json()["code"], back.json()["code"]] == ["campaign_begun", "campaign_state"]
    tests = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_campaign_test'"
    assert await inside.services.db.pool.fetchval(tests) == 1


async def test_who_changes_what_another_has_changed_is_told_so(inside: Inside) -> None:
    """With the campaign, and the template, as they are now."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/message-templates"
    async with inside.by(house.owner_id) as owner:
        here = await prepared(owner, house)
        await owner.patch(here, json={"version": 1, "name": "First"})
        late = await owner.patch(here, json={"version": 1, "name": "Second"})
        template = await twice(owner, "PUT", path, body={"name": "News", "texts": TEXTS})
        stale = await owner.put(path, json={"name": "News", "texts": TEXTS, "version": 9})
        await twice(owner, "DELETE", f"{path}/{template.json()['id']}")
        left = (await owner.get(path)).json()["items"]

    assert (late.status_code, late.json()["current"]["name"]) == (409, "First")
    assert (stale.status_code, stale.json()["current"]["version"]) == (409, 1)
    assert left == []


async def test_a_template_can_name_nothing_but_its_words(inside: Inside) -> None:
    """Code is refused where it is written, with its path."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/campaigns"
    evil = {"en": {"subject": "{name.__class__}", "body": "{{ 7 * 7 }}"}}
    async with inside.by(house.owner_id) as owner:
        said = await owner.post(path, json=NEW | {"texts": evil, "link": "javascript:alert(1)"})

    fields = {error["field"] for error in said.json()["errors"]}
    assert (said.status_code, fields) == (
        422,
        {"texts.en.subject", "texts.en.body", "link"},
    )


async def test_a_strangers_campaigns_are_not_there(inside: Inside) -> None:
    """Neither to look at nor to send; and the platform's are for who runs it."""
    house = await create_house(inside.services)
    stranger, admin_id = await inside.person("sam"), await inside.person("ada", Role.ADMIN)
    async with inside.by(house.owner_id) as owner, inside.by(stranger) as other:
        here = await prepared(owner, house)
        found = [
            (await other.get(here)).status_code,
            (await other.put(f"{here}/status", json={"status": "collecting"})).status_code,
            (await owner.post("/admin/campaigns", json=NEW)).status_code,
        ]
    async with inside.by(admin_id) as admin:
        made = await twice(admin, "POST", "/admin/campaigns", body=NEW)

    assert set(found) <= {403, 404}
    assert made.json()["organization"] == "Tessera"


async def test_ones_own_preferences_browser_and_inbox(inside: Inside) -> None:
    """Each kept once; wrong ones are refused, all at once."""
    ann = await inside.person("ann")
    browser = Browser("https://push.test/1")
    await inside.services.db.pool.execute(
        """INSERT INTO inbox_messages (id, account_id, sender, subject, body, at)
        VALUES (uuidv7(), $1, 'House', 'One', 'Text', now())""",
        ann,
    )
    wants = {"news_mail": True, "quiet_from": "22:00", "quiet_until": "07:00"}
    async with inside.by(ann) as one:
        kept = await twice(one, "PUT", "/me/message-preferences", body=wants)
        wrong = {"quiet_from": "22:00", "timezone": "Nowhere"}
        refused = await one.put("/me/message-preferences", json=wrong)
        await twice(one, "PUT", "/me/push-subscriptions", body=browser.subscription())
        await twice(one, "DELETE", "/me/push-subscriptions?endpoint=https://push.test/1")
        unread = [(await one.get("/me/inbox/unread")).json()["unread"]]
        await twice(one, "POST", "/me/inbox/reading")
        unread.append((await one.get("/me/inbox/unread")).json()["unread"])
        messages = (await one.get("/me/inbox")).json()["items"]

    assert (kept.json()["news_mail"], kept.json()["quiet_until"]) == (True, "07:00")
    assert {e["field"] for e in refused.json()["errors"]} == {"quiet_until", "timezone"}
    assert (unread, [m["subject"] for m in messages]) == ([1, 0], ["One"])


async def test_a_newsletter_is_asked_for_confirmed_and_ended_once(inside: Inside) -> None:
    """Links are signed, and good for what they are for alone."""
    services = inside.services
    ann = await inside.person("ann")
    async with inside.by() as guest:
        await twice(guest, "POST", "/newsletter", body={"email": "eve@readers.test"})
        reader = await services.db.pool.fetchval("SELECT id FROM newsletter_readers")
        token = seal(services, CONFIRM, reader, organization_id=0)
        end = seal(services, ACCOUNT, ann, organization_id=0)
        await twice(guest, "POST", "/newsletter/confirmation", body={"token": token})
        await twice(guest, "POST", "/newsletter/end", body={"token": end})
        forged = [
            (await guest.post("/newsletter/end", json={"token": token})).status_code,
            (await guest.post("/newsletter/confirmation", json={"token": end[:-3]})).status_code,
        ]

    status = await services.db.pool.fetchval("SELECT status FROM newsletter_readers")
    assert (status, forged) == ("confirmed", [404, 404])
    assert await services.db.pool.fetchval("SELECT count(*) FROM contact_refusals") == 1
