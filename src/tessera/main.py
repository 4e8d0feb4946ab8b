"""The composition root: settings → pools → services → application. The only place that constructs.

`create_app` is what uvicorn serves; `run_worker` is the job worker. Nothing happens on import.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from litestar import Litestar

from tessera import parts
from tessera import settings as reading
from tessera.accounts.identify import People
from tessera.accounts.identities.clients import IdentityClients
from tessera.claims.broadcast import Broadcasts
from tessera.claims.desk import ClaimsDesk
from tessera.claims.live_maps import LiveMaps
from tessera.claims.token import HoldTokens
from tessera.guide.views import Views
from tessera.insights.exports.make import ExportDesk
from tessera.insights.visits import Visits
from tessera.kit import database, valkey
from tessera.kit.clock import system_clock
from tessera.kit.database import Database
from tessera.kit.figures import Tallies
from tessera.kit.jobs import Queue
from tessera.kit.logging import set_up_logging
from tessera.kit.mail import CountingMailer, mailer_for
from tessera.kit.public_reads import PublicReads
from tessera.kit.seats import Seat
from tessera.kit.standby import Standby
from tessera.kit.valkey import Valkey
from tessera.kit.vault import vault_of
from tessera.offers.shelf import OfferShelf
from tessera.operations.figures.share import FOLDER
from tessera.operations.watched import watched
from tessera.orders.desk import OrdersDesk
from tessera.page_routes import PAGE_ROUTES
from tessera.payments.desk import PaymentsDesk
from tessera.routes import API_ROUTES, hot_calls
from tessera.services import Services, Workshop
from tessera.settings import Settings
from tessera.shows.read import ShowShelf
from tessera.shows.tasks import watch_sold_out
from tessera.tickets.codes import TicketCodes
from tessera.venues.read import PlanShelf
from tessera.web.app import make_app
from tessera.web.error_pages import error_page
from tessera.web.heads import Heads
from tessera.web.hot import HotCalls
from tessera.web.shield import Shield
from tessera.web.streaming import END_STREAMS
from tessera.web.traced import Traced

log = structlog.get_logger()

GARBAGE_THRESHOLDS = (100_000, 50, 100)
"""Requests make little garbage in cycles; looking for it every 700 objects costs buyers time."""


@asynccontextmanager
async def open_services(
    settings: Settings, *, name: str, tallies: Tallies | None = None
) -> AsyncIterator[Services]:
    """Everything a process needs, closed again at the end of the block."""
    db = await database.connect(
        settings.database_url,
        connections_max=settings.database_connections_max,
        clock_offset_seconds=settings.clock_offset_seconds,
        name=name,
    )
    cache = valkey.connect(settings.valkey_url, cluster=settings.valkey_cluster)
    standby = await parts.standby(settings, db)
    services = _built(settings, db, cache, standby=standby, tallies=tallies or Tallies())
    chores = [
        asyncio.create_task(services.maps.publish_forever()),
        asyncio.create_task(services.rooms.tell_forever()),
        asyncio.create_task(db.lines.watch()),
    ]
    try:
        yield services
    finally:
        for chore in chores:
            chore.cancel()
        for desk in (services.claims, services.orders, services.payments, services.rooms.desk):
            await desk.close()
        await services.providers.close()
        await services.files.close()
        services.passwords.close()
        await services.limits.close()
        await cache.close()
        await services.public.close()
        await db.close()


def _built(
    settings: Settings, db: Database, cache: Valkey, *, standby: Standby | None, tallies: Tallies
) -> Services:
    plans = PlanShelf(db.pool)
    shows = ShowShelf(db.pool, plans, fresh_seconds=settings.show_cache_seconds)
    maps = LiveMaps(db.pool, shows, cache, offset=settings.clock_offset_seconds)
    limits = parts.desk_limits(settings)
    vault = vault_of(settings.keys, settings.secret)
    offers = OfferShelf(db.pool)
    visits = Visits(db.pool)
    return Services(
        settings=settings,
        clock=system_clock(settings.clock_offset_seconds),
        db=db,
        valkey=cache,
        limits=parts.rate_limits(settings),
        plans=plans,
        public=PublicReads(db, standby, told=parts.heard_by(shows, offers)),
        shows=shows,
        maps=maps,
        broadcasts=Broadcasts(settings.live_streams_max),
        claims=ClaimsDesk(db.pool, maps, limits, held=visits.held),
        orders=OrdersDesk(db.pool, maps, limits),
        payments=PaymentsDesk(db.pool, maps, limits),
        offers=offers,
        providers=parts.providers(settings, db.pool, vault, tallies=tallies),
        vault=vault,
        people=People(db.pool, db.lines, idle_seconds=settings.web_session_idle_seconds),
        passwords=parts.passwords(settings),
        throttle=parts.throttle(settings, db),
        hold_tokens=HoldTokens(settings.secret),
        **parts.signers(settings.secret),
        identities=IdentityClients(settings),
        ticket_codes=TicketCodes(settings.secret),
        rooms=parts.rooms(settings, db, cache),
        tallies=tallies,
        seat=Seat(settings.var / FOLDER),
        files=parts.files(settings),
        views=Views(db.pool),
        visits=visits,
        exports=ExportDesk(),
    )


def create_app(settings: Settings | None = None) -> Any:
    """The ASGI application of one server process."""
    chosen = settings or reading.load()
    set_up_logging(chosen.log_level, chosen.log_format)
    tallies = Tallies()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_services(chosen, name="tessera-app", tallies=tallies) as services:
            app.state.services = services
            gc.freeze()
            gc.set_threshold(*GARBAGE_THRESHOLDS)
            gc.enable()
            with suppress(ValueError, RuntimeError):  # a test may serve in a thread
                loop = asyncio.get_running_loop()
                loop.add_signal_handler(END_STREAMS, services.broadcasts.end)
            tasks = [
                asyncio.create_task(services.maps.run()),
                asyncio.create_task(watch_sold_out(services)),
                asyncio.create_task(services.providers.watch()),
                asyncio.create_task(services.people.watch()),
                asyncio.create_task(services.public.watch()),
                asyncio.create_task(services.views.write_forever()),
                asyncio.create_task(services.visits.write_forever()),
            ]
            try:
                async with watched(services, "app"):
                    yield
            finally:
                for task in tasks:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    app = make_app(
        chosen, api=API_ROUTES, pages=PAGE_ROUTES, lifespan=lifespan, error_page=error_page
    )
    whole: Any = app
    hot = HotCalls(Heads(whole), app, hot_calls(), chosen.body_bytes_max)
    return Shield(
        Traced(hot) if chosen.otlp_url else hot,
        chosen,
        lambda: app.state.services.limits,
        tallies=tallies,
        # Who wants traces of calls wants them of the hot ones too.
        hot=None if chosen.otlp_url else hot,
    )


async def run_worker(settings: Settings, queues: Collection[Queue] = tuple(Queue)) -> None:
    """The job worker of one process, until it is told to stop."""
    # Servers need neither queues nor paper, nor a door of their own.
    from tessera.operations.figures.listen import figures_door
    from tessera.operations.worker import work

    set_up_logging(settings.log_level, settings.log_format)
    mailer = mailer_for(settings.mail_url, default_folder=settings.var / "mail")
    async with open_services(settings, name="tessera-worker") as services:
        shop = Workshop(services, CountingMailer(mailer, services.tallies.mails))
        door = figures_door(services, settings.worker_figures_port)
        async with watched(services, "worker"), door:
            await work(shop, queues)
