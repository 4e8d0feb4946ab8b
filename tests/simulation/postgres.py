"""A life on the real verbs and the real PostgreSQL; only clock, bank and mail are simulated."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

from tessera.claims.expire import expire
from tessera.claims.model import HoldPlaced, KeptAnswer, KeyKnown, PlaceHold
from tessera.claims.place import place
from tessera.kit.errors import Invalid, NotFound, Refused, Unavailable
from tessera.kit.idempotency import Intent, intent
from tessera.kit.ids import new_reference
from tessera.kit.mail import Mailer
from tessera.operations.kinds import BY_NAME
from tessera.orders import cancel_show
from tessera.orders.cancel import cancel
from tessera.orders.model import Buyer, Line, OpenOrder, OrderOpened
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.orders.replacement.decide import decline, take
from tessera.orders.replacement.tasks import end_lapsed
from tessera.payments.model import Settle, StartPayment
from tessera.payments.pay import pay
from tessera.payments.providers.port import Attempt, Capture, Captures, ProviderAnswer
from tessera.payments.providers.registry import Providers
from tessera.payments.reconcile import reconcile
from tessera.payments.result import result_of
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services, Workshop
from tests.fixtures.fate import Counted, doomed
from tests.simulation.gateway import Bank
from tests.simulation.life import CUSTOMER_PLACES_MAX, Meanwhile
from tests.simulation.promises import Facts, OrderFact

SILENT_JOBS = frozenset(name for name in BY_NAME if name.startswith(("mail_", "confirm_")))
"""Mail is simulated by nobody reading it."""


class BankProvider:
    """The simulated bank behind the product's own port."""

    name = "mock"

    def __init__(self, bank: Bank, clock: Callable[[], datetime]) -> None:
        self._bank = bank
        self._clock = clock
        self.meanwhile: Meanwhile | None = None

    def takes(self, currency: str) -> bool:
        """Every currency."""
        return True

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """An attempt; while the bank thinks, something else may happen."""
        said = self._bank.open(
            attempt.payment_id, attempt.order_id, amount=attempt.amount, method=attempt.method
        )
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return self._answer(attempt, said)

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of it."""
        return self._answer(attempt, self._bank.status(attempt.payment_id))

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Nobody is at a page here."""
        return await self.find(attempt, reference)

    async def refund(
        self, refund_id: UUID, payment_id: UUID, amount: int, **_: Any
    ) -> ProviderAnswer:
        """Send money back."""
        said = self._bank.refund(refund_id, payment_id, amount)
        return ProviderAnswer(cast("Any", said), amount, "INR", str(refund_id))

    async def captures(self, since: datetime) -> Captures:
        """All that was taken."""
        orders = self._bank.orders
        return Captures(
            tuple(
                Capture(p, orders[p], amount, "INR", str(p), self._clock())
                for p, amount in self._bank.captured.items()
            )
        )

    async def close(self) -> None:
        """Nothing to close."""

    def _answer(self, attempt: Attempt, said: str) -> ProviderAnswer:
        failure = "card_declined" if said == "failed" else None
        amount = self._bank.captured.get(attempt.payment_id, 0)
        return ProviderAnswer(
            cast("Any", said), amount, "INR", str(attempt.payment_id), failure=failure
        )


class Direct:
    """A desk of one: what is submitted is done at once."""

    def __init__(self, pool: Any) -> None:
        self.starts = _Line(lambda command: _first(start(pool, [command])))
        self.settlements = _Line(lambda command: _settled(pool, command))


class _Line:
    def __init__(self, act: Callable[[Any], Awaitable[Any]]) -> None:
        self.submit = act


async def _first(outcomes: Awaitable[list[Any]]) -> Any:
    return (await outcomes)[0]


async def _settled(pool: Any, command: Settle) -> Any:
    return (await settle(pool, [command]))[0][0]


