"""Pages: the programme of a venue."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.shows.programme.forms import (
    VALUES,
    Fields,
    copy_wanted,
    filling_wanted,
    read_day,
    slot_wanted,
    span_wanted,
)
from tessera.shows.programme.model import Made, SpanWanted
from tessera.shows.programme.place import (
    copy_days,
    fill_day,
    place_slot,
    publish_days,
    remove_draft,
    slots_of,
    stage_of,
)
from tessera.shows.programme.price_lists import price_lists_of
from tessera.shows.programme.view import lanes_of, tabs_of
from tessera.shows.read import read_shows
from tessera.shows.series.view import SAID as UNDOING
from tessera.shows.series.view import undoable
from tessera.venues.console.one_page import own_venue
from tessera.venues.find import halls_of
from tessera.venues.model import Venue
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, said, say
from tessera.web.present import N_
from tessera.web.views.organizer import Desk
from tessera.web.views.programme import Film, ProgrammePage
from tessera.web.views.shell import Link, Option

sql = named.beside(__file__)

HOUSE = "/organizer/organizations/{organization_id:int}/programme"
LISTS_MAX = 200
Act = Callable[[Tx, Venue, Fields], Awaitable[str]]
SAID = {
    "placed": N_("It is in the programme, as a draft until you publish."),
    "removed": N_("Taken out."),
    **UNDOING,
}
MADE = N_("%(made)s planned or published, %(refused)s refused.")


def programme_url(organization_id: int) -> str:
    """Where an organization's programme is."""
    return f"/organizer/organizations/{organization_id}/programme"


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def programme_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """A day of a week of a venue: halls and times."""
    return await shown_page(request, organization_id, {})


