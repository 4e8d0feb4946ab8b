"""Pages: a gift card chosen, bought, paid for and given back."""

from datetime import date
from itertools import chain
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.money import Money, read_minor_units
from tessera.offers.cards.online.give_back import give_back_card
from tessera.offers.cards.online.model import MESSAGE_MAX, CardWanted, Shop, Somebody
from tessera.offers.cards.online.own import card_of, own_sale
from tessera.offers.cards.online.pay import pay_sale
from tessera.offers.cards.online.sale_view import sale_page_of
from tessera.offers.cards.online.sell import open_sale
from tessera.offers.cards.online.settle import Came
from tessera.offers.cards.online.shop import read_shop
from tessera.payments.providers.catalogue import KINDS, origin
from tessera.payments.routes import payment_id_of
from tessera.services import Services
from tessera.web.cookies import remember_order
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, person_of
from tessera.web.once import form_intent, go_once, marked, sent_once
from tessera.web.pages import Page, PageRequest, form_of, go, language_of, one, page, refusal, told
from tessera.web.policy import leading_to
from tessera.web.views.card_sales import BuyCardPage

BUY = "/gift-cards/buy/{organization_id:int}"
SALE = "/gift-cards/sales/{sale_id:uuid}"
USUAL = (1, 2, 5)
"""Amounts offered to press: these times the least, as far as they are sold."""
Fields = dict[str, list[str]]


@get(BUY, guards=[may(Right.BUY)], include_in_schema=False)
async def buy_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The form of a card for somebody."""
    return await _buy(request, organization_id)


@post(BUY, guards=[may(Right.BUY)], include_in_schema=False)
async def post_buy(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Open the sale and go to its payment; a form sent twice finds its first one."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    person = await person_of(request)
    locale = language_of(request)

    async def act(tx: Tx) -> str:
        wanted = _wanted(fields, await read_shop(tx, organization_id))
        sale = await open_sale(tx, wanted, person=person, locale=locale, now=services.clock())
        return str(sale.id)

    try:
        sale_id, again = await sent_once(request, fields, act, kept_as=str)
    except (Invalid, Refused) as error:
        return await _buy(request, organization_id, fields=fields, trouble=trouble_of(error))
    cookie = remember_order(request, UUID(sale_id))
    return marked(go(f"/gift-cards/sales/{sale_id}", cookie), again=again)


def _wanted(fields: Fields, shop: Shop) -> CardWanted:
    """What the form asks for. Raises `Invalid`."""
    problems = []
    typed = one(fields, "other") or one(fields, "amount")
    amount = read_minor_units(typed, shop.currency)
    if amount is None or amount <= 0:
        problems.append(Problem("amount", "is not an amount such as 15.50"))
    on: date | None = None
    try:
        on = date.fromisoformat(one(fields, "deliver_on")) if one(fields, "deliver_on") else None
    except ValueError:
        problems.append(Problem("deliver_on", "is not a day and a time"))
    if len(one(fields, "message")) > MESSAGE_MAX:
        problems.append(Problem("message", f"must have at most {MESSAGE_MAX} characters"))
    if problems or amount is None:
        raise Invalid(problems)
    return CardWanted(
        organization_id=shop.organization_id,
        amount=amount,
        buyer=Somebody(one(fields, "name"), one(fields, "email")),
        recipient=Somebody(one(fields, "recipient_name"), one(fields, "recipient_email")),
        message=one(fields, "message"),
        deliver_on=on,
    )


async def _buy(
    request: PageRequest,
    organization_id: int,
    *,
    fields: Fields | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    shop = await read_shop(services.db.pool, organization_id)
    if not shop.enabled:
        raise NotFound("gift card shop")
    person = await person_of(request)
    wrong = told(request, trouble)
    names = {"buyer.name": "name", "buyer.email": "email"}
    amounts = [shop.least * times for times in USUAL if shop.least * times <= shop.most]
    start = {"name": [person.name], "email": [person.email]} if person else {}
    given = fields if fields is not None else start
    view = BuyCardPage(
        url=f"/gift-cards/buy/{organization_id}",
        organization=shop.organization,
        currency=shop.currency,
        amounts=tuple(Money(amount, shop.currency) for amount in amounts),
        least=Money(shop.least, shop.currency),
        most=Money(shop.most, shop.currency),
        values={name: one(given, name) for name in FIELDS},
        today=services.clock().date().isoformat(),
        problems={names.get(p, p.replace(".", "_")): text for p, text in wrong.items()},
        refusal=refusal(request, trouble) if trouble and not wrong else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "offers/buy_card.html", view, status=status)


FIELDS = (
    *("amount", "other", "name", "email", "recipient_name", "recipient_email"),
    *("message", "deliver_on"),
)


@get(SALE, guards=[may(Right.BUY)], include_in_schema=False)
async def sale_page(request: PageRequest, sale_id: FromPath[UUID]) -> Page:
    """A sale as it stands: to be paid, under way, paid, given back. `?token=` turns into a
    cookie."""
    services: Services = request.app.state.services
    token = request.query_params.get("token")
    if token is not None:
        if not services.order_tokens.proves(token, sale_id):
            raise NotFound("gift card")
        return go(f"/gift-cards/sales/{sale_id}", remember_order(request, sale_id))
    return await _shown(request, sale_id)


async def _shown(request: PageRequest, sale_id: UUID, trouble: Trouble | None = None) -> Page:
    services: Services = request.app.state.services
    sale = await own_sale(request, sale_id)
    view = await sale_page_of(request, sale, await card_of(services, sale), trouble=trouble)
    status = trouble.status if trouble else 200
    answer = await page(request, "offers/card_sale.html", view, status=status)
    answer.headers["Cache-Control"] = "no-store"
    offered = await services.providers.offered(sale.organization_id, sale.currency)
    pages = [kind for name in offered if (kind := KINDS[name].pages(services.settings))]
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = leading_to(policy, *chain.from_iterable(pages))
    return answer


@post(SALE + "/pay", guards=[may(Right.BUY)], include_in_schema=False)
async def post_sale_pay(request: PageRequest, sale_id: FromPath[UUID]) -> Page:
    """One attempt. The form's key names it, so a double click is one."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    sale = await own_sale(request, sale_id)
    here = f"/gift-cards/sales/{sale_id}"
    provider, _, method = one(fields, "method").rpartition(":")
    payment_id = payment_id_of(form_intent(request, fields))
    try:
        tried = await pay_sale(
            services, sale, payment_id=payment_id, provider=provider, method=method
        )
    except Refused:
        # The sale's own page tells how things stand, whatever was in the way.
        return go(here)
    if tried.next is not None and tried.came is not Came.PAID:
        pages = frozenset(p for kind in KINDS.values() for p in kind.pages(services.settings))
        step = tried.next
        if step.kind == "redirect" and origin(step.url) in pages:
            return go(step.url)
        if step.kind == "form":
            return go(f"{here}/payments/{payment_id}/go")
    return go(here)


@post(SALE + "/return", guards=[may(Right.BUY)], include_in_schema=False)
async def post_sale_return(request: PageRequest, sale_id: FromPath[UUID]) -> Page:
    """Give the card back, and its price goes back as it came."""
    fields = await form_of(request)
    await own_sale(request, sale_id)

    async def act(tx: Tx) -> str:
        await give_back_card(tx, sale_id)
        return f"/gift-cards/sales/{sale_id}"

    try:
        return await go_once(request, fields, act, money=True)
    except Refused as error:
        return await _shown(request, sale_id, trouble_of(error))


PAGES = [buy_page, post_buy, sale_page, post_sale_pay, post_sale_return]
