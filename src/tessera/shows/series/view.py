"""What the pages of series show."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tessera.accounts.policy import Right
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.money import Money
from tessera.kit.versions import is_stale
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.shows.programme.price_lists import price_lists_of
from tessera.shows.series.beside import both_in_series
from tessera.shows.series.forms import DAYS, VALUES
from tessera.shows.series.model import Batch, Occurrence, Series
from tessera.shows.series.read import batches_of, series_of, shows_of
from tessera.shows.windows.forms import windows_typed
from tessera.venues.console.forms import Fields
from tessera.venues.model import Venue
from tessera.web.errors import trouble_of
from tessera.web.guards import require
from tessera.web.pages import PageRequest, one, refusal, say, told
from tessera.web.present import N_
from tessera.web.views.series import (
    BatchRow,
    Foreseen,
    ForeseenShow,
    RunShow,
    SeriesListPage,
    SeriesPage,
    SeriesRow,
)
from tessera.web.views.shell import Link, Option

sql = named.beside(__file__)

WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
SAID = {
    "moved": N_("Moved."),
    "undone": N_("Undone: these shows are out again."),
    "show_has_sales": N_("Somebody has a place of these shows already, so they stay."),
    "nothing_to_undo": N_("There is nothing to undo here, or it has been undone."),
}
MADE = N_("%(made)s shows planned, %(refused)s refused.")
CHANGED = N_("%(made)s shows changed, %(refused)s refused.")


def programme_of(batch: Batch, day: str) -> str:
    """Where an act is seen: its series, or its venue's programme; a query goes on behind it."""
    if batch.series_id is not None:
        return f"/organizer/series/{batch.series_id}?"
    shown = day if len(day) == 10 and day.replace("-", "").isdecimal() else ""
    base = f"/organizer/organizations/{batch.organization_id}/programme"
    return f"{base}?venue={batch.venue_id}&day={shown}&"


def said_of(request: PageRequest) -> str:
    """What came of the last act, from the address."""
    query = request.query_params
    refused = query.get("refused", "")[:4]
    for name, text in (("made", MADE), ("changed", CHANGED)):
        made = query.get(name, "")[:4]
        if made.isdecimal() and refused.isdecimal():
            return say(request, text, made=made, refused=refused)
    return say(request, SAID.get(query.get("said", ""), ""))


