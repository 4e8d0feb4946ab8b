"""Pages: the organizer's shows, and one show filling up."""

from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.params import FromPath

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.insights.today_view import today_of
from tessera.kit.money import Money
from tessera.organizations.desk import desks_of
from tessera.organizations.trial.mode import unfinished_among
from tessera.organizations.trial.pages import step_rows
from tessera.organizations.trial.routes import way_of
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.model import Show, ShowStatus
from tessera.shows.places_view import category_prices
from tessera.shows.routes import own_show
from tessera.shows.sales import counts_of, hours_of, revenue_of_categories, sales_of
from tessera.tickets.read import tally
from tessera.web.guards import may, require
from tessera.web.pages import Page, PageRequest, page
from tessera.web.show_tabs import show_tabs
from tessera.web.views.organizer import (
    CategoryCounts,
    Counts,
    OrganizerPage,
    OrganizerShowPage,
    SalesHour,
    ShowRow,
)
from tessera.web.views.shell import Pagination

PAGE_SIZE = 40


@get("/organizer", guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def organizer(request: PageRequest) -> Page:
    """The shows to come, with how they fill up."""
    services: Services = request.app.state.services
    person = await require(request)
    number = request.query_params.get("page", "0")
    first = int(number) * PAGE_SIZE if number.isdecimal() and len(number) < 6 else 0
    sold_for = person.where(Right.SALES_READ)
    wanted = WantedShows(organization_ids=sold_for, upcoming=True)
    async with services.db.transaction() as tx:
        shows = await find_shows(tx, wanted, limit=PAGE_SIZE + 1, offset=first, drafts=True)
    rows = await _rows(services, shows[:PAGE_SIZE])
    turned = first // PAGE_SIZE
    kept = person.where(Right.BOOKS_READ) or ()
    start = None if first else await unfinished_among(services.db.pool, kept)
    today = await today_of(request, sold_for) if sold_for and not turned else None
    view = OrganizerPage(
        start=step_rows(request, start, await way_of(request, start)) if start else (),
        start_url=f"/organizer/organizations/{start}/start" if start else "",
        start_whole=not shows or (sold_for is not None and len(sold_for) == 1),
        organization=await _names(services, sold_for),
        shows=tuple(rows),
        today=today,
        books=await desks_of(request, person, "statement"),
        plan_url=_plan_url(person),
        webhooks_url="/organizer/webhooks" if person.may(Right.WEBHOOKS_READ) else "",
        pages=Pagination(
            f"/organizer?page={turned - 1}" if turned else None,
            f"/organizer?page={turned + 1}" if len(shows) > PAGE_SIZE else None,
        ),
    )
    return await page(request, "organizer/shows.html", view)


def _plan_url(person: Person) -> str:
    """The programme of the house where somebody plans shows."""
    houses = person.where(Right.SHOWS_CHANGE) or ()
    return f"/organizer/organizations/{houses[0]}/programme" if houses else ""


async def _names(services: Services, organization_ids: tuple[int, ...] | None) -> str:
    """Whose shows these are."""
    if organization_ids is None:
        return "Tessera"
    rows = await services.db.pool.fetch(
        "SELECT name FROM organizations WHERE id = ANY($1::bigint[]) ORDER BY name LIMIT 3",
        list(organization_ids),
    )
    return ", ".join(row["name"] for row in rows)


@get("/organizer/shows/{show_id:int}", guards=[may(Right.SALES_READ)], include_in_schema=False)
async def organizer_show(request: PageRequest, show_id: FromPath[int]) -> Page:
    """One show: counts, map, sales by category and hour."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    show, plan = for_sale.show, for_sale.plan
    live = await services.maps.get(show_id)
    live.lapse(services.maps.now())
    [row] = await _rows(services, [show])
    money = await revenue_of_categories(services.db.pool, show_id)
    admitted, _ = await tally(services.db.pool, show_id)
    view = OrganizerShowPage(
        show_id=str(show_id),
        seat_plan_id=str(show.seat_plan_id),
        row=row,
        categories=tuple(
            CategoryCounts(
                category,
                _category_counts(plan.category_of, live.states, index),
                Money(money.get(category.key, 0), show.currency),
            )
            for index, category in _indexed(category_prices(show, plan, live), plan.categories)
        ),
        sales=tuple(SalesHour(at, sold) for at, sold in await hours_of(services.db.pool, show_id)),
        orders=await services.db.pool.fetchval(
            "SELECT count(*) FROM orders WHERE show_id = $1 AND paid_at IS NOT NULL", show_id
        ),
        admitted=admitted,
        public_url=f"/shows/{show_id}",
        door_url=f"/door?show={show_id}",
        cancel_url=_edit_url(await require(request), show, "cancellation"),
        move_url=_edit_url(await require(request), show, "move"),
        tabs=await show_tabs(request, show, ""),
        terms_url=_terms_url(await require(request), show),
        room_url=_room_url(await require(request), show),
    )
    return await page(request, "organizer/show.html", view)


def _terms_url(person: Person, show: Show) -> str:
    """Where owners and managers see and change what goes back by when."""
    editor = person.may(Right.SHOWS_CHANGE, show.organization_id)
    return f"/organizer/shows/{show.id}/terms" if editor else ""


def _room_url(person: Person, show: Show) -> str:
    """Its waiting room's board, or the list where one is made."""
    if not person.may(Right.ROOMS_READ, show.organization_id):
        return ""
    rooms = f"/organizer/organizations/{show.organization_id}/waiting-rooms"
    return f"{rooms}/{show.room.id}" if show.room is not None else rooms


def _edit_url(person: Person, show: Show, what: str) -> str:
    """Where owners and managers cancel or move a show, or see how far that has come."""
    over = show.status is ShowStatus.COMPLETED
    if over or not person.may(Right.SHOWS_CHANGE, show.organization_id):
        return ""
    return f"/organizer/shows/{show.id}/{what}"


def _indexed(prices: Sequence[Any], categories: Sequence[Any]) -> list[tuple[int, Any]]:
    index = {category.key: number for number, category in enumerate(categories)}
    return [(index[price.key], price) for price in prices]


def _category_counts(category_of: bytes, states: bytearray, index: int) -> Counts:
    counts = [0] * 6
    for category, state in zip(category_of, states, strict=True):
        if category == index:
            counts[state] += 1
    return Counts(sum(counts), counts[3], counts[2], counts[1], counts[4])


async def _rows(services: Services, shows: Sequence[Show]) -> list[ShowRow]:
    ids = [show.id for show in shows]
    counts = await counts_of(services.db.pool, ids)
    revenue = await sales_of(services.db.pool, ids)
    return [
        ShowRow(
            url=f"/organizer/shows/{show.id}",
            title=show.title.name,
            starts_at=show.starts_at,
            timezone=show.venue.timezone,
            venue=show.venue.name,
            hall=show.hall.name,
            status=show.status.value,
            counts=Counts(show.capacity, **counts.get(show.id, {})),
            revenue=Money(revenue.get(show.id, 0), show.currency),
        )
        for show in shows
    ]


PAGES = [organizer, organizer_show]