class PostgresStore:
    """One show in a database that many seeds share; its services have one connection each way."""

    def __init__(self, services: Services, show_id: int, *, bank: Bank, rng: Random) -> None:
        self._offset = 0
        self._set = -1
        # The one connection behind transactions: to set it costs a tenth of a transaction.
        self._raw: Any = None
        self._rng = rng
        self._show_id = show_id
        self._bank = bank
        self.provider = BankProvider(bank, self.clock)
        shared: Mapping[str, Any] = {"mock": self.provider}
        providers = Providers(
            services.db.pool,
            services.vault,
            services.settings,
            shared=shared,
            # Or a circuit that opened would never close: a life takes no time.
            clock=lambda: time.monotonic() + self._offset,
        )
        self._services = replace(services, clock=self.clock, providers=providers)
        self._fate = Counted()

    @property
    def meanwhile(self) -> Meanwhile | None:
        """What happens while the bank thinks about the next attempt."""
        return self.provider.meanwhile

    @meanwhile.setter
    def meanwhile(self, act: Meanwhile | None) -> None:
        self.provider.meanwhile = act

    def clock(self) -> datetime:
        """Simulated: the database's sessions are told the same offset."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def doom(self, touch: int | None) -> None:
        """Die at the `touch`-th statement, or commit, of the next verb."""
        self._fate = Counted(touch)

    def advance(self, seconds: int) -> None:
        """Time passes, for the database too."""
        self._offset += seconds

    async def hold(self, hold_id: UUID, buyer: int, places: tuple[int, ...]) -> bool:
        """`place_holds_v1`."""
        command = PlaceHold(
            hold_id,
            self._show_id,
            places,
            600,
            customer=buyer,
            customer_places_max=CUSTOMER_PLACES_MAX,
            answer=KeptAnswer(_intent("hold", hold_id), b"{}"),
        )
        [outcome] = await place((await self._mortal()).db.pool, [command])
        return isinstance(outcome, HoldPlaced | KeyKnown)

    async def open(
        self, order_id: UUID, hold_id: UUID, *, buyer: int, places: tuple[int, ...]
    ) -> bool:
        """`open_orders_v2`."""
        services = await self._mortal()
        show = (await services.shows.get(self._show_id)).show
        command = OpenOrder(
            order_id=order_id,
            reference=new_reference(),
            show_id=show.id,
            show_version=show.version,
            hold_id=hold_id,
            buyer=Buyer("Ann", "ann@buyers.test", buyer),
            currency="INR",
            seconds=900,
            lines=_lines(show.prices["regular"], order_id, places),
            customer_places_max=CUSTOMER_PLACES_MAX,
            answer=KeptAnswer(_intent("order", order_id), b"{}"),
        )
        [outcome] = await open_orders(services.db.pool, [command])
        return isinstance(outcome, OrderOpened | KeyKnown)

    async def pay(self, order_id: UUID, payment_id: UUID, method: str) -> None:
        """The whole verb: record, ask, settle."""
        services = await self._mortal()
        order = await read_order(services.db.pool, order_id)
        command = StartPayment(payment_id, order_id, "mock", method)
        desk = cast("Any", Direct(services.db.pool))
        await pay(desk, cast("Any", self.provider), order, command, _shown)

    async def hear(self, payment_id: UUID) -> None:
        """The bank is asked what there is."""
        services = await self._mortal()
        attempt = Attempt(payment_id, self._bank.orders[payment_id], 0, "INR", "")
        result = result_of(payment_id, await self.provider.find(attempt))
        await settle(services.db.pool, [result])

    async def work(self, name: str) -> None:
        """What the worker does."""
        services = await self._mortal()
        if name == "sweep":
            await expire(services.db.pool)
        elif name == "lapse":
            await end_lapsed(services)
        elif name == "reconcile":
            now = self.clock()
            await reconcile(services.db.pool, services.providers, now=now, older_than_seconds=0)
        else:
            await self._jobs(services)

    async def answer(self, order_id: UUID, *, take: bool) -> None:
        """A replacement is taken or declined."""
        verb = _take if take else decline
        try:
            async with (await self._mortal()).db.transaction() as tx:
                await verb(tx, order_id)
        except Refused:
            return

    async def cancel(self, order_id: UUID, lines: tuple[int, ...] | None) -> None:
        """By the policy of the house."""
        services = await self._mortal()
        show = (await services.shows.get(self._show_id)).show
        try:
            async with services.db.transaction() as tx:
                await cancel(tx, order_id, show, lines=lines)
        except (Refused, Invalid):
            return

    async def end_show(self) -> None:
        """The first transaction of the saga."""
        services = await self._mortal()
        account = await services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
        try:
            async with services.db.transaction() as tx:
                await cancel_show.begin(tx, self._show_id, account_id=account, reason="Fog")
        except Refused:
            return
        services.shows.forget(self._show_id)

    async def facts(self) -> Facts:
        """By the database, and by the bank."""
        await self._tell_time()
        return await facts_of(self._services.db.pool, self._show_id, self._bank)

    async def _jobs(self, services: Services) -> None:
        """Every job that waits, in any order; one that cannot be done now stays."""
        pool = services.db.pool
        rows = list(await pool.fetch("SELECT id, entrypoint, payload FROM pgqueuer ORDER BY id"))
        self._rng.shuffle(rows)
        shop = Workshop(services, cast("Mailer", None))
        for row in rows:
            if row["entrypoint"] not in SILENT_JOBS:
                try:
                    await BY_NAME[row["entrypoint"]].act(shop, row["payload"].decode())
                except (Unavailable, NotFound):
                    continue
            await pool.execute("DELETE FROM pgqueuer WHERE id = $1", row["id"])

    async def _mortal(self) -> Services:
        await self._tell_time()
        return doomed(self._services, self._fate)

    async def _tell_time(self) -> None:
        """Both sessions get the clock; and nobody waits for the disk, which is another test's."""
        if self._set == self._offset:
            return
        if self._raw is None:
            async with self._services.db.transaction() as tx:
                self._raw = tx.raw
        tell = f"SET tessera.clock_offset = '{self._offset} s'; SET synchronous_commit = off"
        await self._raw.execute(tell)
        await self._services.db.pool.execute(tell)
        self._set = self._offset


