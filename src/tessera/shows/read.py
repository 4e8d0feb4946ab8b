"""Read shows as snapshots; `ShowShelf` keeps those that are being sold."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import LOST, Tx
from tessera.kit.errors import NotFound, Unavailable
from tessera.organizations.terms import RefundPolicy, TaxRate, Terms, one_rate
from tessera.shows.model import (
    ForSale,
    HallRef,
    Price,
    SaleWindow,
    Show,
    ShowStatus,
    TitleRef,
    VenueRef,
)
from tessera.shows.rules import price_of
from tessera.venues.read import PlanShelf
from tessera.waiting_room.model import Phase, RoomRef

sql = named.beside(__file__)


async def read_shows(connection: Any, show_ids: Sequence[int]) -> list[Show]:
    """Snapshots of the shows that exist, by id. `connection` is a Tx or an asyncpg pool."""
    rows = await connection.fetch(sql["snapshot"], list(show_ids))
    return [snapshot(row) for row in rows]


async def has_own_policy(tx: Tx, show_id: int) -> bool:
    """Whether a show has a refund policy of its own, and not its organization's."""
    return bool(await tx.raw.fetchval(sql["has_own_policy"], show_id))


def snapshot(row: Any) -> Show:
    """One row of `snapshot` as a value."""
    return Show(
        id=row["id"],
        organization_id=row["organization_id"],
        title=_title(row),
        venue=_venue(row),
        hall=HallRef(row["hall_id"], row["hall_name"]),
        seat_plan_id=row["seat_plan_id"],
        status=ShowStatus(row["status"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        sales_open_at=row["sales_open_at"],
        sales_close_at=row["sales_close_at"],
        language=row["language"],
        format=row["format"],
        currency=row["currency"],
        capacity=row["capacity"],
        hold_seconds=row["hold_seconds"],
        order_seconds=row["order_seconds"],
        places_per_order_max=row["places_per_order_max"],
        places_per_customer_max=row["places_per_customer_max"],
        refund_policy=_policy(row),
        prices_all_in=row["prices_all_in"],
        version=row["version"],
        prices=_prices(row),
        paused=row["paused"],
        room=_room(row),
        unlisted=row["unlisted"],
        windows=_windows(row),
        code_generation=row["code_generation"],
    )


def _room(row: Any) -> RoomRef | None:
    if row["room_id"] is None:
        return None
    phase = Phase(row["room_phase"])
    automatic = row["room_automatic"] is not None and phase is Phase.PLANNED
    return RoomRef(row["room_id"], phase, automatic)


def _windows(row: Any) -> tuple[SaleWindow, ...]:
    if row["windows"] is None:
        return ()
    return msgspec.json.decode(row["windows"], type=tuple[SaleWindow, ...])


def _title(row: Any) -> TitleRef:
    return TitleRef(
        row["title_id"],
        row["title_name"],
        row["title_kind"],
        row["runtime_minutes"],
        row["certificate"],
        row["poster"],
    )


def _venue(row: Any) -> VenueRef:
    return VenueRef(
        row["venue_id"],
        row["venue_name"],
        row["city"],
        row["address"],
        row["country"],
        row["timezone"],
    )


def _policy(row: Any) -> RefundPolicy:
    """The show's own policy, else its organization's."""
    if row["refund_policy"] is None:
        return RefundPolicy(free_until_minutes=row["cancel_until_minutes"])
    return msgspec.json.decode(row["refund_policy"], type=RefundPolicy)


def _terms(row: Any) -> Terms:
    if row["tax_rates"] is None:
        rates = one_rate(row["tax_basis_points"], included=row["tax_included"])
    else:
        rates = msgspec.json.decode(row["tax_rates"], type=tuple[TaxRate, ...])
    return Terms(
        fee_fixed=row["fee_fixed"],
        fee_basis_points=row["fee_basis_points"],
        fee_cap=row["fee_cap"],
        rates=rates,
    )


def _prices(row: Any) -> dict[str, Price]:
    terms = _terms(row)
    return {
        category: price_of(amount, terms, category)
        for category, amount in zip(row["categories"] or (), row["amounts"] or (), strict=True)
    }


class _Kept(NamedTuple):
    read_at: float
    for_sale: ForSale


class ShowShelf:
    """Shows by id, at most `fresh_seconds` old; one read at a time per show however many ask.

    A stale answer costs nothing but a second try: opening an order compares the show's version
    inside its transaction.
    """

    def __init__(
        self, pool: Any, plans: PlanShelf, *, fresh_seconds: float, shows_max: int = 5000
    ) -> None:
        self._pool = pool
        self._plans = plans
        self._fresh_seconds = fresh_seconds
        self._shows_max = shows_max
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._reading: dict[int, asyncio.Task[ForSale]] = {}

    async def get(self, show_id: int) -> ForSale:
        """The show and its plan. Raises `NotFound`, or `Unavailable` without a database."""
        kept = self._kept.get(show_id)
        if kept is not None and time.monotonic() - kept.read_at < self._fresh_seconds:
            return kept.for_sale
        task = self._reading.get(show_id)
        if task is None:
            task = asyncio.create_task(self._read(show_id))
            self._reading[show_id] = task
            task.add_done_callback(lambda done: self._done(show_id, done))
        return await asyncio.shield(task)

    def forget(self, show_id: int) -> None:
        """Read this show anew at the next question."""
        self._kept.pop(show_id, None)
        self._reading.pop(show_id, None)

    def hear(self, what: str) -> None:
        """Something has changed: `show:12,13`, or anything else that a show is made of."""
        kind, _, ids = what.partition(":")
        if kind == "show" and ids != "*":
            for show_id in ids.split(","):
                self.forget(int(show_id))
        else:
            self._kept.clear()
            self._reading.clear()

    def _done(self, show_id: int, task: "asyncio.Task[ForSale]") -> None:
        if self._reading.get(show_id) is task:
            del self._reading[show_id]

    async def _read(self, show_id: int) -> ForSale:
        try:
            shows = await read_shows(self._pool, [show_id])
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        if not shows:
            raise NotFound("show")
        for_sale = ForSale(shows[0], await self._plans.get(shows[0].seat_plan_id))
        if self._reading.get(show_id) is not asyncio.current_task():
            return for_sale  # It has changed meanwhile: for who waited, and not to be kept.
        self._kept[show_id] = _Kept(time.monotonic(), for_sale)
        self._kept.move_to_end(show_id)
        while len(self._kept) > self._shows_max:
            self._kept.popitem(last=False)
        return for_sale
