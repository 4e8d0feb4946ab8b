"""Terms of sale by page and REST: looked at first, then saved, by who may."""

import asyncio
import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

import httpx
import pytest

from tessera.organizations.found import read_organization
from tessera.organizations.terms import RefundPolicy
from tessera.organizations.terms_form import terms_fields
from tessera.services import Services
from tests.fixtures.house import OWNER, create_house, create_show
from tests.fixtures.people import by_page, by_token, send
from tests.fixtures.servers import ServerProcess


class Shop(NamedTuple):
    """A server with one show."""

    server: ServerProcess
    organization_id: int
    show_id: int

    @property
    def terms(self) -> str:
        """Where the organization's terms are."""
        return f"/organizer/organizations/{self.organization_id}/terms"

    @property
    def show_terms(self) -> str:
        """Where the show's are."""
        return f"/organizer/shows/{self.show_id}/terms"


@pytest.fixture
async def shop(serve: Callable[..., ServerProcess], services: Services) -> Shop:
    """Ready to sell."""
    house = await create_house(services)
    show = await create_show(services, house, days=3)
    return Shop(await asyncio.to_thread(serve), house.organization_id, show.id)


def hidden(page: str) -> dict[str, str]:
    """What the button under the example would send."""
    posts = r'<form method="post" action="/organizer/[^"]+/terms" data-saves>(.*?)</form>'
    [form] = re.findall(posts, page, re.DOTALL)
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return {n: unescape(v) for n, v in found if n not in ("csrf_token", "form_key")}


async def fields_of(services: Services, shop: Shop) -> dict[str, str]:
    """The organization's terms as they stand, as fields."""
    async with services.db.transaction() as tx:
        return terms_fields(await read_organization(tx, shop.organization_id))


async def test_terms_are_looked_at_then_saved_and_new_prices_hold(
    shop: Shop, services: Services
) -> None:
    """The example is on the page before anything changes; saved, the next buyer pays by it."""
    wanted = await fields_of(services, shop)
    wanted |= {"fee_fixed": "20.00", "free_until_hours": "48", "later_percent": "50"}
    query = {**wanted, "previewed": "1", "example_price": "450", "example_hours": "30"}
    async with by_page(shop.server, OWNER) as owner, httpx.AsyncClient() as guest:
        plain = (await owner.get(shop.terms)).text
        looked = (await owner.get(shop.terms, params=query)).text
        before = await fields_of(services, shop)
        saved = await send(owner, shop.terms, hidden(looked), at=shop.terms)
        show = (await guest.get(f"{shop.server.url}/api/v1/shows/{shop.show_id}")).json()

    assert '<form method="post" action="/organizer' not in plain
    assert "₹940.00" in looked
    assert before["fee_fixed"] == "15.00"
    assert (saved.status_code, "Saved." in saved.text) == (200, True)
    assert (await fields_of(services, shop))["later_percent"] == "50"
    assert show["prices"]["regular"]["amount"] == 45_000 + 2_000
    assert show["refund_policy"]["free_until_minutes"] == 48 * 60


async def test_wrong_terms_are_told_at_once_and_save_nothing(
    shop: Shop, services: Services
) -> None:
    """Looked at or posted, each field has its sentence; nothing has changed."""
    before = await fields_of(services, shop)
    wrong = before | {"fee_percent": "much", "timezone": "Mars", "previewed": "1"}
    async with by_page(shop.server, OWNER) as owner:
        looked = await owner.get(shop.terms, params=wrong)
        posted = await send(owner, shop.terms, wrong, at="/")

    for page in (looked, posted):
        assert page.status_code == 422
        assert page.text.count('class="field__error"') == 2
        assert 'value="much"' in page.text
    assert await fields_of(services, shop) == before


async def test_show_may_have_a_policy_of_its_own_and_give_it_up(
    shop: Shop, services: Services
) -> None:
    """By page and by REST the same; without one its organization's holds again."""
    own = {"whose": "own", "free_until_hours": "1", "later_percent": "", "fee_returned": ""}
    async with by_page(shop.server, OWNER) as owner, by_token(shop.server, OWNER) as program:
        looked = await owner.get(shop.show_terms, params=own)
        saved = await send(owner, shop.show_terms, hidden(looked.text), at=shop.show_terms)
        path = f"/api/v1/shows/{shop.show_id}"
        by_rest = (await program.get(path)).json()["refund_policy"]
        await program.patch(path, json={"refund_policy": None})
        general = (await program.get(path)).json()["refund_policy"]

    assert (looked.status_code, saved.status_code) == (200, 200)
    assert by_rest["free_until_minutes"] == 60
    assert not by_rest["fee_returned"]
    assert general["free_until_minutes"] == RefundPolicy(free_until_minutes=120).free_until_minutes
