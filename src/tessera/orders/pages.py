"""Pages: checkout, payment, the order, my orders."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.claims.model import KeyKnown, ReleaseHold
from tessera.claims.read import live_until
from tessera.claims.token import HoldProof
from tessera.kit.errors import Invalid, NotFound, NotSignedIn, Refused
from tessera.kit.ids import new_id
from tessera.kit.money import Money
from tessera.orders import rules
from tessera.orders.cancel import cancel
from tessera.orders.model import Order, OrderStatus
from tessera.orders.read import orders_of_account, read_order, read_orders
from tessera.orders.routes import buyer_of, may_read, open_order, refuse_offer
from tessera.services import Services
from tessera.shows.model import ForSale, Show
from tessera.shows.pages import HOLD_COOKIE
from tessera.shows.read import read_shows
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import anyone, person_of
from tessera.web.pages import (
    Page,
    PageRequest,
    cookie,
    form_of,
    go,
    known_orders,
    one,
    page,
    refusal,
    remember_order,
    say,
)
from tessera.web.present import (
    N_,
    bill_of,
    bill_of_order,
    category_words,
    poster_of,
    show_summary,
)
from tessera.web.views.orders import (
    Cancellation,
    CheckoutPage,
    MoneyMove,
    MyOrdersPage,
    OrderCard,
    OrderPage,
    TicketLink,
)
from tessera.web.views.shell import Countdown

ORDERS_SHOWN = 50
PROVIDERS = {"mock": N_("Test payment"), "free": N_("Free of charge")}
REASONS = {
    "cancelled": N_("Cancelled by you"),
    "not_fulfilled": N_("Money that came too late"),
}


@get("/checkout/{hold_id:uuid}", guards=[anyone], include_in_schema=False)
async def checkout(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Name and address, while the places are held. `?token=` from the map turns into a cookie."""
    services: Services = request.app.state.services
    token = request.query_params.get("token")
    if token is not None:
        proof = services.hold_tokens.open(token)
        if proof is None or proof.hold_id != hold_id:
            raise NotFound("hold")
        kept = cookie(services, HOLD_COOKIE, token, seconds=1800)
        return go(f"/checkout/{hold_id}", kept)
    return await _checkout(request, _proof(request, hold_id))


def _proof(request: PageRequest, hold_id: UUID) -> HoldProof:
    services: Services = request.app.state.services
    proof = services.hold_tokens.open(request.cookies.get(HOLD_COOKIE, ""))
    if proof is None or proof.hold_id != hold_id:
        raise NotFound("hold")
    return proof


