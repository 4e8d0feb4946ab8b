"""The console of titles by its pages, as a browser without JavaScript uses them."""

import re

import httpx

from tessera.web.refusals import REFUSALS
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title, work_off

SITE = "http://tessera.test"
HTML = {"Accept": "text/html"}


async def fill(
    client: httpx.AsyncClient, page: str, to: str, *, action: str = "", **typed: str | list[str]
) -> httpx.Response:
    """Send the form of a page that leads to `to`, with what it holds and what is typed."""
    found = await client.get(SITE + page, headers=HTML)
    assert found.status_code == 200, found.text[:300]
    form = re.search(
        rf'<form[^>]*action="{re.escape(action or to)}".*?</form>', found.text, re.DOTALL
    )
    assert form, f"{page} has no form to {to}"
    held = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    sent = await client.post(SITE + to, data=held | typed, headers=HTML, follow_redirects=True)
    assert sent.status_code < 500, sent.text[:300]
    return sent


async def test_title_is_entered_published_and_found_by_its_form(inside: Inside) -> None:
    """What is wrong is told beside its field, what was typed stays; put right, it is saved."""
    house = await create_house(inside.services)
    new = f"/organizer/organizations/{house.organization_id}/titles/new"
    typed = {"name": "Ran", "kind": "film", "runtime_minutes": "160", "stage": "published"}
    async with inside.by(house.owner_id) as owner:
        wrong = await fill(owner, new, "/organizer/titles", **typed | {"rating": "12"})
        saved = await fill(owner, new, "/organizer/titles", **typed | {"enabled": "1"})
        listed = await owner.get(SITE + new.removesuffix("/new") + "?q=ra", headers=HTML)
    row = await inside.services.db.pool.fetchrow("SELECT * FROM titles WHERE name = 'Ran'")

    assert (wrong.status_code, 'value="Ran"' in wrong.text) == (422, True)
    assert (saved.status_code, "Saved." in saved.text) == (200, True)
    assert (row["status"], row["enabled"]) == ("released", True)
    assert "Ran" in listed.text


async def test_stale_form_shows_both_and_saves_when_sent_again(inside: Inside) -> None:
    """409 with what somebody else has saved beside what was typed; the next try goes through."""
    house = await create_house(inside.services)
    title = await create_title(inside.services, organization_id=house.organization_id)
    here = f"/organizer/titles/{title.id}"
    typed = {"name": "Ran", "kind": "film", "runtime_minutes": "160", "stage": "published"}
    async with inside.by(house.owner_id) as owner:
        await owner.patch(f"/titles/{title.id}", json={"tagline": "Chaos & war"})
        stale = await fill(owner, here, here, **typed | {"version": "1", "tagline": "Mine"})
        again = await fill(owner, here, here, **typed | {"version": "2", "tagline": "Mine"})

    assert stale.status_code == 409
    assert REFUSALS["changed_meanwhile"][1] in stale.text
    assert "Chaos &amp; war" in stale.text
    assert 'value="Mine"' in stale.text
    assert 'name="version" value="2"' in stale.text
    assert again.status_code == 200


async def test_many_are_chosen_foreseen_changed_and_given_back(inside: Inside) -> None:
    """All that are listed, on other pages too; the run's page tells, and offers the way back."""
    house = await create_house(inside.services)
    for n in range(43):
        await create_title(inside.services, f"Film {n}", organization_id=house.organization_id)
    list_ = f"/organizer/organizations/{house.organization_id}/titles"
    hidden = "SELECT count(*) FROM titles WHERE NOT enabled"
    pool = inside.services.db.pool
    async with inside.by(house.owner_id) as owner:
        preview = f"{list_}/preview?action=hide&all=1&q=Film"
        ids = re.findall(
            r'name="title" value="(\d+)"', (await owner.get(SITE + preview, headers=HTML)).text
        )
        ordered = await fill(owner, preview, "/organizer/title-runs", title=ids)
        await work_off(inside.services)
        done, run = await pool.fetchval(hidden), ordered.url.path
        await fill(owner, run, f"{run}/undo")
        await work_off(inside.services)

    assert len(ids) == 43
    assert (done, await pool.fetchval(hidden)) == (43, 0)
