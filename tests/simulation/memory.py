"""A life on a store in memory: the product's pure rules and transition tables, and nothing else.

Every change of a status goes through `turn`, which refuses what its table does not allow. Where a
real verb is one transaction, here it is one step without an await; between them anything may
happen, and at each the process may die.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from tessera.claims.model import TRANSITIONS as CLAIMS
from tessera.claims.model import ClaimState
from tessera.orders import rules
from tessera.orders.model import FULFILLED, Line, Order, OrderStatus
from tessera.orders.model import TRANSITIONS as ORDERS
from tessera.payments.model import TRANSITIONS as PAYMENTS
from tessera.payments.model import PaymentStatus
from tessera.shows.model import TRANSITIONS as SHOWS
from tessera.shows.model import ShowStatus
from tessera.tickets.model import TRANSITIONS as TICKETS
from tessera.tickets.model import TicketStatus
from tests.fixtures.fate import Counted
from tests.simulation import memory_late as late_money
from tests.simulation.gateway import Bank
from tests.simulation.life import CUSTOMER_PLACES_MAX, PLACES, Meanwhile
from tests.simulation.memory_model import (
    EPOCH,
    HOLD_SECONDS,
    LOOK_SECONDS,
    ORDER_SECONDS,
    Attempt,
    Back,
    Claim,
    Holder,
    Sale,
    line_at,
    show_of,
    turn,
)
from tests.simulation.promises import Facts, OrderFact


class MemoryStore:
    """One show."""

    def __init__(self, bank: Bank, rng: Random) -> None:
        self.now = 0
        self.bank = bank
        self.rng = rng
        self.show = ShowStatus.ON_SALE
        self.claims: dict[int, Claim] = {}
        self.orders: dict[UUID, Sale] = {}
        self.payments: dict[UUID, Attempt] = {}
        self.refunds: dict[UUID, Back] = {}
        self.ledger: dict[UUID, dict[str, int]] = {}
        self.jobs: list[tuple[str, UUID]] = []
        self.keys: dict[tuple[str, UUID], bool] = {}
        self.meanwhile: Meanwhile | None = None
        self.touch: Callable[[], None] = Counted()

    def doom(self, touch: int | None) -> None:
        """Die at the `touch`-th step of the next verb."""
        self.touch = Counted(touch)

    def advance(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds

    def free(self, place: int) -> bool:
        """No claim, or one that has lapsed."""
        claim = self.claims.get(place)
        return claim is None or (claim.until is not None and claim.until <= self.now)

    def claim(self, place: int, state: ClaimState, *, until: int | None, sale: Any) -> None:
        """Take a place that is free, or turn one's own."""
        before = self.claims.get(place)
        if before is not None and before.owner != sale.id and self.free(place):
            before = None
        turn(CLAIMS, before.state if before else None, state)
        self.claims[place] = Claim(state, sale.id, until, sale.buyer)

    async def hold(self, hold_id: UUID, buyer: int, places: tuple[int, ...]) -> bool:
        """All or none, within the limit."""
        self.touch()
        if self.keys.get(("hold", hold_id)):
            return True
        theirs = sum(c.buyer == buyer and not self.free(p) for p, c in self.claims.items())
        allowed = theirs + len(places) <= CUSTOMER_PLACES_MAX
        if not allowed or not all(map(self.free, places)):
            return False
        for place in places:
            until = self.now + HOLD_SECONDS
            self.claim(place, ClaimState.HELD, until=until, sale=Holder(hold_id, buyer))
        self.keys["hold", hold_id] = True
        self.touch()
        return True

    async def open(
        self, order_id: UUID, hold_id: UUID, *, buyer: int, places: tuple[int, ...]
    ) -> bool:
        """From a live hold only."""
        self.touch()
        if self.keys.get(("order", order_id)):
            return True
        held = [self.claims.get(place) for place in places]
        if self.show is not ShowStatus.ON_SALE or not all(
            c and c.owner == hold_id and c.until is not None and c.until > self.now for c in held
        ):
            return False
        until = self.now + ORDER_SECONDS
        lines = [line_at(n, place) for n, place in enumerate(places, 1)]
        sale = self.orders[order_id] = Sale(order_id, buyer, OrderStatus.PENDING, until, lines)
        for place in places:
            turn(CLAIMS, self.claims[place].state, ClaimState.PENDING)
            self.claims[place] = Claim(ClaimState.PENDING, sale.id, until, buyer)
        self.keys["order", order_id] = True
        self.touch()
        return True

    async def pay(self, order_id: UUID, payment_id: UUID, method: str) -> None:
        """Record, ask, settle."""
        sale = self.orders[order_id]
        self.touch()
        live = any(
            a.order_id == order_id and a.status in (PaymentStatus.CREATED, PaymentStatus.PROCESSING)
            for a in self.payments.values()
        )
        if sale.status is not OrderStatus.PENDING or sale.until <= self.now or live:
            return
        self.payments[payment_id] = Attempt(order_id, PaymentStatus.CREATED, sale.total)
        self.touch()
        said = self.bank.open(payment_id, order_id, amount=sale.total, method=method)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        self.touch()
        self.settle(payment_id, said)
        self.touch()

    async def hear(self, payment_id: UUID) -> None:
        """The bank is asked what there is."""
        self.touch()
        self.settle(payment_id, self.bank.status(payment_id))

    def settle(self, payment_id: UUID, said: str) -> None:
        """`settle_v2`, readably: one transaction whatever the way the news came."""
        attempt = self.payments[payment_id]
        if attempt.status is PaymentStatus.SUCCEEDED:
            return
        if said in ("failed", "absent"):
            if attempt.status is not PaymentStatus.FAILED:
                attempt.status = turn(PAYMENTS, attempt.status, PaymentStatus.FAILED)
            return
        if said != "succeeded":
            if attempt.status is PaymentStatus.CREATED:
                attempt.status = turn(PAYMENTS, attempt.status, PaymentStatus.PROCESSING)
            return
        attempt.status = turn(PAYMENTS, attempt.status, PaymentStatus.SUCCEEDED)
        sale = self.orders[attempt.order_id]
        may_buy = sale.status in (OrderStatus.PENDING, OrderStatus.EXPIRED)
        gone = may_buy and not self.buys(sale)
        if may_buy and not gone:
            self.fulfil(sale)
            self.post(payment_id, {"clearing": attempt.amount, "sold": -attempt.amount})
            return
        self.post(payment_id, {"clearing": attempt.amount, "customer": -attempt.amount})
        if gone and sale.status is OrderStatus.PENDING:
            sale.status = turn(ORDERS, sale.status, OrderStatus.EXPIRED)
        if gone:
            for place, claim in list(self.claims.items()):
                if claim.owner == sale.id and place in {line.place for line in sale.lines}:
                    del self.claims[place]
        refund_id = self.new_id()
        due = self.now + LOOK_SECONDS if gone else None
        self.refunds[refund_id] = Back(payment_id, "created", attempt.amount, due, late=True)
        self.jobs.append(("find" if gone else "refund", refund_id))

    def buys(self, sale: Sale) -> bool:
        """Whether its places are still its own, or free again."""
        late = sale.status is OrderStatus.EXPIRED or sale.until <= self.now
        if self.show is ShowStatus.CANCELLED or (late and self.over_limit(sale)):
            return False
        return all(
            self.free(line.place)
            or (
                self.claims[line.place].owner == sale.id
                and self.claims[line.place].state is ClaimState.PENDING
            )
            for line in sale.lines
        )

    def over_limit(self, sale: Sale) -> bool:
        """Whether the buyer has others meanwhile, and these would be too many."""
        others = sum(
            claim.buyer == sale.buyer and claim.owner != sale.id and not self.free(place)
            for place, claim in self.claims.items()
        )
        return others + len(sale.lines) > CUSTOMER_PLACES_MAX

    def fulfil(self, sale: Sale) -> None:
        """Paid: claims sold, tickets issued."""
        sale.status = turn(ORDERS, sale.status, OrderStatus.PAID)
        for line in sale.lines:
            self.claim(line.place, ClaimState.SOLD, until=None, sale=sale)
            sale.tickets[line.n] = TicketStatus.VALID

    def post(self, transaction_id: UUID, amounts: dict[str, int]) -> None:
        """A ledger transaction; one id posts once."""
        assert transaction_id not in self.ledger
        self.ledger[transaction_id] = amounts

    async def work(self, name: str) -> None:
        """What the worker does."""
        self.touch()
        if name == "sweep":
            self.sweep()
        elif name == "lapse":
            late_money.lapse(self)
        elif name == "reconcile":
            for payment_id, attempt in list(self.payments.items()):
                if attempt.status is not PaymentStatus.SUCCEEDED:
                    ended = attempt.status is PaymentStatus.FAILED
                    if not ended or payment_id in self.bank.captured:
                        self.settle(payment_id, self.bank.status(payment_id))
                    self.touch()
            for refund_id in list(self.refunds):
                self.send(refund_id)
        else:
            await self.do_jobs()

    def sweep(self) -> None:
        """Orders and claims past their deadline."""
        for sale in self.orders.values():
            if sale.status is OrderStatus.PENDING and sale.until <= self.now:
                sale.status = turn(ORDERS, sale.status, OrderStatus.EXPIRED)
        for place in [p for p in self.claims if self.free(p)]:
            turn(CLAIMS, self.claims[place].state, None)
            del self.claims[place]

    async def do_jobs(self) -> None:
        """In any order; a job is gone once it is done, and done again by who died in between."""
        for job in self.rng.sample(self.jobs, len(self.jobs)):
            what, subject = job
            if what == "find":
                late_money.find(self, subject)
            elif what == "undo":
                self.undo_orders()
            elif self.send(subject) == "unknown":
                continue
            self.touch()
            if job in self.jobs:
                self.jobs.remove(job)

    def send(self, refund_id: UUID) -> str:
        """Marked before the bank is asked, so that nobody uses the money meanwhile."""
        back = self.refunds.get(refund_id)
        if back is None or back.status == "succeeded":
            return "done"
        if back.due is not None and back.due > self.now:
            return "waits"
        back.status = "processing"
        self.touch()
        said = self.bank.refund(refund_id, back.payment_id, back.amount)
        self.touch()
        if said == "succeeded":
            back.status = "succeeded"
            self.post(refund_id, {"owed": back.amount, "clearing": -back.amount})
        return said

    async def answer(self, order_id: UUID, *, take: bool) -> None:
        """Take the places, or have the money back."""
        self.touch()
        late_money.answer(self, self.orders[order_id], take=take)
        self.touch()

    async def cancel(self, order_id: UUID, lines: tuple[int, ...] | None) -> None:
        """By the policy; a pending order is given up."""
        self.touch()
        self.give_back(self.orders[order_id], lines)
        self.touch()

    def give_back(self, sale: Sale, numbers: tuple[int, ...] | None) -> None:
        """What `orders.cancel` does in one transaction."""
        if sale.status is OrderStatus.PENDING:
            if numbers is None:
                sale.status = turn(ORDERS, sale.status, OrderStatus.CANCELLED)
                for line in sale.lines:
                    claim = self.claims.get(line.place)
                    if claim and claim.owner == sale.id and claim.state is ClaimState.PENDING:
                        del self.claims[line.place]
            return
        living = [line for line in sale.lines if line.n not in sale.kept]
        chosen = [line for line in living if numbers is None or line.n in numbers]
        grant = rules.grant_at(show_of(self.show), EPOCH + timedelta(seconds=self.now))
        refundable = sale.status in FULFILLED - {OrderStatus.REFUNDED}
        if not refundable or grant is None or not chosen:
            return
        backs = [rules.line_back(line, grant) for line in chosen]
        for one in backs:
            sale.tickets[one.line.n] = turn(TICKETS, sale.tickets[one.line.n], TicketStatus.VOID)
            turn(CLAIMS, self.claims[one.line.place].state, None)
            del self.claims[one.line.place]
        order = cast("Order", SimpleNamespace(lines=[_gone(line, sale) for line in sale.lines]))
        after = rules.status_after_refund(order, chosen)
        if after is not sale.status:
            sale.status = turn(ORDERS, sale.status, after)
        sale.kept |= {one.line.n: one.kept for one in backs}
        amount = sum(one.total for one in backs)
        if amount:
            payment_id = self.paid_by(sale)
            refund_id = self.new_id()
            self.refunds[refund_id] = Back(payment_id, "created", amount)
            self.post(self.new_id(), {"sold": amount, "refunds": -amount})
            self.jobs.append(("refund", refund_id))

    def paid_by(self, sale: Sale) -> UUID:
        """The payment that bought it: captured, and not on its way back as late money."""
        late = {back.payment_id for back in self.refunds.values() if back.late}
        return min(
            payment_id
            for payment_id, attempt in self.payments.items()
            if attempt.order_id == sale.id
            and attempt.status is PaymentStatus.SUCCEEDED
            and payment_id not in late
        )

    async def end_show(self) -> None:
        """No more sales; a saga undoes the orders."""
        self.touch()
        if self.show is not ShowStatus.CANCELLED:
            self.show = turn(SHOWS, self.show, ShowStatus.CANCELLED)
            self.jobs.append(("undo", UUID(int=0)))
        self.touch()

    def undo_orders(self) -> None:
        """Each in a transaction of its own."""
        for sale in self.orders.values():
            if sale.status in (
                OrderStatus.PENDING,
                OrderStatus.PAID,
                OrderStatus.PARTLY_REFUNDED,
            ):
                self.give_back(sale, None)
                self.touch()

    def new_id(self) -> UUID:
        """An id from the seed."""
        return UUID(int=self.rng.getrandbits(127) << 1)

    async def facts(self) -> Facts:
        """Everything that the promises are about."""
        return Facts(
            now=self.now,
            capacity=PLACES,
            claims=[(p, c.state.value, c.owner, c.until, c.buyer) for p, c in self.claims.items()],
            orders={
                sale.id: OrderFact(
                    sale.id,
                    sale.status.value,
                    sale.buyer,
                    tuple((line.place, line.total, sale.kept.get(line.n)) for line in sale.lines),
                )
                for sale in self.orders.values()
            },
            payments={p: (a.order_id, a.status.value, a.amount) for p, a in self.payments.items()},
            refunds={r: (b.payment_id, b.status, b.amount) for r, b in self.refunds.items()},
            tickets=[
                (sale.id, line.place, sale.tickets[line.n].value)
                for sale in self.orders.values()
                for line in sale.lines
                if line.n in sale.tickets
            ],
            ledger={t: sum(amounts.values()) for t, amounts in self.ledger.items()},
            customer_max=CUSTOMER_PLACES_MAX,
            captured=self.bank.captured,
            sent_back=list(self.bank.sent_back.values()),
        )


def _gone(line: Line, sale: Sale) -> Any:
    return SimpleNamespace(n=line.n, refund_id=sale.kept.get(line.n))
