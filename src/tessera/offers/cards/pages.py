"""Pages: gift cards of an organization, and the balance of one for who has its code."""

from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.limits import Policy
from tessera.kit.money import Money, read_minor_units
from tessera.offers.cards.model import AMOUNT_MAX, AT_ONCE_MAX, Card, Issue
from tessera.offers.cards.online.present import unused
from tessera.offers.cards.online.shop import open_shops, read_shop
from tessera.offers.cards.routes import issue, own_card
from tessera.offers.cards.verbs import block_card, card_of_code, cards_of, moves_of, sql
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.model import Organization
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.limited import within_address
from tessera.web.once import go_once
from tessera.web.pages import (
    Page,
    PageRequest,
    before_of,
    form_of,
    one,
    page,
    refusal,
    say,
    told,
)
from tessera.web.present import N_
from tessera.web.views.cards import BalancePage, CardMove, CardRow, CardsPage, ShopForm
from tessera.web.views.shell import Link, Pagination

HOUSE = "/organizer/organizations/{organization_id:int}/gift-cards"
PAGE_SIZE = 50
SHOPS_SHOWN = 100
KINDS = {
    "issued": N_("Issued"),
    "spent": N_("Paid an order"),
    "refunded": N_("Came back"),
    "expired": N_("Expired"),
    "returned": N_("Given back"),
}
HOW = {"sold": N_("sold"), "given": N_("given away"), "online": N_("bought online")}
Fields = dict[str, list[str]]


@get(HOUSE, guards=[may(Right.GIFT_CARDS_READ)], include_in_schema=False)
async def cards_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The cards of an organization, and what is still owed on them."""
    return await cards_shown(request, organization_id)


@post(HOUSE, guards=[may(Right.GIFT_CARDS_ISSUE)], include_in_schema=False)
async def post_cards_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Issue cards and show their codes, this once."""
    fields = await form_of(request)
    house = await kept_organization(request, organization_id)
    try:
        wanted = _wanted(fields, house.currency, house.timezone)
        issued = await issue(request, organization_id, wanted)
    except (Invalid, Refused) as error:
        return await cards_shown(request, organization_id, fields=fields, trouble=trouble_of(error))
    codes = tuple(card.code for card in issued)
    answer = await cards_shown(request, organization_id, codes=codes)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted(fields: Fields, currency: str, timezone: str) -> Issue:
    amount = read_minor_units(one(fields, "amount"), currency)
    count, until = one(fields, "count"), one(fields, "expires_on")
    problems = []
    if amount is None or not 0 < amount <= AMOUNT_MAX:
        problems.append(Problem("amount", "is not an amount such as 15.50"))
    if not (count.isdecimal() and len(count) < 5 and 1 <= int(count) <= AT_ONCE_MAX):
        problems.append(Problem("count", f"must be from 1 to {AT_ONCE_MAX}"))
    expires_at: datetime | None = None
    try:
        if until:
            local = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(timezone))
            expires_at = local.astimezone(UTC)
    except ValueError:
        problems.append(Problem("expires_at", "is not a day and a time"))
    if problems or amount is None:
        raise Invalid(problems)
    how = one(fields, "how") or "sold"
    note = one(fields, "note").strip()[:200]
    return Issue(amount=amount, count=int(count), how=how, note=note, expires_at=expires_at)


