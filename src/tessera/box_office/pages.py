"""Pages: a show's places through time, who comes, and what happened to one place."""

from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.box_office.attendance import attendance_csv
from tessera.box_office.model import Attendee, Happened
from tessera.box_office.picture import (
    areas_of,
    box_of,
    dot_size,
    found_by,
    layers_of,
    rows_of,
    spans_of,
    then_of,
)
from tessera.box_office.present import BY_CODE, STATES, WORDS
from tessera.box_office.read import attendees, sold_intervals
from tessera.box_office.rules import steps_between
from tessera.box_office.story import story_of
from tessera.kit.errors import NotFound
from tessera.kit.money import Money
from tessera.services import Services
from tessera.shows.model import ForSale, Show
from tessera.shows.routes import own_show
from tessera.tickets.read import tally
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_, category_words
from tessera.web.show_tabs import show_tabs
from tessera.web.views.box_office import (
    AttendeeRow,
    AttendeesPage,
    HappenedRow,
    PlaceRow,
    PlacesPage,
    ShowHead,
    SoldPage,
)
from tessera.web.views.shell import Link

LISTED_MAX = 500
FOUND_MAX = 60
FILTERS = {"": N_("All"), "no": N_("Still expected"), "yes": N_("Came in")}
CAME = {"yes": True, "no": False}


async def head_of(request: PageRequest, show: Show, current: str) -> ShowHead:
    """The head of a page about a show."""
    return ShowHead(
        show.id,
        show.title.name,
        show.starts_at,
        show.venue.timezone,
        f"{show.venue.name}, {show.hall.name}",
        await show_tabs(request, show, current),
    )


@get("/organizer/shows/{show_id:int}/sold", guards=[may(Right.SALES_READ)], include_in_schema=False)
async def sold_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The hall as it was sold until an instant, and the same as a table."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    plan = for_sale.plan
    intervals = await sold_intervals(services.db.pool, show_id)
    now = services.clock()
    first = intervals[0].since if intervals else min(for_sale.show.sales_open_at, now)
    steps = steps_between(first, max(first, min(now, for_sale.show.ends_at)))
    step = _step(request, len(steps))
    before = steps[step - 1] if step else None
    sold, new = then_of(intervals, steps[step], before)
    places = f"/organizer/shows/{show_id}/places"
    view = SoldPage(
        head=await head_of(request, for_sale.show, "/sold"),
        step=step,
        steps=steps,
        sold=len(sold),
        new=len(new),
        capacity=plan.capacity,
        box=box_of(plan),
        size=dot_size(plan),
        layers=layers_of(plan, sold, new),
        areas=areas_of(plan, sold),
        rows=rows_of(plan, sold, new, url_of=lambda index: f"{places}?row={index}"),
        seat_plan_id=for_sale.show.seat_plan_id,
    )
    return await page(request, "organizer/sold.html", view)


def _step(request: PageRequest, count: int) -> int:
    """Which instant is asked for; the last one where none is."""
    text = request.query_params.get("step", "")
    return min(int(text), count - 1) if text.isdecimal() and len(text) < 4 else count - 1


