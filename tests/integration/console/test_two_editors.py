"""Two people who edit one thing: the second is told, sees both, and may then save over it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple

import httpx

from tessera.accounts.model import Role
from tests.fixtures.forms import Fields, form_to
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title
from tests.integration.venues.test_venue_pages import PAGE, SITE

HOOK = {"url": "https://hooks.example.com/in", "types": ["order.paid"]}
PLACES = [0, 1]
STALLS = {"name": "Stalls", "rows": 2, "seats_per_row": 5, "price": 50_000}
OFFER = {"name": "Ten off", "code": "tue-10", "rule": {"kind": "flat", "amount": 1000}}
RESTAURANT = {"name": "Thali", "city": "Mumbai"}
THEIRS, MINE = ("Of the first", "Of the second")


class Thing(NamedTuple):
    """Something that is edited: its page, the field that both change, the values of both where
    text is none, whether its form is looked at first, and who keeps it."""

    page: str
    field: str
    values: tuple[str, str] = (THEIRS, MINE)
    looked_at: bool = False
    by_platform: bool = False


Enter = Callable[[str, dict[str, Any]], Awaitable[Any]]


async def things(
    inside: Inside, house: House, *, enter: Enter, platform: Enter
) -> dict[str, Thing]:
    """One of each kind."""
    show = await create_show(inside.services, house)
    title = await create_title(inside.services, organization_id=house.organization_id)
    own, desk = (f"{at}/organizations/{house.organization_id}" for at in ("", "/organizer"))
    opens = (inside.services.clock() + timedelta(hours=1)).isoformat()
    room = await enter(f"{own}/waiting-rooms", room_before(show.id, opens))
    kept = {"purpose": "press", "name": "Kept", "places": PLACES}
    allotment = await enter(f"/shows/{show.id}/allotments", kept)
    prices = {"name": "Usual", "lines": [{"amount": 25_000}]}
    listed = await enter(f"{own}/price-lists", prices)
    template = await enter(f"{own}/section-templates", {"name": "Hall", "sections": [STALLS]})
    series = await enter(f"{own}/series", run(inside, house))
    venue, hook = show.venue.id, await enter(f"{own}/webhook-endpoints", HOOK)
    return {
        "terms": Thing(f"{desk}/terms", "address", looked_at=True),
        "own terms": Thing(f"/organizer/shows/{show.id}/terms", "free_until_hours",
                           ("11", "12"), looked_at=True),
        "show": Thing(f"/organizer/shows/{show.id}/edit", "hold_seconds", ("611", "612")),
        "room": Thing(f"{desk}/waiting-rooms/{room['id']}", "message"),
        "allotment": Thing(f"/organizer/allotments/{allotment['id']}", "note"),
        "price list": Thing(f"{desk}/price-lists/{listed['id']}", "name"),
        "template": Thing(f"{desk}/section-templates/{template['id']}", "name"),
        "series": Thing(f"/organizer/series/{series['id']}", "language", ("Tamil", "Urdu")),
        "webhook": Thing(f"/organizer/webhooks/{hook['id']}", "description"),
        "venue": Thing(f"{desk}/venues/{venue}", "address"),
        "hall": Thing(f"{desk}/venues/{venue}/halls/{house.hall_id}", "name"),
        "title": Thing(f"/organizer/titles/{title.id}", "tagline"),
        "offer": Thing(f"/organizer/offers/{(await enter(f'{own}/offers', OFFER))['id']}", "name"),
        "restaurant": Thing(
            f"/admin/guide/restaurants/{(await platform('/restaurants', RESTAURANT))['id']}",
            "address", by_platform=True),
    }  # fmt: skip


def room_before(show_id: int, opens: str) -> dict[str, Any]:
    """A waiting room."""
    return {"name": "Room", "show_ids": [show_id], "opens_at": opens}


def run(inside: Inside, house: House) -> dict[str, Any]:
    """Two shows of a series."""
    first = (inside.services.clock() + timedelta(days=9)).date()
    shared = {"prices": {"regular": 50_000}, "language": "Hindi"}
    run = {"name": "Run", "title_id": house.title_id, "hall_id": house.hall_id, "shared": shared}
    return run | {"starts_on": f"{first}", "starts_time": "20:00:00", "rule": "FREQ=DAILY;COUNT=2"}


async def opened(client: httpx.AsyncClient, thing: Thing, value: str) -> tuple[str, Fields]:
    """The form as somebody fills it, and where it leads."""
    at = thing.page
    html = (await client.get(SITE + at, headers=PAGE)).text
    if thing.looked_at:
        asked = form_to(html, at, method="get") | {thing.field: [value]}
        asked |= {"whose": ["own"]} if "whose" in asked else {}
        html = (await client.get(SITE + at, params=asked, headers=PAGE)).text
    return at, form_to(html, at) | {thing.field: [value]}


async def met(client: httpx.AsyncClient, thing: Thing) -> list[Any]:
    """Both open it, one saves, the other is refused with both values and saves again."""
    first, second = [await opened(client, thing, value) for value in thing.values]
    saved = await client.post(SITE + first[0], data=first[1], headers=PAGE)
    refused = await client.post(SITE + second[0], data=second[1], headers=PAGE)
    again = form_to(refused.text, second[0]) if refused.status_code == 409 else {}
    over = await client.post(SITE + second[0], data=again, headers=PAGE)
    seen = [value in refused.text for value in thing.values]
    kept = again.get(thing.field)
    return [saved.status_code, refused.status_code, *seen, kept, over.status_code]


async def test_second_of_two_editors_is_told_sees_both_and_may_save(inside: Inside) -> None:
    """Each kind of thing that a console edits; what was typed stays in the form."""
    house = await create_house(inside.services)
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(house.owner_id) as owner, inside.by(admin) as platform:

        def entering(client: httpx.AsyncClient) -> Enter:
            async def enter(path: str, body: dict[str, Any]) -> Any:
                answer = await client.post(path, json=body)
                assert answer.status_code == 201, answer.text
                return answer.json()

            return enter

        found = await things(inside, house, enter=entering(owner), platform=entering(platform))
        told = {
            kind: await met(platform if thing.by_platform else owner, thing)
            for kind, thing in found.items()
        }

    assert told == {
        kind: [303, 409, True, True, [thing.values[1]], 303] for kind, thing in found.items()
    }


TEXTS = {"en": {"subject": "Hello", "body": "Come"}}


async def test_template_of_a_message_is_not_written_over_unseen(inside: Inside) -> None:
    """A name that is taken is told with the text there is; sent again, the second's is kept."""
    house = await create_house(inside.services)
    at = f"/organizer/organizations/{house.organization_id}/messages"
    async with inside.by(house.owner_id) as owner:
        templates = f"/organizations/{house.organization_id}/message-templates"
        await owner.put(templates, json={"name": "Invite", "texts": TEXTS})
        form = form_to((await owner.get(f"{SITE}{at}?template=Invite", headers=PAGE)).text, at)
        other = {"name": "Invite", "texts": {"en": {"subject": THEIRS, "body": "Come"}}}
        await owner.put(templates, json=other | {"version": 1})
        typed = {"name": ["Send"], "template": ["invite"], "subject_en": [MINE]}
        refused = await owner.post(SITE + at, data=form | typed, headers=PAGE)
        again = form_to(refused.text, at)
        saved = await owner.post(SITE + at, data=again, headers=PAGE)
        [kept] = (await owner.get(templates)).json()["items"]

    assert (refused.status_code, THEIRS in refused.text) == (409, True)
    assert (again["subject_en"], saved.status_code) == ([MINE], 303)
    assert (kept["texts"]["en"]["subject"], kept["version"]) == (MINE, 3)


async def test_stale_change_over_rest_is_refused_with_what_there_is(inside: Inside) -> None:
    """The problem document has the version and the fields as they are now."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    own = f"/organizations/{house.organization_id}"
    kept = {"purpose": "press", "name": "Kept", "places": PLACES}
    async with inside.by(house.owner_id) as owner:
        await owner.post(f"{own}/waiting-rooms", json=room_before(show.id, "2099-01-01T00:00:00Z"))
        hook = (await owner.post(f"{own}/webhook-endpoints", json=HOOK)).json()["id"]
        allotment = (await owner.post(f"/shows/{show.id}/allotments", json=kept)).json()["id"]
        edited = {own: "name", f"{own}/waiting-rooms/1": "name", f"/allotments/{allotment}": "name"}
        edited[f"/webhook-endpoints/{hook}"] = "description"
        for path, field in edited.items():
            first = await owner.patch(path, json={field: THEIRS, "version": 1})
            second = await owner.patch(path, json={field: MINE, "version": 1})
            problem = second.json()

            assert (first.status_code, first.json()["version"]) == (200, 2), path
            assert (second.status_code, problem["code"]) == (409, "changed_meanwhile"), path
            assert (problem["now"]["version"], problem["now"][field]) == (2, THEIRS), path
