"""Pages: the order, and giving it back."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.invoices.model import Invoice
from tessera.invoices.read import invoices_of_order
from tessera.kit.errors import NotFound
from tessera.kit.money import Money
from tessera.offers.present import saved_of
from tessera.offers.read import uses_of_order
from tessera.offers.with_table import table_of_order
from tessera.orders.give_back import cancellation_of
from tessera.orders.model import FULFILLED, Order, OrderStatus
from tessera.orders.move.read import own_move
from tessera.orders.quote import Quote, quote
from tessera.orders.read import read_order
from tessera.orders.replacement.model import ReplacementStatus
from tessera.orders.replacement.offer import KEPT_SECONDS
from tessera.orders.replacement.read import replacement_of
from tessera.orders.routes import may_use
from tessera.orders.said import PROVIDERS, REASONS, document_links
from tessera.organizations.trial.mode import tried_among
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.web.cookies import known_orders, remember_order
from tessera.web.guards import may, person_of
from tessera.web.pages import Page, PageRequest, go, page, say
from tessera.web.present import Say, bill_of_order, category_words, show_summary
from tessera.web.views.moves import MovedOrder
from tessera.web.views.orders import KeptPlaces, MoneyMove, OrderPage, TicketLink
from tessera.web.views.shell import Countdown


async def own_order(request: PageRequest, order_id: UUID) -> Order:
    """The order, for its owner or a browser that knows it. Raises `NotFound` for all others."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    person = await person_of(request)
    if order_id not in known_orders(request) and not may_use(request, order, person, None):
        raise NotFound("order")
    return order


@get("/orders/{order_id:uuid}", guards=[may(Right.BUY)], include_in_schema=False)
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
    async with services.db.transaction() as tx:
        quoted = await quote(tx, order, for_sale.show, lines=None, now=services.clock())
        documents = await invoices_of_order(tx, order.id)
        uses = await uses_of_order(tx, order.id)
    view = order_view_of(request, order, for_sale, quoted=quoted, documents=documents)
    bill = msgspec.structs.replace(view.bill, saved=saved_of(uses, order.currency))
    test = order.id in await tried_among(services.db.pool, [order.id])
    table = await table_of_order(services, order.id)
    view = msgspec.structs.replace(view, bill=bill, test=test, table=table)
    if order.status in FULFILLED and (moved := await own_move(services.db.pool, order.id)):
        lines = tuple((was, becomes, standing.value) for _, was, becomes, standing in moved.lines)
        shown = MovedOrder(moved.reason, moved.was_hall, moved.was_starts_at, lines)
        view = msgspec.structs.replace(view, moved=shown)
    if order.status is OrderStatus.EXPIRED:
        view = await _with_kept_places(services, order, view)
    return await page(request, "orders/order.html", view, status=status)


async def _with_kept_places(services: Services, order: Order, view: OrderPage) -> OrderPage:
    """What is kept, or looked for, for who paid too late."""
    found = await replacement_of(services.db.pool, order.id)
    late = [refund for refund in order.refunds if refund.status == "created"]
    if found is None:
        return msgspec.structs.replace(view, looking=any(refund.waits for refund in late))
    now = services.clock()
    if found.status is not ReplacementStatus.OPEN or found.until <= now:
        return view
    labels = {line.n: line.label for line in order.lines}
    kept = KeptPlaces(
        tuple((labels[place.n], place.label) for place in found.places),
        Countdown(found.until, now, KEPT_SECONDS),
        Money(sum(refund.amount for refund in late), order.currency),
    )
    return msgspec.structs.replace(view, kept=kept)


def order_view_of(
    request: PageRequest,
    order: Order,
    for_sale: ForSale,
    *,
    quoted: Quote,
    documents: Sequence[Invoice] = (),
) -> OrderPage:
    """An order as its page shows it."""
    services: Services = request.app.state.services
    now, speak = services.clock(), partial(say, request)
    words = category_words(for_sale.plan)
    pending = order.status is OrderStatus.PENDING
    return OrderPage(
        order_id=str(order.id),
        reference=order.reference,
        status=order.status.value,
        show=show_summary(for_sale.show, speak),
        bill=bill_of_order(order, words, speak),
        email=order.buyer_email,
        tickets=_ticket_links(order, words),
        payments=_payments(order, speak),
        refunds=_refunds(order, speak),
        cancellation=cancellation_of(order, for_sale.show, quoted),
        countdown=Countdown(order.expires_at, now, for_sale.show.order_seconds)
        if pending
        else None,
        processing=pending and any(p.status in ("created", "processing") for p in order.payments),
        pdf_url=f"/orders/{order.id}/tickets.pdf" if order.tickets else None,
        documents=document_links(documents, speak),
    )


def _ticket_links(order: Order, words: Mapping[str, str]) -> tuple[TicketLink, ...]:
    lines = {line.n: line for line in order.lines}
    return tuple(
        TicketLink(
            f"/tickets/{ticket.id}",
            lines[ticket.n].label,
            words.get(lines[ticket.n].category, ""),
            ticket.status,  # type: ignore[arg-type]
        )
        for ticket in order.tickets
    )


def _payments(order: Order, speak: Say) -> tuple[MoneyMove, ...]:
    return tuple(
        MoneyMove(
            payment.created_at,
            speak(PROVIDERS.get(payment.provider, payment.provider)),
            Money(payment.amount, order.currency),
            payment.status,  # type: ignore[arg-type]
        )
        for payment in order.payments
    )


def _refunds(order: Order, speak: Say) -> tuple[MoneyMove, ...]:
    return tuple(
        MoneyMove(
            refund.created_at,
            speak(REASONS.get(refund.reason, refund.reason)),
            Money(refund.amount, order.currency),
            refund.status,  # type: ignore[arg-type]
        )
        for refund in order.refunds
    )


PAGES = [order_page]