@post(HOUSE + "/slots", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_slot_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Put a film in."""
    services: Services = request.app.state.services

    async def act(tx: Tx, venue: Venue, fields: Fields) -> str:
        wanted = slot_wanted(fields, ZoneInfo(venue.timezone))
        stage = await stage_of(tx, wanted.title_id, wanted.hall_id)
        if stage.venue.id != venue.id:
            raise NotFound("hall")
        show = await place_slot(tx, stage, wanted, now=services.clock())
        return f"said=placed#show-{show.id}"

    return await _acted(request, organization_id, act)


@post(HOUSE + "/fillings", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_filling_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Fill a hall's day."""
    services: Services = request.app.state.services

    async def act(tx: Tx, venue: Venue, fields: Fields) -> str:
        wanted = filling_wanted(fields)
        stage = await stage_of(tx, wanted.title_id, wanted.hall_id)
        if stage.venue.id != venue.id:
            raise NotFound("hall")
        return _told(await fill_day(tx, stage, wanted, now=services.clock()))

    return await _acted(request, organization_id, act)


@post(HOUSE + "/copies", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_copy_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Copy a day or a week."""
    services: Services = request.app.state.services

    async def act(tx: Tx, venue: Venue, fields: Fields) -> str:
        return _told(await copy_days(tx, venue, copy_wanted(fields), now=services.clock()))

    return await _acted(request, organization_id, act)


@post(HOUSE + "/publication", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_publication_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Publish the drafts of the week."""
    services: Services = request.app.state.services

    async def act(tx: Tx, venue: Venue, fields: Fields) -> str:
        return _told(await publish_days(tx, venue, span_wanted(fields), now=services.clock()))

    return await _acted(request, organization_id, act)


@post(HOUSE + "/removals", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_removal_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Take a draft out."""

    async def act(tx: Tx, venue: Venue, fields: Fields) -> str:
        text = one(fields, "show_id")
        found = await read_shows(tx, [int(text)] if text.isdecimal() and len(text) < 16 else [])
        if not found or found[0].venue.id != venue.id:
            raise NotFound("show")
        await remove_draft(tx, found[0].id)
        return "said=removed"

    return await _acted(request, organization_id, act)


async def _acted(request: PageRequest, organization_id: int, act: Act) -> Page:
    """Do it once and see the day, with what came of it or why not."""
    await kept_organization(request, organization_id)
    fields = await form_of(request)
    venue_id, day = one(fields, "venue_id"), one(fields, "shown")

    async def once_done(tx: Tx) -> str:
        if not (venue_id.isdecimal() and len(venue_id) < 16):
            raise Invalid([Problem("venue_id", "choose one")])
        venue = await own_venue(tx, organization_id, int(venue_id))
        came = await act(tx, venue, fields)
        shown = read_day(day)
        return f"{programme_url(organization_id)}?venue={venue.id}&day={shown or ''}&{came}"

    return await go_or_tell(
        request,
        fields,
        once_done,
        lambda error: shown_page(request, organization_id, fields, error=error),
    )


def _told(made: Made) -> str:
    return f"made={len(made.show_ids)}&refused={len(made.refused)}"


async def shown_page(
    request: PageRequest,
    organization_id: int,
    fields: Fields,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    query = request.query_params
    url = programme_url(organization_id)
    asked_venue = one(fields, "venue_id") or query.get("venue", "")
    problems = error.problems if isinstance(error, Invalid) else ()
    async with services.db.transaction() as tx:
        venues = await tx.fetch(sql["venues_of"], organization_id)
        ids = [row["id"] for row in venues]
        chosen = int(asked_venue) if asked_venue.isdecimal() and int(asked_venue) in ids else 0
        head = await desk(request, organization, "programme")
        view = ProgrammePage(desk=head, url=url, day="", venues=())
        if ids:
            venue = await own_venue(tx, organization_id, chosen or ids[0])
            zone = ZoneInfo(venue.timezone)
            today = services.clock().astimezone(zone).date()
            day = read_day(one(fields, "shown") or query.get("day", "")) or today
            view = await _filled(request, tx, venue, day=day, head=head, fields=fields)
    view = msgspec.structs.replace(
        view,
        venues=tuple(
            Link(r["name"], f"{url}?venue={r['id']}&day={view.day}", r["id"] == view.venue_id)
            for r in venues
        ),
        may_enter=(await require(request)).may(Right.VENUES_CHANGE, organization_id),
        problems=tuple(f"{p.path}: {said(request, p)}" for p in problems),
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        said=_said(request),
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/programme.html", view, status=status)


def _said(request: PageRequest) -> str:
    query = request.query_params
    made, refused = query.get("made", ""), query.get("refused", "")
    if made.isdecimal() and refused.isdecimal():
        return say(request, MADE, made=made[:4], refused=refused[:4])
    return say(request, SAID.get(query.get("said", ""), ""))


async def _filled(
    request: PageRequest, tx: Tx, venue: Venue, *, day: date, head: Desk, fields: Fields
) -> ProgrammePage:
    zone, url = ZoneInfo(venue.timezone), programme_url(venue.organization_id)
    monday = day - timedelta(days=day.weekday())
    slots = await slots_of(tx, venue, SpanWanted(since=monday, days=7))
    halls = await halls_of(tx, venue.id)
    lanes, first, hours = lanes_of(halls, slots, day=day, zone=zone)
    films = await tx.fetch(sql["titles_to_show"], venue.organization_id, day)
    lists = await price_lists_of(tx, venue.organization_id, limit=LISTS_MAX)
    tabs = tabs_of(slots, monday=monday, day=day, zone=zone, url=url, venue_id=venue.id)
    week = partial("{}?venue={}&day={}".format, url, venue.id)
    return ProgrammePage(
        desk=head,
        url=url,
        day=day.isoformat(),
        venues=(),
        venue_id=venue.id,
        timezone=venue.timezone,
        earlier=week(day - timedelta(days=7)),
        later=week(day + timedelta(days=7)),
        days=tabs,
        lanes=lanes,
        films=tuple(
            Film(r["id"], r["name"], r["runtime_minutes"], ", ".join(r["languages"])) for r in films
        ),
        price_lists=tuple(
            Option(str(p.id), p.name, str(p.id) == one(fields, "price_list_id")) for p in lists
        ),
        formats=tuple(dict.fromkeys(f for hall in halls for f in hall.formats)),
        values={name: one(fields, name) or usual for name, usual in VALUES.items()},
        drafts=sum(tab.drafts for tab in tabs),
        may_change=(await require(request)).may(Right.SHOWS_CHANGE, venue.organization_id),
        first_hour=first,
        hours=hours,
        monday=monday.isoformat(),
        next_monday=(monday + timedelta(days=7)).isoformat(),
        next_day=(day + timedelta(days=1)).isoformat(),
        batches=await undoable(tx, venue),
    )


PAGES = [
    programme_page,
    post_slot_form,
    post_filling_form,
    post_copy_form,
    post_publication_form,
    post_removal_form,
]
