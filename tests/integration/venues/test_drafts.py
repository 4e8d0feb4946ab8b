"""Drafts of seat plans over REST and by page: begun, saved, brought along, published."""

import base64
import io
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from PIL import Image

from tests.fixtures.house import House, create_house, seat_plan
from tests.fixtures.inside import Inside
from tests.integration.venues.test_venue_pages import send


@pytest.fixture
async def house(inside: Inside) -> House:
    """An organization with a hall of three."""
    return await create_house(inside.services)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who may draw."""
    async with inside.by(house.owner_id) as client:
        yield client


def drafts(house: House) -> str:
    """Where drafts are begun."""
    return f"/organizations/{house.organization_id}/plan-drafts"


async def sent_twice(
    client: httpx.AsyncClient, method: str, path: str, *, body: object = None
) -> httpx.Response:
    """The answer of a request that came twice and had one effect."""
    key = {"Idempotency-Key": f"{method} {path}"}
    first = await client.request(method, path, json=body, headers=key)
    second = await client.request(method, path, json=body, headers=key)
    assert first.is_success, first.text
    assert (first.content, second.headers["idempotent-replayed"]) == (second.content, "true")
    return first


async def test_draft_is_saved_checked_and_published_for_its_hall(
    owner: httpx.AsyncClient, house: House
) -> None:
    """What is wrong is told and keeps nobody from saving; a stale save is refused; published, it is
    the hall's plan."""
    begun = {"name": "New rows", "hall_id": house.hall_id}
    draft = (await sent_twice(owner, "POST", drafts(house), body=begun)).json()
    url = f"/plan-drafts/{draft['id']}"
    early = await owner.post(f"{url}/publication", json={"version": 1})
    saved = {"document": seat_plan(12), "version": 1}
    kept = (await sent_twice(owner, "PUT", url, body=saved)).json()
    stale = await owner.put(url, json=saved)
    published = (await sent_twice(owner, "POST", f"{url}/publication", body={"version": 2})).json()
    hall = (await owner.get(f"/halls/{house.hall_id}")).json()

    assert early.status_code == 422
    assert kept["checked"] == {"problems": [], "capacity": 12, "categories": {"regular": 12}}
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    assert hall["seat_plan_id"] == published["seat_plan"]["id"]
    assert (await owner.get(url)).json()["document"]["name"] == "Row of 12"


async def test_broken_draft_is_kept_with_what_is_wrong(
    owner: httpx.AsyncClient, house: House
) -> None:
    """Half a hall is worth keeping."""
    draft = (await owner.post(drafts(house), json={"name": "Half"})).json()
    document = seat_plan(2) | {"sections": [{"name": "", "rows": [{"label": "A"}]}], "odd": 1}
    answer = await owner.put(
        f"/plan-drafts/{draft['id']}", json={"document": document, "version": 1}
    )

    told = {p["path"] for p in answer.json()["checked"]["problems"]}
    assert told == {"sections[0].rows[0].seats", "odd"}
    assert (await owner.get(f"/plan-drafts/{draft['id']}")).json()["document"] == document


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("csv", "row,seat\nA,1\nA,2\n"),
        ("svg", '<svg><circle r="5"/><circle cx="11" r="5"/></svg>'),
    ],
)
async def test_hall_of_another_program_is_read_into_a_document(
    owner: httpx.AsyncClient, house: House, kind: str, text: str
) -> None:
    """And every plan can be taken along again as a table, a drawing and pretix's JSON."""
    read = await owner.post(f"{drafts(house)}/reading", json={"format": kind, "text": text})
    draft = (await owner.post(drafts(house), json={"name": "X", "document": read.json()})).json()
    plan = (await owner.post(f"/plan-drafts/{draft['id']}/publication", json={"version": 1})).json()
    document = f"/seat-plans/{plan['seat_plan']['id']}/document"
    table = await owner.get(document, params={"format": "csv"})
    drawing = await owner.get(document, params={"format": "svg"})

    assert plan["seat_plan"]["capacity"] == 2
    assert table.text.count("\r\n") == 3
    assert drawing.text.count("<circle") == 2


async def test_picture_is_drawn_anew_and_dropped(owner: httpx.AsyncClient, house: House) -> None:
    """Large ones become smaller, what is none is refused, others cannot see it."""
    draft = (await owner.post(drafts(house), json={"name": "X"})).json()
    url = f"/plan-drafts/{draft['id']}/picture"
    file = io.BytesIO()
    Image.new("RGB", (5000, 100)).save(file, "PNG")
    content = base64.b64encode(file.getvalue()).decode()
    wrong = await owner.put(url, json={"content": base64.b64encode(b"GIF89a").decode()})
    await sent_twice(owner, "PUT", url, body={"content": content})
    picture = await owner.get(url)
    await sent_twice(owner, "DELETE", url)
    await sent_twice(owner, "DELETE", f"/plan-drafts/{draft['id']}")

    assert wrong.json()["errors"][0]["field"] == "content"
    assert Image.open(io.BytesIO(picture.content)).size == (2400, 48)
    assert (await owner.get(url)).status_code == 404


async def test_hall_is_put_together_and_published_without_javascript(
    inside: Inside, house: House
) -> None:
    """Blocks by numbers on the page, one after the other; then it is the hall's."""
    base = f"/organizer/organizations/{house.organization_id}/seat-plans"
    block = {"rows": "2", "seats": "4", "scheme": "odd_even", "curve": "0", "x": "0", "y": "0"}
    async with inside.by(house.owner_id) as client:
        begun = await send(client, base, base, name="By numbers", hall_id=str(house.hall_id))
        at = begun.url.path
        wrong = await send(
            client, at, f"{at}/blocks", **block | {"rows": "two"}, category="regular"
        )
        await send(client, at, f"{at}/blocks", **block, category="regular")
        again = await send(client, at, f"{at}/blocks", **block | {"y": "60"}, category="regular")
        published = await send(client, at, f"{at}/publication", hall_id=str(house.hall_id))
        brought = await send(client, base, base, name="T", text="row,seat\nA,1\nA")
        hall = (await client.get(f"/halls/{house.hall_id}")).json()
        plan = (await client.get(f"/seat-plans/{hall['seat_plan_id']}")).json()

    assert (wrong.status_code, "rows: is not a number" in wrong.text) == (422, True)
    assert re.search(r"Regular</dt><dd>16", again.text)
    assert "Published." in published.text
    assert [p["label"] for p in plan["places"][-4:]] == ["D 3", "D 1", "D 2", "D 4"]
    assert "line 3.seat: is missing" in brought.text
