"""Pages: giving back an order, or some of its places."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.money import Money
from tessera.orders.cancel import cancel
from tessera.orders.give_back import givable
from tessera.orders.model import CancelRefusal, Order
from tessera.orders.pages import own_order
from tessera.orders.quote import quote
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, numbers, one, page, say
from tessera.web.present import N_, show_summary
from tessera.web.views.orders import CancellationPage

CHOOSE = N_("Choose the places that you give back.")
GONE = N_("This place cannot be given back any more. Choose again.")


@get("/orders/{order_id:uuid}/cancellation", guards=[may(Right.BUY)], include_in_schema=False)
async def cancellation_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Places to choose, and what those in the query would bring. Changes nothing."""
    order = await own_order(request, order_id)
    asked = request.query_params.getall("lines", [])
    try:
        chosen = numbers({"lines": asked}, "lines")
    except Invalid as error:
        raise NotFound("line") from error
    return await _page(request, order, chosen)


@post("/orders/{order_id:uuid}/cancellation", guards=[may(Right.BUY)], include_in_schema=False)
async def post_cancellation(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Give back the places that are named, or all where none is; as it was told, or not at all."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    told = one(fields, "expected")
    expected = int(told) if told.isdecimal() and len(told) < 16 else None
    lines = numbers(fields, "lines") or None
    order = await own_order(request, order_id)
    show = (await services.shows.get(order.show_id)).show
    freed = []

    async def act(tx: Tx) -> str:
        _, change = await cancel(tx, order_id, show, lines=lines, expected=expected)
        freed.append(change)
        return f"/orders/{order_id}"

    answer = await go_once(request, fields, act, money=True)
    services.maps.tell(change for change in freed if change)
    return answer


async def _page(request: PageRequest, order: Order, chosen: tuple[int, ...]) -> Page:
    services: Services = request.app.state.services
    show = (await services.shows.get(order.show_id)).show
    async with services.db.transaction() as tx:
        now = services.clock()
        everything = await quote(tx, order, show, lines=None, now=now)
        lines = givable(order, everything, chosen=chosen)
        if everything.grant is None or not lines:
            raise Refused(CancelRefusal.NOT_CANCELLABLE)
        wanted = [line.n for line in lines if line.chosen]
        quoted = await quote(tx, order, show, lines=wanted, now=now) if wanted else None
    lost = set(chosen) - set(wanted)
    view = CancellationPage(
        order_id=str(order.id),
        reference=order.reference,
        show=show_summary(show, lambda text: say(request, text)),
        lines=lines,
        until=everything.grant.until or show.starts_at,
        refund=Money(quoted.refund if quoted else 0, order.currency),
        kept=Money(quoted.kept if quoted else 0, order.currency),
        asked=quoted is not None and not lost,
        problem=say(request, GONE if lost else CHOOSE) if lost or not chosen else "",
    )
    return await page(request, "orders/cancellation.html", view, status=422 if lost else 200)


PAGES = [cancellation_page, post_cancellation]
