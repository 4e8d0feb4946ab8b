"""Change one show of a series, it and those that follow, or all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.trail import note_named
from tessera.kit.versions import still
from tessera.shows.change import ShowChange, change_show
from tessera.shows.model import ShowStatus
from tessera.shows.programme.model import Made, NotMade
from tessera.shows.programme.place import not_made
from tessera.shows.series.model import Scope, Series, SeriesChange, SeriesShow
from tessera.shows.series.read import read_series, shows_of, sql
from tessera.shows.series.rules import at_clock, windows_within

CHANGEABLE = frozenset(
    {ShowStatus.DRAFT, ShowStatus.SCHEDULED, ShowStatus.ON_SALE, ShowStatus.SOLD_OUT}
)
OF_SHOWS = (
    "language",
    "format",
    "prices",
    "sales_open_at",
    "places_per_order_max",
    "places_per_customer_max",
    "refund_policy",
    "unlisted",
    "publish",
)


async def change_series(
    tx: Tx, series_id: int, change: SeriesChange, *, now: datetime
) -> tuple[Series, Made]:
    """Change what is given for the shows that are meant; each is refused for itself (its places are
    sold, the hall is busy) and named. What is for all is for shows to come too.

    Raises `Invalid`, `Refused(changed_meanwhile)`.
    """
    await tx.fetch(sql["locked"], series_id)
    series = await read_series(tx, series_id)
    still(series, change.version, ("name", "starts_time"))
    shows = chosen(await shows_of(tx, series_id), change)
    zone = ZoneInfo(series.timezone)
    changed: list[int] = []
    refused: list[NotMade] = []
    for show in ordered(shows, change, zone):
        try:
            await change_show(tx, show.id, of_show(show, change, zone), now=now)
            changed.append(show.id)
        except (Invalid, Refused) as error:
            refused.append(not_made(series.title, series.hall, show.starts_at, error=error))
    if change.scope is not Scope.ONE or change.name is not UNSET:
        await _change_shared(tx, series, change)
    return await read_series(tx, series_id), Made(tuple(sorted(changed)), tuple(refused))


def chosen(shows: Sequence[SeriesShow], change: SeriesChange) -> list[SeriesShow]:
    """The shows that a change means, as far as they can still change. Raises `Invalid`."""
    open_ = [show for show in shows if show.status in CHANGEABLE]
    if change.scope is Scope.ALL:
        return open_
    start = next((show for show in shows if show.id == change.show_id), None)
    if start is None:
        raise Invalid([Problem("show_id", "there is no such show in this series")])
    if change.scope is Scope.ONE:
        return [show for show in open_ if show.id == start.id]
    return [show for show in open_ if (show.starts_at, show.id) >= (start.starts_at, start.id)]


def ordered(shows: Sequence[SeriesShow], change: SeriesChange, zone: ZoneInfo) -> list[SeriesShow]:
    """Those that move later begin at the end, so that none runs into its own neighbour."""
    if change.starts_time is UNSET or not shows:
        return list(shows)
    first = shows[0].starts_at.astimezone(zone)
    later = change.starts_time.replace(tzinfo=None) > first.time()
    return list(reversed(shows)) if later else list(shows)


def of_show(show: SeriesShow, change: SeriesChange, zone: ZoneInfo) -> ShowChange:
    """The change of one show."""
    asked: dict[str, Any] = {
        name: value for name, value in _renamed(change).items() if name in OF_SHOWS
    }
    if change.windows is not UNSET:
        sale = (asked.get("sales_open_at", show.sales_open_at), show.sales_close_at)
        asked["windows"] = windows_within(change.windows, *sale)
    if change.starts_time is not UNSET:
        day = show.starts_at.astimezone(zone).date()
        starts, _ = at_clock(day, change.starts_time.replace(tzinfo=None), zone)
        if starts != show.starts_at:
            by = starts - show.starts_at
            asked |= {"starts_at": starts, "ends_at": show.ends_at + by}
            asked |= {"sales_close_at": show.sales_close_at + by}
    return ShowChange(**asked)


def _renamed(change: SeriesChange) -> dict[str, Any]:
    fields = given(change)
    if "sale_opens_at" in fields:
        fields["sales_open_at"] = fields.pop("sale_opens_at")
    return fields


async def _change_shared(tx: Tx, series: Series, change: SeriesChange) -> None:
    """What shows that come later shall have."""
    fields = given(change)
    kept = {field.name for field in msgspec.structs.fields(series.shared)}
    shared = {name: value for name, value in fields.items() if name in kept}
    if change.scope is Scope.ONE:
        shared = {}
    if "prices" in shared:
        shared["price_list_id"] = None
    name = fields.get("name", series.name)
    if name.lower() != series.name.lower() and await tx.fetch_one(
        sql["name_taken"], series.organization_id, name
    ):
        raise Refused("name_taken")
    at = fields.get("starts_time", series.starts_time).replace(tzinfo=None)
    after = msgspec.structs.replace(series.shared, **shared)
    await tx.fetch(
        sql["change"],
        series.id,
        name,
        at if change.scope is Scope.ALL else series.starts_time,
        msgspec.json.encode(after).decode(),
    )
    await note_named(
        tx,
        "series.changed",
        subject=("series", series.id),
        organization_id=series.organization_id,
        after={"scope": change.scope.value, "name": name} | msgspec.to_builtins(shared),
    )
