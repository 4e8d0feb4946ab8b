"""Who changed what: every change of an organizer leaves a line, which page and REST show."""

import asyncio
from collections.abc import Callable

from tessera.accounts.policy import POLICY, Part, Right
from tessera.services import Services
from tests.fixtures.house import OWNER, create_house, create_show
from tests.fixtures.people import by_page, by_token
from tests.fixtures.servers import ServerProcess


async def test_change_leaves_a_line_with_who_what_and_from_where(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Before and after hold what differs; filters find it, other filters do not."""
    house = await create_house(services)
    show = await create_show(services, house)
    server = await asyncio.to_thread(serve)
    log = f"/organizations/{house.organization_id}/audit-log"
    async with by_token(server, OWNER) as owner, by_page(server, OWNER) as page:
        await owner.patch(f"/api/v1/shows/{show.id}", json={"places_per_order_max": 3})
        await owner.patch(f"/api/v1/shows/{show.id}", json={"places_per_order_max": -3})
        found = (await owner.get(f"/api/v1{log}?action=show.&who={OWNER.upper()}")).json()
        other = (await owner.get(f"/api/v1{log}?until=2020-01-01")).json()
        shown = await page.get(f"/organizer{log.removesuffix('-log')}")
        wrong = await page.get(f"/organizer{log.removesuffix('-log')}?since=then")

    [line] = [line for line in found["items"] if line["action"] == "show.changed"]
    assert (line["subject_id"], line["address"]) == (str(show.id), "127.0.0.1")
    assert (line["account_email"], len(line["request_id"])) == (OWNER, 12)
    assert (line["before"], line["after"]) == (
        {"places_per_order_max": show.places_per_order_max},
        {"places_per_order_max": 3},
    )
    assert other["items"] == []
    assert "show.changed" in shown.text
    assert (wrong.status_code, "This is not a day." in wrong.text) == (422, True)


def test_rights_to_the_log_are_few() -> None:
    """An owner reads their organization's; the whole log is the platform's."""
    assert {part.value for part in POLICY[Right.HISTORY_READ].parts} == {
        "owner",
        "support",
        "admin",
    }
    assert POLICY[Right.AUDIT_READ].parts == {Part.SUPPORT, Part.ADMIN}
