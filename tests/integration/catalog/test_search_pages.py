"""Search by REST and by its page."""

import re

from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title
from tests.integration.catalog.test_console_pages import HTML, SITE


async def test_titles_are_found_with_facets_and_paged(inside: Inside) -> None:
    """The total tells how many; each page continues where the last one ended."""
    for n in range(5):
        await create_title(inside.services, f"Film {n}", genres=("Drama",) if n else ("War",))
    async with inside.by() as guest:
        first = (await guest.get("/titles?q=film&limit=2&facets=true")).json()
        rest = await guest.get(f"/titles?q=film&limit=4&cursor={first['next_cursor']}")
        wrong = await guest.get("/titles?when=never&price_max=-1&currency=x")

    assert (len(first["items"]), first["total"], first["total_is_least"]) == (2, 5, False)
    assert first["facets"]["genre"] == [
        {"value": "Drama", "titles": 4},
        {"value": "War", "titles": 1},
    ]
    assert [t["id"] for t in first["items"]] + [t["id"] for t in rest.json()["items"]] == sorted(
        t["id"] for t in first["items"] + rest.json()["items"]
    )
    assert (wrong.status_code, rest.json()["next_cursor"]) == (422, None)


async def test_page_is_narrowed_by_links_and_widened_again(inside: Inside) -> None:
    """Without JavaScript; each count is what its link leads to, a chosen one goes again."""
    house = await create_house(inside.services)
    await create_show(inside.services, house)
    await create_title(inside.services, "Ran", genres=("War",))
    async with inside.by() as guest:
        whole = await guest.get(SITE + "/search", headers=HTML)
        narrow = await guest.get(SITE + "/search?genre=War", headers=HTML)
        price = await guest.get(SITE + "/search?price=INR:50000&date=nonsense&kind=x", headers=HTML)
        odd = await guest.get(SITE + "/search?page=99999&q=%00%27", headers=HTML)

    assert 'href="/search?genre=War"' in whole.text
    assert re.findall(r"<h3>(.*?)</h3>", whole.text) == ["Requiem", "Ran"]
    assert re.findall(r"<h3>(.*?)</h3>", narrow.text) == ["Ran"]
    assert 'href="/search" aria-current="true"' in narrow.text
    assert re.findall(r"<h3>(.*?)</h3>", price.text) == ["Requiem"]
    assert odd.status_code == 200