async def list_view(
    request: PageRequest,
    organization_id: int,
    fields: Fields,
    *,
    error: Invalid | Refused | NotFound | None,
    seen: Sequence[Occurrence] | None,
    timezone: str,
) -> SeriesListPage:
    """The list and the form of a new series."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    today = services.clock().astimezone(ZoneInfo(organization.timezone)).date()
    async with services.db.transaction() as tx:
        found = await series_of(tx, organization_id)
        titles = await tx.fetch(sql["titles_to_show"], organization_id, today)
        halls = await tx.fetch(sql["halls_of"], organization_id)
        lists = await price_lists_of(tx, organization_id, limit=200)
    url = f"/organizer/organizations/{organization_id}/series"
    values = {name: one(fields, name) or usual for name, usual in VALUES.items()}
    if "pace" in fields:
        values |= {name: one(fields, name) for name in ("pace", "count", "publish", "unlisted")}
    chosen = fields.get("weekday", ())
    return SeriesListPage(
        desk=await desk(request, organization, "series"),
        url=url,
        currency=organization.currency,
        timezone=timezone,
        series=tuple(_row(series) for series in found),
        titles=tuple(_option(r, values["title_id"]) for r in titles),
        halls=tuple(_option(r, values["hall_id"]) for r in halls),
        price_lists=tuple(
            Option(str(p.id), p.name, str(p.id) == values["price_list_id"]) for p in lists
        ),
        values=values | {"starts_on": values["starts_on"] or f"{today}"},
        weekdays=tuple(
            Option(day, say(request, word), day in chosen)
            for day, word in zip(DAYS, WEEKDAYS, strict=True)
        ),
        windows=windows_typed(fields, (), ZoneInfo(timezone)),
        problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
        foreseen=_foreseen(request, seen, fields) if seen is not None else None,
        may_change=(await require(request)).may(Right.SHOWS_CHANGE, organization_id),
        refusal=None
        if error is None or isinstance(error, Invalid)
        else refusal(request, trouble_of(error)),
        said=said_of(request),
    )


def _row(series: Series) -> SeriesRow:
    return SeriesRow(
        f"/organizer/series/{series.id}",
        series.name,
        series.title,
        series.hall,
        series.shows,
        series.timezone,
        series.first_at,
        series.last_at,
    )


def _option(row: Any, chosen: str) -> Option:
    value = str(row["id"])
    return Option(value, row["name"], value == chosen)


def _foreseen(request: PageRequest, seen: Sequence[Occurrence], fields: Fields) -> Foreseen:
    sent = tuple((n, v) for n, values in fields.items() if n != "look" for v in values)
    shows = tuple(
        ForeseenShow(
            starts_at=one_.starts_at,
            ends_at=one_.ends_at,
            fine=one_.fine,
            why=_why(request, one_),
            hint=say(request, N_("Clocks turn that night: it starts later by the clock."))
            if one_.shifted
            else "",
        )
        for one_ in seen
    )
    return Foreseen(shows, sum(show.fine for show in shows), sent)


def _why(request: PageRequest, one_: Occurrence) -> str:
    if one_.excluded:
        return say(request, N_("Left out"))
    if one_.past:
        return say(request, N_("Lies in the past"))
    if one_.in_the_way:
        return say(request, N_("The hall has %(title)s then"), title=one_.in_the_way)
    return ""


async def one_view(
    request: PageRequest,
    tx: Tx,
    series: Series,
    *,
    fields: Fields,
    error: Invalid | Refused | None,
) -> SeriesPage:
    """A series with everything that can be done with it."""
    organization = await kept_organization(request, series.organization_id)
    shows = await shows_of(tx, series.id)
    batches = await batches_of(tx, series.organization_id, series_id=series.id)
    prices = set(series.shared.prices.values())
    price = f"{Money(prices.pop(), organization.currency).decimal():f}" if len(prices) == 1 else ""
    usual = VALUES | {"scope": "all", "show_id": "", "starts_time": "", "price_now": price}
    usual |= {"order_max": "", "starts_on": f"{series.starts_on}", "count": "4"}
    values = {name: one(fields, name) or kept for name, kept in usual.items()}
    return SeriesPage(
        desk=await desk(request, organization, "series"),
        url=f"/organizer/series/{series.id}",
        name=series.name,
        title=series.title,
        hall=series.hall,
        rule=series.rule,
        timezone=series.timezone,
        currency=organization.currency,
        version=series.version,
        shows=tuple(
            RunShow(
                id=show.id,
                url=f"/organizer/shows/{show.id}",
                starts_at=show.starts_at,
                status=show.status.value,
                sold=show.sold,
                capacity=show.capacity,
                facts=tuple(fact for fact in (show.format, show.language) if fact),
            )
            for show in shows
        ),
        batches=tuple(_batch(batch) for batch in batches),
        values=values,
        both=both_in_series(request, series, values, price=price) if is_stale(error) else None,
        problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
        windows=windows_typed(fields, series.shared.windows, ZoneInfo(series.timezone)),
        exdates=series.exdates,
        may_change=(await require(request)).may(Right.SHOWS_CHANGE, series.organization_id),
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        cancel_link=Link(
            say(request, N_("Cancel several shows")),
            f"/organizer/organizations/{series.organization_id}/cancellations?series={series.id}",
        ),
        said=said_of(request),
    )


async def undoable(tx: Tx, venue: Venue) -> tuple[BatchRow, ...]:
    """What was planned lately at a venue in one act."""
    found = await batches_of(tx, venue.organization_id, venue_id=venue.id, limit=3)
    return tuple(_batch(batch) for batch in found)


def _batch(batch: Batch) -> BatchRow:
    url = f"/organizer/show-batches/{batch.id}/undoing"
    return BatchRow(url, batch.made_at, batch.shows, batch.sold)
