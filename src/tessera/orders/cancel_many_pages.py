"""Pages: cancelling several shows in one act."""

from collections.abc import Sequence
from datetime import date

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.kit.money import Money
from tessera.orders.cancel_many import SHOWS_MAX, Doomed, foresee, read_run
from tessera.orders.cancel_many_routes import ManyWanted, many_or_ask
from tessera.orders.read import sql
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.venues.console.forms import chosen_ids
from tessera.web.errors import trouble_of
from tessera.web.guards import allowed, may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.views.cancelling import (
    CancellationRunPage,
    CancelManyPage,
    DoomedRow,
    RunRow,
)

HOUSE = "/organizer/organizations/{organization_id:int}/cancellations"


@get(HOUSE, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def cancel_many_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Shows to choose, of a series or a day where one is named; what it means once some are."""
    ids = chosen_ids(request.query_params.getall("show", []))[:SHOWS_MAX]
    return await _page(request, organization_id, ids)


@post(HOUSE, guards=[may(Right.SHOWS_STOP)], include_in_schema=False)
async def post_cancel_many(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Cancel them. Sent twice, it shows how far the first one has come."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    ids = chosen_ids(fields.get("show", ()))[:SHOWS_MAX]

    async def act(tx: Tx) -> str:
        wanted = ManyWanted(ids, one(fields, "reason"))
        run_id = await many_or_ask(request, tx, organization_id, wanted=wanted)
        if run_id is None:
            return f"/organizer/organizations/{organization_id}/payouts"
        return f"/organizer/cancellation-runs/{run_id}"

    try:
        answer = await go_once(request, fields, act, money=True)
    except (Invalid, Refused) as error:
        reason = one(fields, "reason")
        return await _page(request, organization_id, ids, error=error, reason=reason)
    for show_id in ids:
        services.shows.forget(show_id)
    return answer


@get(
    "/organizer/cancellation-runs/{run_id:int}",
    guards=[may(Right.SALES_READ)],
    include_in_schema=False,
)
async def run_page(request: PageRequest, run_id: FromPath[int]) -> Page:
    """How far it has come; the page looks again by itself until everybody has their money."""
    services: Services = request.app.state.services
    run = await read_run(services.db.pool, run_id)
    await allowed(request, None, run.organization_id, what="cancellation run")
    organization = await kept_organization(request, run.organization_id)
    view = CancellationRunPage(
        desk=await desk(request, organization, "programme"),
        reason=run.reason,
        refused=len(run.refused),
        done=run.done,
        shows=tuple(
            RunRow(
                url=f"/organizer/shows/{show.show_id}/cancellation",
                title=show.title,
                starts_at=show.starts_at,
                timezone=show.timezone,
                orders=show.orders,
                sent=show.sent,
                failed=show.failed,
                amount=Money(show.amount, show.currency),
                done=show.done,
            )
            for show in run.shows
        ),
    )
    return await page(request, "organizer/cancellation_run.html", view)


async def _page(
    request: PageRequest,
    organization_id: int,
    ids: Sequence[int],
    *,
    error: Invalid | Refused | None = None,
    reason: str = "",
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    pool, query = services.db.pool, request.query_params
    chosen = await foresee(pool, organization_id, ids) if ids else []
    rows = []
    if not ids:
        asked = (_number(query.get("series", "")), _day(query.get("day", "")))
        rows = await pool.fetch(sql["shows_to_cancel"], organization_id, *asked, SHOWS_MAX)
    totals: dict[str, int] = {}
    for show in chosen:
        totals[show.currency] = totals.get(show.currency, 0) + show.amount
    view = CancelManyPage(
        desk=await desk(request, organization, "programme"),
        url=f"/organizer/organizations/{organization_id}/cancellations",
        shows=tuple(_row(Doomed(**dict(row))) for row in rows),
        chosen=tuple(_row(show) for show in chosen),
        orders=sum(show.orders for show in chosen),
        amounts=tuple(Money(amount, currency) for currency, amount in totals.items()),
        reason=reason,
        problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/cancel_many.html", view, status=status)


def _row(show: Doomed) -> DoomedRow:
    return DoomedRow(
        show_id=show.show_id,
        url=f"/organizer/shows/{show.show_id}",
        title=show.title,
        starts_at=show.starts_at,
        timezone=show.timezone,
        where=f"{show.venue}, {show.hall}",
        orders=show.orders,
        amount=Money(show.amount, show.currency),
        possible=show.possible,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PAGES = [cancel_many_page, post_cancel_many, run_page]
