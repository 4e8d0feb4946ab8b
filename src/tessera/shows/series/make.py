"""Make a series: look at what a rule would plan, and plan it at once.

Each show is planned by `plan_show`, so the hall's exclusion constraint decides about clashes here
as everywhere. What can be is planned, and the rest is named with its reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.trail import note_named
from tessera.shows.plan import NewShow, plan_show
from tessera.shows.programme.model import Made, NotMade
from tessera.shows.programme.place import not_made, prices_then
from tessera.shows.series import rules
from tessera.shows.series.batches import keep_batch
from tessera.shows.series.model import MoreShows, NewSeries, Occurrence, Series, Shared
from tessera.shows.series.read import read_series, sql
from tessera.shows.stage import Stage, set_stage, turnaround

Plan = NewSeries | MoreShows


async def foresee(
    tx: Tx, stage: Stage, wanted: Plan, *, shared: Shared, now: datetime
) -> list[Occurrence]:
    """What a rule would plan, with what is in the way of each. Raises `Invalid`."""
    zone = ZoneInfo(stage.venue.timezone)
    days = rules.days_of(wanted.rule, wanted.starts_on, zone)
    found = list(
        rules.occurrences(
            days,
            wanted.starts_time.replace(tzinfo=None),
            zone,
            exdates=wanted.exdates,
            length=_length(stage, shared),
            cleaning=turnaround(stage.hall),
            now=now,
        )
    )
    if not found:
        raise Invalid([Problem("rule", "makes no show at all")])
    rows = await tx.fetch(sql["halls_shows"], stage.hall.id, found[0].starts_at, found[-1].free_at)
    busy = [(row["starts_at"], row["hall_busy_until"], str(row["name"])) for row in rows]
    seen = []
    for one in found:
        if one.fine:
            name = next((n for a, b, n in busy if one.starts_at < b and one.free_at > a), "")
            one = msgspec.structs.replace(one, in_the_way=name)
        if one.fine:
            busy.append((one.starts_at, one.free_at, stage.title.name))
        seen.append(one)
    return seen


async def make_series(
    tx: Tx, stage: Stage, new: NewSeries, *, now: datetime
) -> tuple[Series, Made]:
    """A series and its shows. Raises `Invalid`, and `Refused(name_taken)`."""
    if await tx.fetch_one(sql["name_taken"], stage.venue.organization_id, new.name):
        raise Refused("name_taken")
    seen = await foresee(tx, stage, new, shared=new.shared, now=now)
    row = await tx.fetch_one(
        sql["enter"],
        stage.venue.organization_id,
        new.name,
        new.title_id,
        new.hall_id,
        new.rule,
        new.starts_on,
        new.starts_time.replace(tzinfo=None),
        sorted(set(new.exdates)),
        msgspec.json.encode(new.shared).decode(),
    )
    assert row is not None, "an insert that returns has a row"
    made = await _plan(tx, stage, seen, shared=new.shared, series_id=row["id"], now=now)
    series = await read_series(tx, row["id"])
    await note_named(
        tx,
        "series.entered",
        subject=("series", series.id),
        organization_id=series.organization_id,
        after={"name": new.name, "rule": new.rule, "shows": len(made.show_ids)},
    )
    return series, made


async def add_shows(tx: Tx, series_id: int, more: MoreShows, *, now: datetime) -> Made:
    """More shows of a series. Raises `Invalid`."""
    await tx.fetch(sql["locked"], series_id)
    series = await read_series(tx, series_id)
    stage = await set_stage(tx, title_id=series.title_id, hall_id=series.hall_id, seat_plan_id=None)
    seen = await foresee(tx, stage, more, shared=series.shared, now=now)
    return await _plan(tx, stage, seen, shared=series.shared, series_id=series_id, now=now)


async def _plan(
    tx: Tx,
    stage: Stage,
    seen: Sequence[Occurrence],
    *,
    shared: Shared,
    series_id: int,
    now: datetime,
) -> Made:
    title, hall = stage.title.name, stage.hall.name
    shows: list[int] = []
    refused: list[NotMade] = []
    for one in seen:
        if one.excluded:
            continue
        if one.past:
            refused.append(NotMade(title, hall, one.starts_at, "past", "lies in the past"))
            continue
        try:
            prices = await prices_then(
                tx,
                stage,
                one.starts_at,
                price_list_id=shared.price_list_id,
                prices=shared.prices,
                format_=shared.format,
            )
            new = _show(one, shared, stage, prices=prices, now=now)
            shows.append((await plan_show(tx, stage, new, now=now)).id)
        except (Invalid, Refused) as error:
            refused.append(not_made(title, hall, one.starts_at, error=error))
    if not shows:
        detail = refused[0].detail if refused else "every day is left out"
        raise Refused("nothing_planned", detail=detail, refused=msgspec.to_builtins(refused[:20]))
    await tx.fetch(sql["belong"], series_id, shows)
    batch_id = await keep_batch(tx, stage.venue, shows, kind="series", series_id=series_id)
    return Made(tuple(shows), tuple(refused), batch_id)


def _show(
    one: Occurrence, shared: Shared, stage: Stage, *, prices: dict[str, int], now: datetime
) -> NewShow:
    opens = shared.sale_opens_at
    if shared.sale_opens_days is not None:
        opens = one.starts_at - timedelta(days=shared.sale_opens_days)
    closes = one.starts_at - timedelta(minutes=shared.sale_closes_minutes)
    return NewShow(
        title_id=stage.title.id,
        hall_id=stage.hall.id,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        prices=prices,
        language=shared.language,
        format=shared.format,
        sales_open_at=opens,
        sales_close_at=closes,
        windows=rules.windows_within(shared.windows, opens or now, closes),
        unlisted=shared.unlisted,
        hold_seconds=shared.hold_seconds,
        places_per_order_max=shared.places_per_order_max,
        places_per_customer_max=shared.places_per_customer_max,
        refund_policy=shared.refund_policy,
        publish=shared.publish,
    )


def _length(stage: Stage, shared: Shared) -> timedelta:
    film = shared.length_minutes or stage.title.runtime_minutes
    return timedelta(minutes=shared.ads_minutes + max(film, 1))
