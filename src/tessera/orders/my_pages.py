"""Pages: my orders."""

from functools import partial

from litestar import get

from tessera.accounts.policy import Right
from tessera.kit.errors import NotSignedIn
from tessera.kit.money import Money
from tessera.orders.model import Order
from tessera.orders.read import orders_of_account, read_orders
from tessera.services import Services
from tessera.shows.model import Show
from tessera.shows.read import read_shows
from tessera.web.cookies import known_orders
from tessera.web.guards import may, person_of
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import poster_of
from tessera.web.views.orders import MyOrdersPage, OrderCard

ORDERS_SHOWN = 50


@get("/my/orders", guards=[may(Right.BUY)], include_in_schema=False)
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
        poster=poster_of(
            show.title.name, show.title.kind, partial(say, request), key=show.title.poster
        ),
    )


PAGES = [my_orders]