async def _checkout(
    request: PageRequest,
    proof: HoldProof,
    fields: dict[str, list[str]] | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    for_sale = await services.shows.get(proof.show_id)
    until = await live_until(services.db.pool, proof)
    person = await person_of(request)
    now = services.clock()
    given = fields or {}
    problems = (
        {p.path.removeprefix("buyer."): p.message for p in trouble.problems} if trouble else {}
    )
    if trouble and trouble.code == "offer_unknown":
        problems["offer_code"] = say(request, trouble.detail)
    view = CheckoutPage(
        hold_id=str(proof.hold_id),
        show=show_summary(for_sale.show, partial(say, request)),
        bill=bill_of(
            rules.lines_of(for_sale, proof.places, new_id),
            for_sale.show.currency,
            category_words(for_sale.plan),
            partial(say, request),
        ),
        countdown=Countdown(until or now, now, for_sale.show.hold_seconds),
        name=one(given, "name") or (person.name if person else ""),
        email=one(given, "email") or (person.email if person else ""),
        offer_code=one(given, "offer_code"),
        problems=problems,
        refusal=refusal(request, trouble) if trouble and not problems else None,
        expired=until is None,
    )
    status = 410 if until is None else trouble.status if trouble else 200
    return await page(request, "orders/checkout.html", view, status=status)


@post("/checkout/{hold_id:uuid}", guards=[anyone], include_in_schema=False)
async def post_checkout(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Open the order and go to the payment. A form sent twice finds its first order."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    proof = _proof(request, hold_id)
    person = await person_of(request)
    try:
        refuse_offer(one(fields, "offer_code"))
        buyer = buyer_of(services, person, one(fields, "name"), one(fields, "email"))
        opened = await open_order(services, proof, buyer, None)
    except (Refused, Invalid) as error:
        if first := await _first_order(services, request, hold_id):
            return go(f"/orders/{first}/pay")
        return await _checkout(request, proof, fields, trouble_of(error))
    assert not isinstance(opened, KeyKnown), "a form brings no idempotency key"
    order_id = opened[0].order_id
    return go(f"/orders/{order_id}/pay", remember_order(request, order_id))


async def _first_order(services: Services, request: PageRequest, hold_id: UUID) -> UUID | None:
    """The order that this browser opened from the hold before."""
    for order_id in reversed(known_orders(request)):
        row = await services.db.pool.fetchval("SELECT hold_id FROM orders WHERE id = $1", order_id)
        if row == hold_id:
            return order_id
    return None


@post("/checkout/{hold_id:uuid}/release", guards=[anyone], include_in_schema=False)
async def post_release(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Give the places back and return to the map."""
    services: Services = request.app.state.services
    await form_of(request)
    proof = _proof(request, hold_id)
    await services.claims.releases.submit(ReleaseHold(hold_id, proof.show_id, proof.places))
    return go(f"/shows/{proof.show_id}", cookie(services, HOLD_COOKIE, "", seconds=0))


async def own_order(request: PageRequest, order_id: UUID) -> Order:
    """The order, for its owner or a browser that knows it. Raises `NotFound` for all others."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    person = await person_of(request)
    if order_id not in known_orders(request) and not may_read(services, order, person, None):
        raise NotFound("order")
    return order


@get("/orders/{order_id:uuid}", guards=[anyone], include_in_schema=False)
async def order_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """The truth about an order. `?token=` from a mail turns into a cookie."""
    services: Services = request.app.state.services
    token = request.query_params.get("token")
    if token is not None:
        if not services.order_tokens.proves(token, order_id):
            raise NotFound("order")
        return go(f"/orders/{order_id}", remember_order(request, order_id))
    return await _order(request, await own_order(request, order_id))


async def _order(request: PageRequest, order: Order, status: int = 200) -> Page:
    services: Services = request.app.state.services
    for_sale = await services.shows.get(order.show_id)
    view = order_view_of(request, order, for_sale)
    return await page(request, "orders/order.html", view, status=status)


def order_view_of(request: PageRequest, order: Order, for_sale: ForSale) -> OrderPage:
    """An order as its page shows it."""
    services: Services = request.app.state.services
    now, speak = services.clock(), partial(say, request)
    words = category_words(for_sale.plan)
    lines = {line.n: line for line in order.lines}
    pending = order.status is OrderStatus.PENDING
    return OrderPage(
        order_id=str(order.id),
        reference=order.reference,
        status=order.status.value,
        show=show_summary(for_sale.show, speak),
        bill=bill_of_order(order, words, speak),
        email=order.buyer_email,
        tickets=tuple(
            TicketLink(
                f"/tickets/{ticket.id}",
                lines[ticket.n].label,
                words.get(lines[ticket.n].category, ""),
                ticket.status,  # type: ignore[arg-type]
            )
            for ticket in order.tickets
        ),
        payments=tuple(
            MoneyMove(
                payment.created_at,
                speak(PROVIDERS.get(payment.provider, payment.provider)),
                Money(payment.amount, order.currency),
                payment.status,  # type: ignore[arg-type]
            )
            for payment in order.payments
        ),
        refunds=tuple(
            MoneyMove(
                refund.created_at,
                speak(REASONS.get(refund.reason, refund.reason)),
                Money(refund.amount, order.currency),
                refund.status,  # type: ignore[arg-type]
            )
            for refund in order.refunds
        ),
        cancellation=_cancellation(order, for_sale.show, services),
        countdown=Countdown(order.expires_at, now, for_sale.show.order_seconds)
        if pending
        else None,
        processing=pending and any(p.status in ("created", "processing") for p in order.payments),
        pdf_url=f"/orders/{order.id}/tickets.pdf" if order.tickets else None,
    )


def _cancellation(order: Order, show: Show, services: Services) -> Cancellation | None:
    if not rules.may_cancel(order, show, services.clock()):
        return None
    if any(ticket.status == "used" for ticket in order.tickets):
        return None
    amount = sum(line.total for line in order.lines if line.refund_id is None)
    return Cancellation(rules.cancellable_until(show), Money(amount, order.currency))


@post("/orders/{order_id:uuid}/cancellation", guards=[anyone], include_in_schema=False)
async def post_cancellation(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Cancel the whole order."""
    services: Services = request.app.state.services
    await form_of(request)
    order = await own_order(request, order_id)
    show = (await services.shows.get(order.show_id)).show
    async with services.db.transaction() as tx:
        _, change = await cancel(tx, order_id, show, lines=None)
    services.maps.tell([change] if change else [])
    return go(f"/orders/{order_id}")


@get("/my/orders", guards=[anyone], include_in_schema=False)
async def my_orders(request: PageRequest) -> Page:
    """Orders of the account, or those that this browser knows."""
    services: Services = request.app.state.services
    person = await person_of(request)
    if person is not None:
        orders = await orders_of_account(
            services.db.pool, person.account_id, before=None, status=None, limit=ORDERS_SHOWN
        )
    else:
        orders = await read_orders(services.db.pool, list(reversed(known_orders(request))))
        if not orders:
            raise NotSignedIn
    shows = {s.id: s for s in await read_shows(services.db.pool, [o.show_id for o in orders])}
    now = services.clock()
    coming = [o for o in orders if shows[o.show_id].ends_at > now]
    past = [o for o in orders if shows[o.show_id].ends_at <= now]
    view = MyOrdersPage(
        upcoming=tuple(
            _card(request, o, shows[o.show_id])
            for o in sorted(coming, key=lambda o: shows[o.show_id].starts_at)
        ),
        past=tuple(_card(request, o, shows[o.show_id]) for o in past),
    )
    return await page(request, "orders/mine.html", view)


def _card(request: PageRequest, order: Order, show: Show) -> OrderCard:
    return OrderCard(
        url=f"/orders/{order.id}",
        reference=order.reference,
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        venue=show.venue.name,
        places=tuple(line.label for line in order.lines),
        status=order.status.value,
        total=Money(order.total, order.currency),
        poster=poster_of(show.title.name, show.title.kind, partial(say, request)),
    )


PAGES = [
    checkout,
    post_checkout,
    post_release,
    order_page,
    post_cancellation,
    my_orders,
]