_take = take


async def _shown(*_: Any) -> Any:
    return None


def _intent(what: str, key: UUID) -> Intent:
    return intent(credential="guest", key=key.hex, method="POST", path=f"/{what}", body=b"")


def _lines(price: Any, order_id: UUID, places: tuple[int, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(
            n=n,
            place=number,
            label=f"A {number + 1}",
            category="regular",
            face=price.face,
            fee=price.fee,
            tax=price.tax,
            ticket_id=UUID(int=order_id.int ^ (n << 8)),
        )
        for n, number in enumerate(places, start=1)
    )


async def facts_of(pool: Any, show_id: int, bank: Bank) -> Facts:
    """Everything that the promises are about, of one show."""
    orders = {}
    for row in await pool.fetch(ORDERS, show_id):
        lines = tuple(zip(row["places"], row["totals"], row["kept"], strict=True))
        orders[row["id"]] = OrderFact(row["id"], row["status"], row["customer"], lines)
    ids = list(orders)
    payments = await pool.fetch(
        "SELECT id, order_id, status, amount FROM payments WHERE order_id = ANY($1::uuid[])", ids
    )
    refunds = await pool.fetch(
        "SELECT id, payment_id, status, amount FROM refunds WHERE order_id = ANY($1::uuid[])", ids
    )
    claims = await pool.fetch(CLAIMS, show_id)
    return Facts(
        now=float(await pool.fetchval("SELECT extract(epoch FROM tessera_now())")),
        capacity=await pool.fetchval("SELECT capacity FROM shows WHERE id = $1", show_id),
        claims=[tuple(row) for row in claims],
        orders=orders,
        payments={row["id"]: (row["order_id"], row["status"], row["amount"]) for row in payments},
        refunds={row["id"]: (row["payment_id"], row["status"], row["amount"]) for row in refunds},
        tickets=[
            tuple(row)
            for row in await pool.fetch(
                "SELECT order_id, place, status FROM tickets WHERE show_id = $1", show_id
            )
        ],
        ledger={
            row["id"]: int(row["amount"])
            for row in await pool.fetch(
                """SELECT transaction_id AS id, sum(amount) AS amount FROM ledger_entries
                WHERE order_id = ANY($1::uuid[]) GROUP BY 1""",
                ids,
            )
        },
        customer_max=CUSTOMER_PLACES_MAX,
        captured=dict(bank.captured),
        sent_back=list(bank.sent_back.values()),
    )


ORDERS = """
SELECT o.id, o.status, o.customer, array_agg(l.place ORDER BY l.n) AS places,
    array_agg(l.face + l.fee + l.tax ORDER BY l.n) AS totals,
    array_agg(CASE WHEN l.refund_id IS NOT NULL THEN l.kept_face + l.kept_fee + l.kept_tax END
        ORDER BY l.n) AS kept
FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.show_id = $1
GROUP BY o.id
"""
CLAIMS = """
SELECT place, state, owner, extract(epoch FROM until)::float8, coalesce(customer, -1)
FROM claims WHERE show_id = $1
"""
