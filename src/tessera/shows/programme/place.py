"""Put films into the programme: one, a hall's day full, some days again; publish them at once.

Each show is planned by `plan_show`, so the exclusion constraint of the hall decides about clashes
here as everywhere. An act on many plans what it can, and names the rest with the reason.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.shows.change import ShowChange, change_show
from tessera.shows.model import Show, ShowStatus
from tessera.shows.plan import NewShow, plan_show
from tessera.shows.programme.model import (
    CopyWanted,
    FillWanted,
    Made,
    NotMade,
    Slot,
    SlotWanted,
    SpanWanted,
)
from tessera.shows.programme.price_lists import own_price_list
from tessera.shows.programme.rules import copied_to, prices_at, span_of, starts_of
from tessera.shows.series.batches import keep_batch
from tessera.shows.stage import Prices, Stage, set_stage
from tessera.shows.write import prices_of
from tessera.venues.model import Venue

sql = named.beside(__file__)


async def stage_of(tx: Tx, title_id: int, hall_id: int) -> Stage:
    """What a slot stands on. Raises as `set_stage` does."""
    return await set_stage(tx, title_id=title_id, hall_id=hall_id, seat_plan_id=None)


async def place_slot(tx: Tx, stage: Stage, wanted: SlotWanted, *, now: datetime) -> Show:
    """Plan one show. Raises `Invalid`, and `Refused(hall_busy)` naming the show in the way."""
    prices = await prices_then(
        tx,
        stage,
        wanted.starts_at,
        price_list_id=wanted.price_list_id,
        prices=wanted.prices,
        format_=wanted.format,
    )
    length = timedelta(minutes=wanted.ads_minutes + stage.title.runtime_minutes)
    new = NewShow(
        title_id=wanted.title_id,
        hall_id=wanted.hall_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.starts_at + length,
        language=wanted.language,
        format=wanted.format,
        prices=prices,
        publish=wanted.publish,
    )
    return await plan_show(tx, stage, new, now=now)


async def prices_then(
    tx: Tx,
    stage: Stage,
    at: datetime,
    *,
    price_list_id: int | None,
    prices: Prices,
    format_: str,
) -> Prices:
    """What places cost then: by a list where one is named, else as named. Raises `Invalid`."""
    if price_list_id is None:
        return dict(prices)
    found = await own_price_list(tx, stage.venue.organization_id, price_list_id)
    local = at.astimezone(ZoneInfo(stage.venue.timezone))
    listed, missing = prices_at(found.lines, stage.plan.categories, local=local, format_=format_)
    if unpriced := [category for category in missing if category not in prices]:
        text = f"has no price for {', '.join(unpriced)} then"
        raise Invalid([Problem("price_list_id", text)])
    return listed | prices


async def fill_day(tx: Tx, stage: Stage, wanted: FillWanted, *, now: datetime) -> Made:
    """Plan one film all day; what does not fit is named."""
    zone = ZoneInfo(stage.venue.timezone)
    busy = wanted.ads_minutes + stage.title.runtime_minutes + stage.hall.turnaround_minutes
    starts = starts_of(
        wanted.day,
        zone,
        first=wanted.first,
        last=wanted.last,
        busy_minutes=busy,
        every=wanted.every,
    )
    shows, refused = [], []
    for at in starts:
        slot = SlotWanted(
            title_id=wanted.title_id,
            hall_id=wanted.hall_id,
            starts_at=at,
            ads_minutes=wanted.ads_minutes,
            language=wanted.language,
            format=wanted.format,
            price_list_id=wanted.price_list_id,
            prices=wanted.prices,
            publish=wanted.publish,
        )
        try:
            shows.append((await place_slot(tx, stage, slot, now=now)).id)
        except (Invalid, Refused) as error:
            refused.append(not_made(stage.title.name, stage.hall.name, at, error=error))
    return Made(
        tuple(shows), tuple(refused), await keep_batch(tx, stage.venue, shows, kind="filling")
    )


async def copy_days(tx: Tx, venue: Venue, wanted: CopyWanted, *, now: datetime) -> Made:
    """Plan the shows of some days again as drafts: same hall, length, language, format, prices."""
    if abs((wanted.to - wanted.since).days) < wanted.days:
        raise Invalid([Problem("to", "must lie outside the days that are copied")])
    zone = ZoneInfo(venue.timezone)
    shows, refused = [], []
    for slot in await slots_of(tx, venue, SpanWanted(since=wanted.since, days=wanted.days)):
        at = copied_to(slot.starts_at, zone, since=wanted.since, to=wanted.to)
        try:
            stage = await stage_of(tx, slot.title_id, slot.hall_id)
            new = NewShow(
                title_id=slot.title_id,
                hall_id=slot.hall_id,
                starts_at=at,
                ends_at=at + (slot.ends_at - slot.starts_at),
                language=slot.language,
                format=slot.format,
                prices=await prices_of(tx, slot.id),
                publish=False,
            )
            shows.append((await plan_show(tx, stage, new, now=now)).id)
        except (Invalid, Refused) as error:
            refused.append(not_made(slot.title, slot.hall, at, error=error))
    return Made(tuple(shows), tuple(refused), await keep_batch(tx, venue, shows, kind="copy"))


async def publish_days(tx: Tx, venue: Venue, wanted: SpanWanted, *, now: datetime) -> Made:
    """Publish every draft of some days."""
    since, until = span_of(wanted.since, wanted.days, ZoneInfo(venue.timezone))
    published, refused = [], []
    slots = {slot.id: slot for slot in await slots_of(tx, venue, wanted)}
    for row in await tx.fetch(sql["drafts"], venue.id, since, until):
        try:
            await change_show(tx, row["id"], ShowChange(publish=True), now=now)
            published.append(row["id"])
        except (Invalid, Refused) as error:
            slot = slots[row["id"]]
            refused.append(not_made(slot.title, slot.hall, slot.starts_at, error=error))
    return Made(tuple(published), tuple(refused))


async def remove_draft(tx: Tx, show_id: int) -> None:
    """Take a draft out of the programme. Raises `Refused(show_published)` for any other show."""
    try:
        row = await tx.fetch_one(sql["remove_draft"], show_id)
    except asyncpg.ForeignKeyViolationError as error:
        # A waiting room stands before it: somebody counts on it.
        raise Refused("show_published") from error
    if row is None:
        raise Refused("show_published")


async def slots_of(tx: Tx, venue: Venue, wanted: SpanWanted) -> Sequence[Slot]:
    """What is planned on some days, drafts too, by the time it starts."""
    since, until = span_of(wanted.since, wanted.days, ZoneInfo(venue.timezone))
    rows = await tx.fetch(sql["slots"], venue.id, since, until)
    return [Slot(**{**row, "status": ShowStatus(row["status"])}) for row in rows]


def not_made(title: str, hall: str, at: datetime, *, error: Invalid | Refused) -> NotMade:
    """A show that could not be, with the reason in words."""
    detail = str(error)
    if isinstance(error, Refused) and isinstance(error.facts.get("show"), dict):
        detail = str(error.facts["show"].get("name", ""))
    return NotMade(title, hall, at, error.code, detail)
