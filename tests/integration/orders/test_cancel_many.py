"""Several shows cancelled in one act: foreseen, begun together, each watched to its end."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tessera.claims.place import place
from tessera.kit.mail import FolderMailer
from tessera.operations.queues import drain
from tessera.orders.open import open_orders
from tessera.services import Workshop
from tests.fixtures.house import House, create_house, create_show, hold, order
from tests.fixtures.inside import Inside
from tests.integration.orders.test_cancel_show import later, pay
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import PAGE, SITE, send


async def three_shows(inside: Inside) -> tuple[House, list[int]]:
    """Two with an order each, one without."""
    services = inside.services
    house = await create_house(services, places=4)
    shows = [await create_show(services, house, days=days) for days in (2, 3, 4)]
    for show in shows[:2]:
        held = hold(show.id, 0, 1)
        await place(services.db.pool, [held])
        opening = order(held, show)
        await open_orders(services.db.pool, [opening])
        await pay(services, opening, "tok_success")
    return house, [show.id for show in shows]


@pytest.fixture
def shop(inside: Inside, tmp_path: Path) -> Workshop:
    """What jobs are done with."""
    return Workshop(inside.services, FolderMailer(tmp_path / "mail"))


async def test_shows_are_foreseen_cancelled_together_and_everybody_is_refunded(
    inside: Inside, shop: Workshop
) -> None:
    """Sent twice it begins once; one that is over is named; the run tells when all is back."""
    house, ids = await three_shows(inside)
    url = f"/organizations/{house.organization_id}/cancellations"
    over = "UPDATE shows SET status = 'cancelled' WHERE id = $1"
    async with inside.by(house.owner_id) as owner:
        seen = (await owner.post(f"{url}/preview", json={"show_ids": ids})).json()["items"]
        strange = await owner.post(f"{url}/preview", json={"show_ids": [ids[0], 99]})
        await inside.services.db.pool.execute(over, ids[2])
        wanted = {"show_ids": ids, "reason": "The roof leaks"}
        begun = (await sent_twice(owner, "POST", url, body=wanted)).json()
        await later(inside.services)
        await drain(shop)
        run: dict[str, Any] = (await owner.get(f"/cancellation-runs/{begun['id']}")).json()
        again = await owner.post(url, json=wanted)

    assert [(one["orders"], one["possible"]) for one in seen] == [(1, True), (1, True), (0, True)]
    assert strange.json()["errors"][0]["field"] == "show_ids[1]"
    assert (begun["status"], begun["refused"], len(begun["shows"])) == ("under_way", [ids[2]], 2)
    assert run["status"] == "done"
    assert [(s["sent"], s["amount"]) for s in run["shows"]] == [(1, s["amount"]) for s in seen[:2]]
    assert (again.status_code, again.json()["code"]) == (409, "show_not_cancellable")


async def test_pages_choose_look_and_watch(inside: Inside) -> None:
    """Of one day where a day is named; without a reason nothing is cancelled."""
    house, ids = await three_shows(inside)
    page = f"/organizer/organizations/{house.organization_id}/cancellations"
    day = (inside.services.clock() + timedelta(days=2, hours=5.5)).date()
    chosen = f"{page}?show={ids[0]}&show={ids[1]}"
    async with inside.by(house.owner_id) as owner:
        listed = await owner.get(f"{SITE}{page}?day={day}", headers=PAGE)
        look = await owner.get(SITE + chosen, headers=PAGE)
        silent = await send(owner, chosen, page, show=f"{ids[0]}", reason=" ")
        done = await send(owner, chosen, page, show=f"{ids[0]}", reason="The roof leaks")

    assert listed.text.count('name="show"') == 1
    assert "2 shows would be cancelled" in look.text
    assert "2 orders are refunded" in look.text
    assert silent.status_code == 422
    assert done.url.path.startswith("/organizer/cancellation-runs/")
    assert "The roof leaks" in done.text
    status = "SELECT array_agg(status ORDER BY id) FROM shows"
    assert await inside.services.db.pool.fetchval(status) == ["cancelled", "on_sale", "on_sale"]