@get(
    "/organizer/shows/{show_id:int}/attendees",
    guards=[may(Right.SALES_READ)],
    include_in_schema=False,
)
async def attendees_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Who comes, by place; to search, to filter, to print."""
    services: Services = request.app.state.services
    show = (await own_show(request, show_id)).show
    asked = request.query_params
    came = asked.get("came", "") if asked.get("came", "") in FILTERS else ""
    words = asked.get("q", "")[:100]
    after = asked.get("after", "")
    found = await attendees(
        services.db.pool,
        show_id,
        words=words,
        came=CAME.get(came),
        after=int(after) if after.isdecimal() and len(after) < 8 else None,
        limit=LISTED_MAX + 1,
    )
    used, valid = await tally(services.db.pool, show_id)
    base = f"/organizer/shows/{show_id}/attendees"
    more = (
        urlencode({"q": words, "came": came, "after": found[LISTED_MAX - 1].place})
        if (len(found) > LISTED_MAX)
        else ""
    )
    view = AttendeesPage(
        head=await head_of(request, show, "/attendees"),
        words=words,
        came=came,
        filters=tuple(
            Link(say(request, word), f"{base}?{urlencode({'q': words, 'came': key})}", key == came)
            for key, word in FILTERS.items()
        ),
        rows=tuple(map(_attendee, found[:LISTED_MAX])),
        valid=valid,
        used=used,
        more_url=f"{base}?{more}" if more else "",
        csv_url=f"{base}.csv",
    )
    return await page(request, "organizer/attendees.html", view)


@get(
    "/organizer/shows/{show_id:int}/attendees.csv",
    guards=[may(Right.SALES_READ)],
    include_in_schema=False,
)
async def attendees_csv(request: PageRequest, show_id: FromPath[int]) -> Response[bytes]:
    """The list for a spreadsheet."""
    await own_show(request, show_id)
    return await attendance_csv(request, show_id)


def _attendee(one: Attendee) -> AttendeeRow:
    return AttendeeRow(
        one.label,
        one.category,
        one.name,
        one.email,
        one.reference,
        f"/organizer/orders/{one.order_id}",
        one.status,
        one.used_at,
        one.used_gate or "",
        one.invited,
    )


@get(
    "/organizer/shows/{show_id:int}/places", guards=[may(Right.SALES_READ)], include_in_schema=False
)
async def places_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Look for a place by what it is called, or in its row."""
    for_sale = await own_show(request, show_id)
    words = request.query_params.get("q", "")[:60]
    row = request.query_params.get("row", "")
    spans = spans_of(for_sale.plan)
    found = found_by(for_sale.plan, words, FOUND_MAX)
    if row.isdecimal() and len(row) < 6 and int(row) < len(spans):
        found = list(spans[int(row)][1])[:LISTED_MAX]
    if len(found) == 1:
        return await place_with(request, for_sale, found[0], words=words)
    view = PlacesPage(
        head=await head_of(request, for_sale.show, "/places"),
        words=words,
        rows=_row_links(for_sale, row),
        found=await place_rows(request, for_sale, found),
        missed=bool(words) and not found,
    )
    return await page(request, "organizer/places.html", view)


@get(
    "/organizer/shows/{show_id:int}/places/{place:int}",
    guards=[may(Right.SALES_READ)],
    include_in_schema=False,
)
async def place_page(request: PageRequest, show_id: FromPath[int], place: FromPath[int]) -> Page:
    """What happened to one place."""
    for_sale = await own_show(request, show_id)
    if place >= for_sale.plan.capacity:
        raise NotFound("place")
    return await place_with(request, for_sale, place)


async def place_with(
    request: PageRequest, for_sale: ForSale, place: int, *, words: str = ""
) -> Page:
    """The page of one place."""
    services: Services = request.app.state.services
    show, label = for_sale.show, for_sale.plan.label(place)
    async with services.db.transaction() as tx:
        story = await story_of(tx, show.id, place=place, label=label)
    [own] = await place_rows(request, for_sale, [place])
    row = next(n for n, (_, span) in enumerate(spans_of(for_sale.plan)) if place in span)
    view = PlacesPage(
        head=await head_of(request, show, "/places"),
        words=words,
        rows=_row_links(for_sale, str(row)),
        found=(),
        label=label,
        state=own.state,
        happened=tuple(_happened(request, event, show.currency) for event in reversed(story)),
    )
    return await page(request, "organizer/places.html", view)


def _row_links(for_sale: ForSale, row: str) -> tuple[Link, ...]:
    base = f"/organizer/shows/{for_sale.show.id}/places?row="
    return tuple(
        Link(label, f"{base}{index}", str(index) == row)
        for index, (label, _) in enumerate(spans_of(for_sale.plan))
    )


async def place_rows(
    request: PageRequest, for_sale: ForSale, places: list[int]
) -> tuple[PlaceRow, ...]:
    """Places as they are now."""
    services: Services = request.app.state.services
    show, plan = for_sale.show, for_sale.plan
    live = await services.maps.get(show.id)
    live.lapse(services.maps.now())
    names = category_words(plan)
    return tuple(
        PlaceRow(
            place,
            plan.label(place),
            f"/organizer/shows/{show.id}/places/{place}",
            say(request, STATES[BY_CODE[live.states[place]]]),
            names[plan.categories[plan.category_of[place]].key],
        )
        for place in places
    )


def _happened(request: PageRequest, event: Happened, currency: str) -> HappenedRow:
    return HappenedRow(
        event.at,
        say(request, WORDS[event.what]),
        event.who,
        f"/organizer/orders/{event.order_id}" if event.order_id else "",
        event.reference,
        event.detail,
        Money(event.amount, currency) if event.amount is not None else None,
    )


PAGES = [sold_page, attendees_page, attendees_csv, places_page, place_page]
