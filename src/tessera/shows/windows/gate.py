"""The gate of a show with sales windows: who has a code shows it with the request.

Nothing here runs for a show without windows. A code is signed, so looking at it costs some
microseconds and no round trip.
"""

from typing import Any

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.claims.model import HoldRefusal
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.shows.model import ForSale, Show
from tessera.shows.windows.rules import next_opening, refuse_window
from tessera.web.cookies import Connection, told_by

CODE_HEADER = "presale-code"
CODE_COOKIE = "tessera_code"


def require_window(
    request: Connection, for_sale: ForSale, wish: Any, *, person: Person | None
) -> None:
    """Raise `Refused(window_shut)` or `Refused(code_required)` where no window lets the wish in.
    Who sells for the organization needs none before its own show."""
    services: Services = request.app.state.services
    show = for_sale.show
    now = services.clock()
    if not show.on_sale_at(now):
        return  # What is not on sale at all says so itself.
    if person is not None and person.may(Right.SALES_READ, show.organization_id):
        return
    coded = has_code(request, show)
    refusal = refuse_window(show.windows, categories_of(for_sale, wish), now, coded=coded)
    if refusal is None:
        return
    opening = next_opening(show.windows, now) if refusal is HoldRefusal.WINDOW_SHUT else None
    facts = {"opens_at": opening.opens_at} if opening is not None else {}
    raise Refused(refusal, **facts)


def has_code(request: Connection, show: Show) -> bool:
    """Whether the request shows a code of this show that works."""
    code = request.headers.get(CODE_HEADER) or told_by(request, f"{CODE_COOKIE}_{show.id}")
    return bool(code) and serial_of(request.app.state.services, show, code or "") is not None


def serial_of(services: Services, show: Show, code: str) -> int | None:
    """The number of a code that works, or None."""
    return services.rooms.show_codes.read(code[:60], show.id, generation=show.code_generation)


def categories_of(for_sale: ForSale, wish: Any) -> set[str]:
    """The categories that a wish is about; every one that is sold where it leaves that open."""
    plan, prices = for_sale.plan, for_sale.show.prices
    if wish.places is not None:
        known = [place for place in wish.places if 0 <= place < plan.capacity]
        return {plan.categories[plan.category_of[place]].key for place in known}
    if wish.best is not None:
        return {wish.best.category} if wish.best.category else set(prices)
    return {area.category for area in plan.areas if area.name == wish.area}
