"""A purchase as a saga: each step with its undo beside it, and what takes it up where it stopped.

Its progress is in rows that are there anyway (claims, order, payment, refund), so no row is written
for the saga itself. The request drives it forward. Where that stops, for whatever reason, the
worker's `take_up` finds the rows by the clock, and goes on or undoes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tessera.claims.expire import expire
from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.orders.cancel import cancel
from tessera.orders.open import open_orders
from tessera.orders.replacement.decide import lapse
from tessera.orders.replacement.offer import offer
from tessera.orders.replacement.tasks import end_lapsed
from tessera.payments.pay import pay
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle
from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tessera.settings import Settings

Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseStep:
    """One step. `act` and `undo` are the verbs, each of which bears being repeated; `take_up` looks
    every `seconds` for purchases that stopped here; None where the next step's does."""

    name: str
    act: Verb
    undo: Verb
    take_up: Callable[[Services], Awaitable[Any]] | None = None
    seconds: Callable[[Settings], float] = lambda settings: settings.sweep_seconds


PURCHASE = (
    PurchaseStep(name="hold", act=place, undo=expire),
    PurchaseStep(name="order", act=open_orders, undo=expire, take_up=sweep),
    PurchaseStep(
        name="payment",
        act=pay,
        undo=send_refund,
        take_up=reconcile_round,
        seconds=lambda settings: settings.reconcile_seconds,
    ),
    PurchaseStep(name="replacement", act=offer, undo=lapse, take_up=end_lapsed),
    PurchaseStep(name="settlement", act=settle, undo=cancel),
)
