"""REST: lists of orders, for who bought and for who sells."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from tessera.accounts.policy import Right
from tessera.orders.books import books_of, books_view
from tessera.orders.model import Order, OrderStatus
from tessera.orders.read import order_of_reference, orders_of_account, orders_of_show
from tessera.orders.routes import may_use
from tessera.orders.show import order_view
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may, require
from tessera.web.paging import Limit

Words = Annotated[str, QueryParameter(max_length=100)]


@get("/me/orders", guards=[may(Right.ACCOUNT)])
async def my_orders(
    request: JsonRequest,
    limit: Limit = 20,
    cursor: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
) -> Response[bytes]:
    """One's own orders, the newest first."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await orders_of_account(
        services.db.pool, person.account_id, before=cursor, status=status, limit=limit + 1
    )
    return json_answer(page(services, found, limit))


@get("/shows/{show_id:int}/orders", guards=[may(Right.SALES_READ)])
async def show_orders(
    request: JsonRequest,
    show_id: FromPath[int],
    limit: Limit = 20,
    cursor: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
    q: Words = "",
) -> Response[bytes]:
    """The orders of a show, for its organization. `q` is a reference, or a part of the buyer's name
    or address."""
    services: Services = request.app.state.services
    await require_seller(request, show_id)
    found = await orders_of_show(
        services.db.pool, show_id, before=cursor, status=status, limit=limit + 1, words=q
    )
    return json_answer(page(services, found, limit))


@get("/order-references/{reference:str}", guards=[may(Right.ACCOUNT)])
async def get_order_by_reference(request: JsonRequest, reference: FromPath[str]) -> Response[bytes]:
    """An order by what people read out; for its owner and its organization."""
    services: Services = request.app.state.services
    order = await order_of_reference(services.db.pool, reference.upper())
    person = await require(request)
    if not may_use(request, order, person, None):
        show = (await services.shows.get(order.show_id)).show
        await allowed(request, Right.SALES_READ, show.organization_id, what="order")
    return json_answer(order_view(order, services.ticket_codes))


@get("/orders/{order_id:uuid}/books", guards=[may(Right.SALES_READ)])
async def get_order_books(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """One order for its organization: with its lines in the ledger, what was decided against the
    policy, by whom and why, and what happened when."""
    services: Services = request.app.state.services
    books = await books_of(services.db.pool, order_id)
    show = (await services.shows.get(books.order.show_id)).show
    await allowed(request, Right.SALES_READ, show.organization_id, what="order")
    return json_answer(order_view(books.order, services.ticket_codes) | books_view(books))


async def require_seller(request: JsonRequest, show_id: int) -> None:
    """Raises as `allowed` does unless the person sells for the show's organization."""
    services: Services = request.app.state.services
    show = (await services.shows.get(show_id)).show
    await allowed(request, Right.SALES_READ, show.organization_id, what="show")


def page(services: Services, found: list[Order], limit: int) -> dict[str, Any]:
    """One page of orders; `found` has one more than `limit` where there is a next page."""
    shown = found[:limit]
    return {
        "items": [order_view(order, services.ticket_codes) for order in shown],
        "next_cursor": shown[-1].id if len(found) > limit else None,
    }


ROUTES = [my_orders, show_orders, get_order_by_reference, get_order_books]
