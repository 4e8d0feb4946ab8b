"""Pages: moving a show, and watching everybody be carried over; keeping a moved order."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.orders.move.decide import give_back, keep
from tessera.orders.move.model import Move, MoveWanted, Preview
from tessera.orders.move.read import latest_move, sql
from tessera.orders.move.routes import look, move_or_ask
from tessera.orders.pages import own_order
from tessera.services import Services
from tessera.shows.model import Show
from tessera.shows.routes import own_show
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, refusal
from tessera.web.views.moves import MovePage, MovePreview, MoveProgress, PriceField, WorseOff
from tessera.web.views.shell import Option

WORSE_SHOWN_MAX = 200
AMOUNT_SIGNS_MAX = 12
Asked = Mapping[str, str]


@get(
    "/organizer/shows/{show_id:int}/move", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False
)
async def move_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Choose a hall and a time; with both in the address, what that would do to everybody."""
    asked = dict(request.query_params.items())
    return await _page(request, await _fresh_show(request, show_id), asked)


@post(
    "/organizer/shows/{show_id:int}/move", guards=[may(Right.SHOWS_STOP)], include_in_schema=False
)
async def post_move_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Move the show. Sent twice, it shows how far the first one has come."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = await _fresh_show(request, show_id)
    person = await require(request)
    asked = {name: one(fields, name) for name in fields}
    try:
        wanted = await _wanted(services, asked)
        act = await move_or_ask(request, show, wanted, account_id=person.account_id)

        async def begin(tx: Tx) -> str:
            await act(tx)
            if services.settings.four_eyes:
                return f"/organizer/organizations/{show.organization_id}/payouts"
            return f"/organizer/shows/{show_id}/move"

        answer = await go_once(request, fields, begin, money=True)
    except (Invalid, Refused) as error:
        return await _page(request, show, asked, trouble=trouble_of(error))
    services.shows.forget(show_id)
    return answer


@post("/orders/{order_id:uuid}/move", guards=[may(Right.BUY)], include_in_schema=False)
async def post_move_answer(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Keep the new places, or have everything back; the order's page tells what came of it."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    order = await own_order(request, order_id)
    show = (await services.shows.get(order.show_id)).show
    freed: list[Change | None] = []

    async def act(tx: Tx) -> str:
        if one(fields, "decision") == "keep":
            await keep(tx, order_id)
        else:
            freed.append((await give_back(tx, order_id, show))[1])
        return f"/orders/{order_id}"

    try:
        answer = await go_once(request, fields, act, money=True)
    except Refused:
        # Answered before, or the show has begun: the page says which.
        return go(f"/orders/{order_id}")
    services.maps.tell(change for change in freed if change)
    return answer


async def _fresh_show(request: PageRequest, show_id: int) -> Show:
    """One's own show as it is now: a worker may have moved it a moment ago."""
    services: Services = request.app.state.services
    services.shows.forget(show_id)
    return (await own_show(request, show_id)).show


async def _wanted(services: Services, asked: Asked) -> MoveWanted:
    """The form as a command; times are those of the hall's venue. Raises `Invalid`."""
    problems = []
    hall_id = asked.get("hall_id", "")
    row = None
    if hall_id.isdecimal() and len(hall_id) < 16:
        row = await services.db.pool.fetchrow(sql["hall_zone"], int(hall_id))
    if row is None:
        problems.append(Problem("hall_id", "choose a hall"))
    starts_at = None
    try:
        local = datetime.fromisoformat(asked.get("starts_at", ""))
        starts_at = local.replace(tzinfo=ZoneInfo(row["timezone"] if row else "UTC"))
    except (ValueError, OverflowError):
        problems.append(Problem("starts_at", "is not a time"))
    prices = {}
    for name, text in asked.items():
        if name.startswith("price-") and text:
            if not text.isdecimal() or len(text) > AMOUNT_SIGNS_MAX:
                problems.append(Problem(name, "is not a number of minor units"))
            else:
                prices[name.removeprefix("price-")] = int(text)
    if problems:
        raise Invalid(problems)
    assert row is not None, "there is a hall"
    newest = bool(asked.get("newest"))
    return MoveWanted(
        hall_id=int(hall_id),
        starts_at=starts_at,
        prices=prices,
        reason=asked.get("reason", "").strip(),
        seat_plan_id=row["seat_plan_id"] if newest else None,
        same_places=newest,
    )


async def _page(
    request: PageRequest, show: Show, asked: Asked, *, trouble: Trouble | None = None
) -> Page:
    services: Services = request.app.state.services
    seen: Preview | None = None
    if trouble is None and "hall_id" in asked:
        try:
            # Who only looks has not said why yet.
            wanted = await _wanted(services, {**asked, "reason": "looking"})
            seen = await look(services, show.id, wanted)
        except (Invalid, Refused) as error:
            trouble = trouble_of(error)
    try:
        found = await latest_move(services.db.pool, show.id)
    except NotFound:
        found = None
    local = show.starts_at.astimezone(ZoneInfo(show.venue.timezone))
    view = MovePage(
        show_id=str(show.id),
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        venue=show.venue.name,
        hall=show.hall.name,
        halls=await _halls(services, show, asked.get("hall_id", str(show.hall.id))),
        starts_text=asked.get("starts_at", local.strftime("%Y-%m-%dT%H:%M")),
        reason=asked.get("reason", ""),
        newest=bool(asked.get("newest")),
        prices=_price_fields(asked, trouble),
        refusal=refusal(request, trouble) if trouble else None,
        preview=_preview(seen) if seen else None,
        progress=await _progress(services, found) if found else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/move_show.html", view, status=status)


async def _halls(services: Services, show: Show, chosen: str) -> tuple[Option, ...]:
    rows = await services.db.pool.fetch(sql["halls"], show.organization_id)
    return tuple(
        Option(str(row["id"]), f"{row['venue']}, {row['name']}", str(row["id"]) == chosen)
        for row in rows
    )


def _price_fields(asked: Asked, trouble: Trouble | None) -> tuple[PriceField, ...]:
    """Fields for categories that the show does not sell yet: those asked for, and those missing."""
    names = {name.removeprefix("price-") for name in asked if name.startswith("price-")}
    for problem in trouble.problems if trouble else ():
        if problem.path.startswith("prices."):
            names.add(problem.path.removeprefix("prices."))
    return tuple(PriceField(name, asked.get(f"price-{name}", "")) for name in sorted(names))


def _preview(seen: Preview) -> MovePreview:
    worse = tuple(
        WorseOff("", "", place.sold.label, place.label, place.standing) for place in seen.worse
    )
    counts = {str(key): count for key, count in seen.counts.items()}
    return MovePreview(counts, worse, seen.blocked_lost)


async def _progress(services: Services, found: Move) -> MoveProgress:
    rows = await services.db.pool.fetch(sql["worse_off"], found.id, WORSE_SHOWN_MAX)
    return MoveProgress(
        status=found.status.value,
        step=found.step,
        failure=found.failure or "",
        reason=found.reason,
        orders=found.orders,
        told=found.told,
        kept=found.kept,
        returned=found.returned,
        counts=found.standings,
        worse=tuple(WorseOff(*row.values()) for row in rows),
    )


PAGES = [move_page, post_move_form, post_move_answer]