@post(
    "/organizer/gift-cards/{card_id:uuid}/blocked",
    guards=[may(Right.GIFT_CARDS_ISSUE)],
    include_in_schema=False,
)
async def post_blocked_form(request: PageRequest, card_id: FromPath[UUID]) -> Page:
    """Block a card, or let it pay again."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        card = await own_card(request, tx, card_id)
        await block_card(tx, card_id, blocked=one(fields, "blocked") == "yes")
        return f"/organizer/organizations/{card.organization_id}/gift-cards"

    return await go_once(request, fields, act)


async def cards_shown(
    request: PageRequest,
    organization_id: int,
    *,
    fields: Fields | None = None,
    shop: Fields | None = None,
    codes: tuple[str, ...] = (),
    trouble: Trouble | None = None,
) -> Page:
    """The page of the house's cards; `fields` were typed to issue some, `shop` to sell them."""
    services: Services = request.app.state.services
    house = await kept_organization(request, organization_id)
    words, before = request.query_params.get("q", "")[:100], before_of(request)
    pool, now = services.db.pool, services.clock()
    found = await cards_of(pool, house.id, before=before, words=words, limit=PAGE_SIZE + 1)
    wrong, url = told(request, trouble), f"/organizer/organizations/{house.id}/gift-cards"
    shown, owed = found[:PAGE_SIZE], await pool.fetch(sql["owed"], house.id)
    query = urlencode({"q": words, "before": str(shown[-1].id)}) if len(found) > PAGE_SIZE else ""
    person = await require(request)
    view = CardsPage(
        desk=await desk(request, house, "gift-cards"),
        url=url,
        rows=tuple(_row(card, now, partial(say, request)) for card in shown),
        words=words,
        timezone=house.timezone,
        currency=house.currency,
        owed=tuple(Money(row["balance"], row["currency"]) for row in owed),
        may_issue=person.may(Right.GIFT_CARDS_ISSUE, house.id),
        values={n: one(fields or {}, n) for n in ("amount", "count", "note", "how", "expires_on")},
        codes=codes,
        shop=await _shop(services, house, typed=shop),
        problems=wrong,
        refusal=refusal(request, trouble) if trouble and not wrong else None,
        pages=Pagination(url if before else None, f"{url}?{query}" if query else None),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/gift_cards.html", view, status=status)


async def _shop(services: Services, house: Organization, *, typed: Fields | None) -> ShopForm:
    """The shop as it was typed, else as it is."""
    try:
        kept = await read_shop(services.db.pool, house.id)
    except NotFound:
        kept = None
    enabled = kept is not None and kept.enabled
    values = {"least": "", "most": "", "enabled": "yes"}
    if kept is not None:
        values = {
            "least": str(Money(kept.least, house.currency).decimal()),
            "most": str(Money(kept.most, house.currency).decimal()),
            "enabled": "yes" if kept.enabled else "",
        }
    if typed is not None:
        values = {name: one(typed, name) for name in values}
    url = f"/gift-cards/buy/{house.id}" if enabled else ""
    return ShopForm(values, kept.version if kept else 0, enabled, url)


def _row(card: Card, now: datetime, speak: Any) -> CardRow:
    state = "blocked" if card.blocked else "empty" if not card.balance else "works"
    if card.expires_at is not None and card.expires_at <= now:
        state = "expired"
    return CardRow(
        url=f"/organizer/gift-cards/{card.id}/blocked",
        hint=card.hint,
        note=card.note,
        how=speak(HOW.get(card.how, card.how)),
        amount=Money(card.amount, card.currency),
        balance=Money(card.balance, card.currency),
        state=state,
        expires_at=card.expires_at,
        issued_at=card.issued_at,
        return_url=f"/organizer/gift-card-sales/{card.id}/return"
        if card.how == "online" and unused(card)
        else "",
    )


@get("/gift-cards", guards=[may(Right.BUY)], include_in_schema=False)
async def balance_page(request: PageRequest) -> Page:
    """Asks for a code."""
    services: Services = request.app.state.services
    shops = await open_shops(services.db.pool, limit=SHOPS_SHOWN)
    links = tuple(
        Link(shop.organization, f"/gift-cards/buy/{shop.organization_id}") for shop in shops
    )
    return await page(request, "offers/gift_card.html", BalancePage(shops=links))


@post("/gift-cards", guards=[may(Right.BUY)], include_in_schema=False)
async def post_balance_form(request: PageRequest) -> Page:
    """What is on the card, and what happened to it."""
    fields = await form_of(request)
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    services: Services = request.app.state.services
    try:
        code = one(fields, "code")[:40]
        card = await card_of_code(services.db.pool, services.gift_cards, code)
    except Refused as error:
        trouble = trouble_of(error)
        view = BalancePage(problem=say(request, trouble.detail))
        return await page(request, "offers/gift_card.html", view, status=trouble.status)
    moves = await moves_of(services.db.pool, card.id)
    view = BalancePage(
        organization=card.organization,
        hint=card.hint,
        available=Money(card.available, card.currency),
        balance=Money(card.balance, card.currency),
        usable=card.usable(services.clock()),
        expires_at=card.expires_at,
        moves=tuple(
            CardMove(
                say(request, KINDS[move.kind]),
                Money(move.amount, card.currency),
                move.at,
                move.reference or "",
            )
            for move in moves
        ),
    )
    answer = await page(request, "offers/gift_card.html", view)
    answer.headers["Cache-Control"] = "no-store"
    return answer


PAGES = [cards_page, post_cards_form, post_blocked_form, balance_page, post_balance_form]
