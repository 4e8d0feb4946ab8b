"""The job worker: queued jobs through PGQueuer, work by the clock beside them."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from tessera.allotments.tasks import release_due
from tessera.catalog.media.draw import forget_files
from tessera.catalog.search.totals import sweep_search
from tessera.insights.exports.schedules import run_due
from tessera.insights.roll_up import take_turn
from tessera.invoices.issue import issue_some
from tessera.kit.figures import TimesBy
from tessera.kit.jobs import Queue
from tessera.messages.many.deliver import deliver_forever
from tessera.messages.tasks import remind
from tessera.offers.cards.online.tasks import look_after_sales
from tessera.offers.cards.verbs import look_after_cards
from tessera.offers.release import release_lapsed
from tessera.operations.clean import clean, count_jobs
from tessera.operations.jobs.read import is_paused
from tessera.operations.purchase_tasks import PURCHASE
from tessera.operations.queues import serve_queue
from tessera.services import Services, Workshop
from tessera.shows.tasks import move_by_clock
from tessera.statements.days import add_days
from tessera.venues.pictures.draw import forget_pictures
from tessera.waiting_room.tasks import tick_rooms
from tessera.waiting_room.tick import TICK_SECONDS
from tessera.webhooks.dispatch import Dispatcher
from tessera.webhooks.send import Sender

log = structlog.get_logger()

STATUS_SECONDS = 1.0
"""Shows turn within this long of their instant."""
INVOICE_SECONDS = 1.0
REMIND_SECONDS = 60.0
DAYS_SECONDS = 300.0
ROLL_UP_SECONDS = 5.0
EXPORTS_SECONDS = 20.0
FILES_SECONDS = 60.0
CARDS_SECONDS = 30.0
SEARCH_SECONDS = 60.0
COUNT_SECONDS = 60.0
CLEAN_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Round:
    """Work by the clock. It goes with a queue, so that a worker of chosen queues knows its part."""

    name: str
    queue: Queue
    seconds: float
    act: Callable[[], Awaitable[Any]]


def rounds_of(services: Services) -> list[Round]:
    """All work by the clock; each may run in several workers at once."""
    purchases = [
        Round(
            step.name,
            Queue.CHECKOUT,
            step.seconds(services.settings),
            partial(step.take_up, services),
        )
        for step in PURCHASE
        if step.take_up is not None
    ]
    return [
        *purchases,
        Round(
            "offers",
            Queue.CHECKOUT,
            services.settings.sweep_seconds,
            partial(release_lapsed, services.db),
        ),
        Round(
            "gift_cards",
            Queue.CHECKOUT,
            services.settings.sweep_seconds,
            partial(look_after_cards, services.db),
        ),
        Round("card_sales", Queue.CHECKOUT, CARDS_SECONDS, partial(look_after_sales, services)),
        Round("reminders", Queue.MAIL, REMIND_SECONDS, partial(remind, services)),
        Round("rooms", Queue.CHECKOUT, TICK_SECONDS, partial(tick_rooms, services)),
        Round("statuses", Queue.CHECKOUT, STATUS_SECONDS, partial(move_by_clock, services.db)),
        Round("allotments", Queue.CHECKOUT, STATUS_SECONDS, partial(release_due, services)),
        Round("invoices", Queue.BACKGROUND, INVOICE_SECONDS, partial(issue_some, services.db)),
        Round("search", Queue.BACKGROUND, SEARCH_SECONDS, partial(sweep_search, services.db)),
        Round("files", Queue.BACKGROUND, FILES_SECONDS, partial(forget_files, services)),
        Round("pictures", Queue.BACKGROUND, FILES_SECONDS, partial(forget_pictures, services)),
        Round("roll_ups", Queue.BACKGROUND, ROLL_UP_SECONDS, partial(take_turn, services.db)),
        Round("exports", Queue.BACKGROUND, EXPORTS_SECONDS, partial(run_due, services.db)),
        Round("days", Queue.BACKGROUND, DAYS_SECONDS, partial(add_days, services.db)),
        Round("count", Queue.BACKGROUND, COUNT_SECONDS, partial(count_jobs, services.db)),
        Round("clean", Queue.BACKGROUND, CLEAN_SECONDS, partial(clean, services.db)),
    ]


async def work(shop: Workshop, queues: Collection[Queue] = tuple(Queue)) -> None:
    """Work on `queues` until SIGTERM or SIGINT; what is under way is finished or put back."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [
        asyncio.create_task(_rounds(a_round, stop, shop.services.tallies.rounds))
        for a_round in rounds_of(shop.services)
        if a_round.queue in queues
    ]
    if Queue.WEBHOOKS in queues:
        tasks.append(asyncio.create_task(deliver_webhooks(shop.services, stop)))
    if Queue.MESSAGES in queues:
        paused = partial(is_paused, shop.services.db.pool, Queue.MESSAGES)
        tasks.append(asyncio.create_task(deliver_forever(shop, stop, paused)))
    tasks += [asyncio.create_task(serve_queue(shop, queue, stop)) for queue in queues]
    await stop.wait()
    await asyncio.gather(*tasks)


async def deliver_webhooks(services: Services, stop: asyncio.Event) -> None:
    """Deliver what organizations are told, until `stop`; nothing while the queue is paused."""
    sender = Sender(services.settings.webhook_networks_allowed, sent=services.tallies.webhooks)
    dispatcher = Dispatcher(services.db, vault=services.vault, sender=sender, clock=services.clock)
    await dispatcher.serve(stop, partial(is_paused, services.db.pool, Queue.WEBHOOKS))


async def _rounds(a_round: Round, stop: asyncio.Event, times: TimesBy[tuple[str, ...]]) -> None:
    """Do it every so often; a round that fails is logged, the next one comes all the same."""
    while not stop.is_set():
        began, outcome = time.monotonic(), "done"
        try:
            await a_round.act()
        except Exception as error:
            outcome = "failed"
            log.warning("round_failed", round=a_round.name, error=repr(error))
        times[a_round.name, outcome].note(time.monotonic() - began)
        try:
            async with asyncio.timeout(a_round.seconds):
                await stop.wait()
        except TimeoutError:
            continue
