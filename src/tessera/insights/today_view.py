"""The head of an organizer's first page: what is on today, and how it sells."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tessera.insights.present import fill_rows, whole
from tessera.insights.read import fill_of, sql
from tessera.insights.rules import change, quotient
from tessera.kit.database import Tx
from tessera.organizations.periods import midnight
from tessera.services import Services
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_, Say
from tessera.web.views.insight_today import Tile, Today
from tessera.web.views.shell import Link

SHOWS_MAX = 24
HOUSES_MAX = 20


async def today_of(request: PageRequest, organization_ids: Sequence[int]) -> Today | None:
    """Today of these organizations, by the first one's clock; None where there are none."""
    services: Services = request.app.state.services
    houses = await services.db.pool.fetch(
        """SELECT id, name, timezone FROM organizations WHERE id = ANY($1::bigint[])
        ORDER BY name, id LIMIT $2""",
        list(organization_ids),
        HOUSES_MAX,
    )
    if not houses:
        return None
    ids, timezone = [house["id"] for house in houses], houses[0]["timezone"]
    async with services.db.transaction() as tx:
        return await _today(
            tx,
            ids,
            timezone=timezone,
            now=services.clock(),
            speak=partial(say, request),
            links=tuple(
                Link(house["name"], f"/organizer/organizations/{house['id']}/insight")
                for house in houses
            ),
        )


async def _today(
    tx: Tx,
    ids: Sequence[int],
    *,
    timezone: str,
    now: datetime,
    speak: Say,
    links: tuple[Link, ...],
) -> Today:
    local = now.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    day = local.date()
    hours = midnight(day, timezone), midnight(day + timedelta(days=1), timezone)
    hour = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    seats = await tx.fetch_one(sql["seats_of_day"], ids, *hours)
    sold = await tx.fetch(sql["sold_today"], ids, day, hour - timedelta(days=7))
    shows = await tx.fetch(sql["shows_of_day"], ids, *hours, SHOWS_MAX)
    return Today(
        day=day,
        timezone=timezone,
        tiles=(*_seats(seats, speak), *_sold(sold, speak)),
        shows=fill_rows([fill_of(row) for row in shows]),
        dashboards=links,
    )


def _seats(row: Any, speak: Say) -> tuple[Tile, ...]:
    return (
        Tile(label=speak(N_("Shows today")), kind="number", value=row["shows"]),
        Tile(
            label=speak(N_("Places sold for today")),
            kind="number",
            value=row["seated"],
            note=speak(N_("of %(capacity)s")) % {"capacity": row["capacity"]},
        ),
        Tile(
            label=speak(N_("Occupancy today")),
            kind="share",
            value=quotient(row["seated"], row["capacity"]),
        ),
        Tile(label=speak(N_("Let in so far")), kind="number", value=row["entered"]),
    )


def _sold(rows: Sequence[Any], speak: Say) -> tuple[Tile, ...]:
    """What was bought today, for whatever day, beside the same weekday a week ago."""
    tickets, then = sum(row["tickets"] for row in rows), sum(row["tickets_then"] for row in rows)
    week = speak(N_("Beside the same weekday a week ago, up to this hour"))
    tiles = [
        Tile(
            label=speak(N_("Tickets bought today")),
            kind="number",
            value=tickets,
            then=then,
            change=change(tickets, then),
            note=week,
        )
    ]
    for row in rows:
        for name, words in (("sales", N_("Sales today")), ("refunds", N_("Refunds today"))):
            value, before = row[name], row[f"{name}_then"]
            tiles.append(
                Tile(
                    label=speak(words),
                    kind="money",
                    value=whole(value, row["currency"]),
                    then=whole(before, row["currency"]),
                    change=change(value, before),
                    more_is_bad=name == "refunds",
                )
            )
    return tuple(tiles)
