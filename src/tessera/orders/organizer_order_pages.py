"""Pages: the orders of a show, for its organization, and one with everything about it."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.box_office.read import kept_of
from tessera.box_office.view import with_desk
from tessera.kit.database import Tx
from tessera.kit.money import Money
from tessera.orders.books import OrderBooks, books_of
from tessera.orders.cancel import cancel
from tessera.orders.decision_form import (
    Asked,
    Fields,
    read_decision,
)
from tessera.orders.model import Order, OrderStatus, Override
from tessera.orders.order_book_view import order_book_view
from tessera.orders.quote import override_grant, quote, quote_by
from tessera.orders.read import orders_of_show
from tessera.organizations.trial.mode import tried_among
from tessera.services import Services
from tessera.shows.model import Show
from tessera.shows.routes import own_show
from tessera.web.guards import allowed, may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, before_of, form_of, page, say
from tessera.web.present import N_
from tessera.web.show_tabs import show_tabs
from tessera.web.views.order_books import OrderRow, OverridePreview, ShowOrdersPage
from tessera.web.views.shell import Link, Pagination

PAGE_SIZE = 50
STATES = {
    "": N_("All"),
    "paid": N_("Paid"),
    "partly_refunded": N_("Partly refunded"),
    "refunded": N_("Refunded"),
    "pending": N_("Waiting for payment"),
    "expired": N_("Expired"),
}


@get(
    "/organizer/shows/{show_id:int}/orders", guards=[may(Right.SALES_READ)], include_in_schema=False
)
async def show_orders_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The newest first; by reference, by a part of a name or address, by status."""
    services: Services = request.app.state.services
    show = (await own_show(request, show_id)).show
    status = request.query_params.get("status", "")
    status = status if status in STATES else ""
    words = request.query_params.get("q", "")[:100]
    before = before_of(request)
    found = await orders_of_show(
        services.db.pool,
        show_id,
        before=before,
        status=OrderStatus(status) if status else None,
        limit=PAGE_SIZE + 1,
        words=words,
    )
    tests = await tried_among(services.db.pool, [order.id for order in found])
    path = f"/organizer/shows/{show_id}/orders"
    asked = {"q": words, "status": status}
    older = urlencode(asked | {"before": str(found[PAGE_SIZE - 1].id)}) if found[PAGE_SIZE:] else ""
    view = ShowOrdersPage(
        show_url=f"/organizer/shows/{show_id}",
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        action=path,
        words=words,
        status=status,
        states=_states(request, path, asked),
        rows=tuple(_row(order, test=order.id in tests) for order in found[:PAGE_SIZE]),
        pages=Pagination(
            f"{path}?{urlencode(asked)}" if before else None, f"{path}?{older}" if older else None
        ),
        tabs=await show_tabs(request, show, "/orders"),
        public_url=f"/shows/{show_id}",
    )
    return await page(request, "organizer/orders.html", view)


def _states(request: PageRequest, path: str, asked: Mapping[str, str]) -> tuple[Link, ...]:
    """One link a status, the words of the search kept."""
    return tuple(
        Link(
            say(request, word),
            f"{path}?{urlencode({**asked, 'status': key})}",
            key == asked["status"],
        )
        for key, word in STATES.items()
    )


def _row(order: Order, *, test: bool) -> OrderRow:
    return OrderRow(
        f"/organizer/orders/{order.id}",
        order.reference,
        order.buyer_name,
        order.buyer_email,
        tuple(line.label for line in order.lines),
        order.status.value,
        Money(order.total, order.currency),
        order.created_at,
        test,
    )


@get("/organizer/orders/{order_id:uuid}", guards=[may(Right.SALES_READ)], include_in_schema=False)
async def organizer_order_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """One order; with what a decision in the query would give."""
    books, show = await _own_books(request, order_id)
    query: Fields = {name: request.query_params.getall(name) for name in request.query_params}
    return await _order(request, books, show, fields=query if "percent" in query else {})


@post(
    "/organizer/orders/{order_id:uuid}/override",
    guards=[may(Right.REFUNDS_DECIDE)],
    include_in_schema=False,
)
async def post_override(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Give back as the organizer decides, on record with who and why."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    books, show = await _own_books(request, order_id)
    person = await allowed(request, Right.REFUNDS_DECIDE, show.organization_id, what="order")
    asked = read_decision(fields, books.order)
    if asked.problems:
        return await _order(request, books, show, fields=fields)
    override = Override(
        account_id=person.account_id,
        basis_points=asked.basis_points,
        fee_returned=asked.fee_returned,
        reason=asked.reason,
    )
    freed = []

    async def act(tx: Tx) -> str:
        _, change = await cancel(tx, order_id, show, lines=asked.lines, override=override)
        freed.append(change)
        return f"/organizer/orders/{order_id}"

    answer = await go_once(request, fields, act, money=True)
    services.maps.tell(change for change in freed if change)
    return answer


async def _own_books(request: PageRequest, order_id: UUID) -> tuple[OrderBooks, Show]:
    services: Services = request.app.state.services
    books = await books_of(services.db.pool, order_id)
    show = (await services.shows.get(books.order.show_id)).show
    await allowed(request, Right.SALES_READ, show.organization_id, what="order")
    return books, show


async def _order(request: PageRequest, books: OrderBooks, show: Show, *, fields: Fields) -> Page:
    asked = read_decision(fields, books.order) if fields else Asked()
    preview = None
    if fields and not asked.problems:
        preview = await _preview(request, books.order, show, asked=asked)
    services: Services = request.app.state.services
    person = await require(request)
    decides = person.may(Right.REFUNDS_DECIDE, show.organization_id)
    view = order_book_view(request, books, show, asked=asked, preview=preview, may_decide=decides)
    kept = await kept_of(services.db.pool, books.order.id)
    changes = person.may(Right.ORDERS_CHANGE, show.organization_id)
    mailed = request.query_params.get("mailed") == "yes"
    view = with_desk(view, books.order, kept, may_change=changes, mailed=mailed)
    tests = await tried_among(services.db.pool, [books.order.id])
    view = msgspec.structs.replace(view, test=bool(tests))
    return await page(request, "organizer/order.html", view, status=422 if asked.problems else 200)


async def _preview(
    request: PageRequest, order: Order, show: Show, *, asked: Asked
) -> OverridePreview:
    services: Services = request.app.state.services
    person = await require(request)
    override = Override(
        account_id=person.account_id,
        basis_points=asked.basis_points,
        fee_returned=asked.fee_returned,
        reason=asked.reason,
    )
    async with services.db.transaction() as tx:
        by_policy = await quote(tx, order, show, lines=asked.lines, now=services.clock())
        lines = [back.line for back in by_policy.lines]
        decided = await quote_by(tx, order, lines, grant=override_grant(override))
    return OverridePreview(
        Money(decided.refund, order.currency), Money(by_policy.refund, order.currency)
    )


PAGES = [show_orders_page, organizer_order_page, post_override]
