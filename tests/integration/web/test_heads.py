"""HEAD on every read: the head of what a GET answers, and nothing after it."""

import asyncio

from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside

SITE = "http://tessera.test"
COMPARED = ("content-type", "content-length", "cache-control", "etag", "www-authenticate")


async def test_head_answers_what_get_does_without_the_body(inside: Inside) -> None:
    """Reads of the interface, hot ones too, pages, files; and what is refused or not there."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    map_ = f"/shows/{show.id}/seats"
    reads = [
        "/shows",
        map_,
        f"/shows/{show.id}",
        "/shows/999",
        "/me",
        f"{SITE}/",
        f"{SITE}/nowhere",
    ]
    async with inside.by() as guest:
        for path in reads:
            got, head = await guest.get(path), await guest.head(path)

            assert (head.status_code, head.content) == (got.status_code, b""), path
            differ = [n for n in COMPARED if head.headers.get(n) != got.headers.get(n)]
            assert differ == [], path
        assert (await guest.get(map_)).status_code == 200


async def test_head_of_a_stream_ends_and_of_no_read_is_refused(inside: Inside) -> None:
    """A stream goes on for ever, its head does not; where there is only POST it is 405 still."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    async with inside.by(house.owner_id) as owner:
        async with asyncio.timeout(10):
            live = await owner.head(f"/shows/{show.id}/live")
        refused = await owner.head(f"/shows/{show.id}/holds")
        table = await owner.head(f"/organizations/{house.organization_id}/exports/orders")
        streams = asyncio.all_tasks()

    assert live.status_code == 200
    assert live.headers["content-type"].startswith("text/event-stream")
    assert (refused.status_code, table.status_code) == (405, 200)
    assert [task for task in streams if task.get_name() == "head"] == []
