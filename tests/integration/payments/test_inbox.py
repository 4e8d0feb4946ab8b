"""What providers tell us: kept once, acted upon once, and taken up again after a death."""

import time
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tessera.kit.errors import Forbidden
from tessera.kit.ids import new_id
from tessera.payments.gateway.signature import HEADER, sign
from tessera.payments.gateway.webhooks import Event
from tessera.payments.inbox import Desk, Mail, take_in
from tessera.payments.model import Settle
from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tests.fixtures.gateway import WEBHOOK_SECRET
from tests.integration.payments.test_settle import started, state


def told(yes: Settle, kind: Any = "payment.succeeded", **fields: Any) -> Event:
    """The gateway's webhook about a payment."""
    reference = yes.reference or ""
    event = Event(new_id(), kind, yes.payment_id, reference, yes.amount, yes.currency)
    return msgspec.structs.replace(event, **fields)


def signed(event: Event) -> tuple[dict[str, str], bytes]:
    """Headers and body, as the gateway sends them."""
    body = msgspec.json.encode(event)
    return {HEADER: sign(WEBHOOK_SECRET, body, int(time.time()))}, body


async def receive(services: Services, event: Event) -> str:
    """What became of a webhook."""
    mail = Mail("mock", 0, *signed(event))
    return await take_in(desk_of(services), mail, now=services.clock())


def desk_of(services: Services) -> Desk:
    """The desk of a server."""
    return Desk(services.db, services.providers, services.payments.settlements.submit)


async def kept(services: Services) -> list[tuple[str, str | None, int]]:
    """State, outcome and copies of every event kept."""
    rows = await services.db.pool.fetch(
        "SELECT state, outcome, copies FROM provider_events ORDER BY received_at"
    )
    return [tuple(row) for row in rows]


async def test_event_is_acted_upon_once_and_its_copies_are_counted(services: Services) -> None:
    """The second and third copy find the event kept, and do nothing."""
    opening, yes = await started(services, 0)
    event = told(yes)

    outcomes = [await receive(services, event) for _ in range(3)]

    assert outcomes == ["paid", "copy", "copy"]
    assert await kept(services) == [("done", "paid", 3)]
    assert await state(services, opening.order_id) == ("paid", 1, 1, 0, 0)


async def test_forged_event_is_not_kept(services: Services) -> None:
    """Without the signature it is nobody's word."""
    opening, yes = await started(services, 0)
    headers, body = signed(told(yes))

    forged = Mail("mock", 0, headers, body + b" ")
    with pytest.raises(Forbidden):
        await take_in(desk_of(services), forged, now=services.clock())

    assert await kept(services) == []
    assert (await state(services, opening.order_id))[0] == "pending"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("payout.created", "other_unknown"), ("refund.succeeded", "refund_unknown")],
)
async def test_event_of_an_unknown_kind_is_kept_and_changes_nothing(
    services: Services, kind: str, outcome: str
) -> None:
    """It stays for a person to look at, raw."""
    opening, yes = await started(services, 0)

    answered = await receive(services, told(yes, kind))

    assert answered == outcome
    assert await kept(services) == [("ignored", outcome, 1)]
    assert (await state(services, opening.order_id))[0] == "pending"


async def test_event_of_a_process_that_died_is_taken_up_by_the_round(services: Services) -> None:
    """Kept, and no more: the reconciler's round pays the order, and a copy does nothing then."""
    opening, yes = await started(services, 0)
    event = told(yes)
    await keep_only(services, event)
    await services.db.pool.execute(
        "UPDATE provider_events SET received_at = received_at - interval '61 s'"
    )

    await reconcile_round(services)

    assert await kept(services) == [("done", "paid", 1)]
    assert await state(services, opening.order_id) == ("paid", 1, 1, 0, 0)
    assert await receive(services, event) == "copy"


async def keep_only(services: Services, event: Event) -> None:
    """Die between keeping and settling."""

    async def die(command: Settle) -> Any:
        raise Killed

    desk = desk_of(services)._replace(submit=die)
    with pytest.raises(Killed):
        await take_in(desk, Mail("mock", 0, *signed(event)), now=services.clock())


class Killed(Exception):
    """The process is gone."""


async def test_dispute_is_opened_once_whatever_comes_again(services: Services) -> None:
    """Two events about one dispute, each twice: one dispute on the books."""
    opening, yes = await started(services, 0)
    await receive(services, told(yes))

    outcomes = [
        await receive(services, told(yes, "dispute.opened", subject="dp_1")) for _ in range(2)
    ]

    disputes = await services.db.pool.fetch("SELECT order_id, status FROM disputes")
    assert outcomes == ["dispute_open"] * 2
    assert [tuple(row) for row in disputes] == [(opening.order_id, "open")]


async def test_webhook_of_a_payment_that_is_none_of_ours_is_kept(services: Services) -> None:
    """Nothing of ours is touched; the list of captures tells of the money."""
    _, yes = await started(services, 0)

    answered = await receive(services, told(yes, payment_id=UUID(int=7)))

    assert answered == "unknown"
    assert await kept(services) == [("ignored", "unknown", 1)]


@pytest.mark.parametrize(
    ("said", "status", "left"),
    [
        (["opened", "won", "opened", "won"], "won", {}),
        (["won", "opened"], "won", {}),
        (["lost", "opened", "won"], "lost", {"organization_payable": 1, "provider_clearing": -1}),
        (["opened", "opened"], "open", {"chargebacks": 1, "provider_clearing": -1}),
    ],
)
async def test_dispute_webhooks_in_any_order_leave_one_state(
    services: Services, said: list[str], status: str, left: dict[str, int]
) -> None:
    """Doubled, reordered, contradicted after the end: one dispute, posted once, books balanced."""
    _, yes = await started(services, 0)
    await receive(services, told(yes))
    before = await accounts(services)

    for word in said:
        await receive(services, told(yes, f"dispute.{word}", subject="dp_1"))

    after = await accounts(services)
    moved = {a: after.get(a, 0) - before.get(a, 0) for a in after.keys() | before.keys()}
    assert {a: n for a, n in moved.items() if n} == {a: n * yes.amount for a, n in left.items()}
    assert await services.db.pool.fetchval("SELECT array_agg(status) FROM disputes") == [status]


async def accounts(services: Services) -> dict[str, int]:
    """What stands in each account."""
    rows = await services.db.pool.fetch(
        "SELECT account, sum(amount) AS s FROM ledger_entries GROUP BY account"
    )
    return {row["account"]: int(row["s"]) for row in rows}
