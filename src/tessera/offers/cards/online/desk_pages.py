"""Pages: the shop of a house, and cards of it that go back."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.money import read_minor_units
from tessera.kit.versions import typed_version
from tessera.offers.cards.online.give_back import give_back_card
from tessera.offers.cards.online.model import ShopWanted
from tessera.offers.cards.online.sell import read_sale
from tessera.offers.cards.online.shop import keep_shop
from tessera.offers.cards.pages import cards_shown
from tessera.organizations.desk import kept_organization
from tessera.web.errors import trouble_of
from tessera.web.guards import allowed, may
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one

HOUSE = "/organizer/organizations/{organization_id:int}/gift-cards"


@post(HOUSE + "/shop", guards=[may(Right.GIFT_CARDS_ISSUE)], include_in_schema=False)
async def post_shop(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Open, change or close the shop."""
    fields = await form_of(request)
    house = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        await keep_shop(tx, organization_id, _wanted(fields, house.currency))
        return f"/organizer/organizations/{organization_id}/gift-cards#shop"

    async def told(error: Invalid | Refused) -> Page:
        return await cards_shown(request, organization_id, shop=fields, trouble=trouble_of(error))

    return await go_or_tell(request, fields, act, told)


def _wanted(fields: dict[str, list[str]], currency: str) -> ShopWanted:
    amounts = {name: read_minor_units(one(fields, name), currency) for name in ("least", "most")}
    problems = [
        Problem(name, "is not an amount such as 15.50")
        for name, amount in amounts.items()
        if amount is None or not 0 < amount <= 10**9
    ]
    least, most = amounts["least"], amounts["most"]
    if problems or least is None or most is None:
        raise Invalid(problems)
    version = typed_version(one(fields, "version")) or 0
    enabled = one(fields, "enabled") == "yes"
    return ShopWanted(enabled=enabled, least=least, most=most, version=version)


@post(
    "/organizer/gift-card-sales/{sale_id:uuid}/return",
    guards=[may(Right.GIFT_CARDS_ISSUE)],
    include_in_schema=False,
)
async def post_desk_return(request: PageRequest, sale_id: FromPath[UUID]) -> Page:
    """Take a card back for its buyer."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        sale = await read_sale(tx.raw, sale_id)
        await allowed(request, None, sale.organization_id, what="gift card")
        await give_back_card(tx, sale_id)
        return f"/organizer/organizations/{sale.organization_id}/gift-cards"

    return await go_once(request, fields, act, money=True)


PAGES = [post_shop, post_desk_return]
