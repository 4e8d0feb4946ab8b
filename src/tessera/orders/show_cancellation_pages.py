"""Pages: cancelling a whole show, and watching the money go back."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.money import Money
from tessera.orders.cancel_show import REASON_SIGNS_MAX, ShowCancellation, begin, progress
from tessera.orders.read import sql
from tessera.orders.show_cancellation_routes import ask_to_cancel
from tessera.services import Services
from tessera.shows.model import TRANSITIONS, Show, ShowStatus
from tessera.shows.routes import own_show
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page
from tessera.web.views.organizer import CancelShowPage, CancelShowProgress


@get(
    "/organizer/shows/{show_id:int}/cancellation",
    guards=[may(Right.SHOWS_CHANGE)],
    include_in_schema=False,
)
async def show_cancellation_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """What cancelling would do; or how far it has come."""
    return await _page(request, (await own_show(request, show_id)).show)


@post(
    "/organizer/shows/{show_id:int}/cancellation",
    guards=[may(Right.SHOWS_STOP)],
    include_in_schema=False,
)
async def post_show_cancellation_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Cancel the show. Sent twice, it shows how far the first one has come."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = (await own_show(request, show_id)).show
    reason = one(fields, "reason")
    person = await require(request)
    here = f"/organizer/shows/{show_id}/cancellation"

    async def act(tx: Tx) -> str:
        if services.settings.four_eyes:
            await ask_to_cancel(request, tx, show, reason=reason)
            return f"/organizer/organizations/{show.organization_id}/payouts"
        await begin(tx, show_id, account_id=person.account_id, reason=reason)
        return here

    try:
        answer = await go_once(request, fields, act, money=True)
    except Invalid:
        return await _page(request, show, reason=reason, missing=True)
    except Refused:
        # Over, or cancelled already: the page says which.
        answer = go(here)
    services.shows.forget(show_id)
    return answer


async def _page(
    request: PageRequest, show: Show, *, reason: str = "", missing: bool = False
) -> Page:
    services: Services = request.app.state.services
    try:
        found = await progress(services.db.pool, show.id)
    except NotFound:
        found = None
    paid = await services.db.pool.fetchrow(sql["standing_orders"], show.id)
    view = CancelShowPage(
        show_id=str(show.id),
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        venue=show.venue.name,
        hall=show.hall.name,
        orders=paid["orders"],
        amount=Money(paid["amount"], show.currency),
        possible=ShowStatus.CANCELLED in TRANSITIONS[show.status],
        progress=_progress(found) if found else None,
        reason=reason,
        reason_missing=missing,
        reason_signs_max=REASON_SIGNS_MAX,
    )
    return await page(request, "organizer/cancel_show.html", view, status=422 if missing else 200)


def _progress(found: ShowCancellation) -> CancelShowProgress:
    return CancelShowProgress(
        reason=found.reason,
        started_at=found.started_at,
        orders=found.orders,
        refunded=found.refunded,
        sent=found.sent,
        under_way=found.under_way,
        failed=found.failed,
        amount=Money(found.amount, found.currency),
        whole=found.whole,
    )


PAGES = [show_cancellation_page, post_show_cancellation_form]
