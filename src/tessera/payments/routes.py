"""REST: paying an order, and what providers tell us."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.claims.model import KeyKnown
from tessera.kit.database import LOST
from tessera.kit.errors import NotFound, Refused, Unavailable
from tessera.kit.idempotency import INSTANT_MARK, Intent, with_instant
from tessera.kit.ids import new_id
from tessera.offers.cards.online.told import CardsToldOf
from tessera.orders.model import Order, OrderStatus, PaymentView, TicketView
from tessera.orders.read import read_order
from tessera.orders.routes import may_use
from tessera.orders.show import order_view
from tessera.payments.inbox import Desk, Mail, take_in
from tessera.payments.model import (
    PayAtOnce,
    PaymentAnswer,
    PaymentRefusal,
    PaymentRefused,
    PaymentStarted,
    Settled,
    Settlement,
    StartPayment,
)
from tessera.payments.pay import Paid, attempt_of, pay
from tessera.payments.providers.guarded import Guarded
from tessera.payments.providers.port import NextStep, ProviderAnswer
from tessera.payments.providers.registry import PLATFORM
from tessera.services import Services
from tessera.web.answers import JSON, JsonRequest, Written, answer, intent_of, replay
from tessera.web.errors import PROBLEM_JSON, problem_body, request_id, trouble_of
from tessera.web.guards import may, person_of

_MARK = INSTANT_MARK.decode()[1:-1]


class PaymentWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to pay: the provider, and its token for the method."""

    provider: str
    method: str


@post("/orders/{order_id:uuid}/payments", guards=[may(Right.BUY)], status_code=200)
async def post_payment(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[PaymentWanted]
) -> Response[bytes]:
    """Pay an order. 200 paid, 202 processing (look at the order again) or redirect (open its
    `url`), 402 declined."""
    services: Services = request.app.state.services
    order = await services.orders.head(order_id)
    person, token = await person_of(request), request.headers.get("order-token")
    if not may_use(request, order, person, token):
        raise NotFound("order")
    wanted = await intent_of(request)
    outcome = await pay_order(request, order, data, wanted)
    if isinstance(outcome, KeyKnown):
        return await replay(request, outcome.intent)
    body = with_instant(outcome.shown.body, outcome.settled.at)
    media = JSON if outcome.shown.status < 400 else PROBLEM_JSON
    return Written(body, outcome.shown.status, media_type=media)


async def pay_order(
    request: JsonRequest, order: Order, data: PaymentWanted, wanted: Intent | None
) -> Paid | KeyKnown:
    """One attempt, with the answer for its customer. Raises `Refused`."""
    services: Services = request.app.state.services
    provider = await provider_for(services, order, data.provider)
    command = StartPayment(payment_id_of(wanted), order.id, data.provider, data.method, wanted)
    if paid_already := await at_once(services, provider, order, command=command):
        return paid_already

    async def show(started: PaymentStarted, said: ProviderAnswer) -> PaymentAnswer:
        key = wanted.key if wanted else b""
        if said.status == "failed":
            trouble = trouble_of(Refused("payment_declined", failure=said.failure))
            return PaymentAnswer(key, 402, problem_body(trouble, request_id(request)))
        if said.next is not None:
            return PaymentAnswer(key, 202, msgspec.json.encode(redirect_body(said.next)))
        if said.status != "succeeded":
            return PaymentAnswer(key, 202, b'{"status":"processing"}')
        earlier = await read_order(services.db.pool, order.id) if started.earlier else order
        return PaymentAnswer(key, 200, paid_body(earlier, command))

    outcome = await pay(services.payments, provider, order, command, show)
    if isinstance(outcome, PaymentRefused):
        raise Refused(outcome.code)
    if isinstance(outcome, Paid) and outcome.settled.code is Settlement.REFUNDING:
        raise Refused("places_gone")
    return outcome


async def at_once(
    services: Services, provider: Guarded, order: Order, *, command: StartPayment
) -> Paid | None:
    """Pay with money that is there already; None where that takes the ordinary way."""
    said = provider.at_once(attempt_of(order, command))
    if said is None or order.credit:
        return None
    body = paid_body(order, command)
    at = await services.payments.at_once.submit(PayAtOnce(command, order, said.reference, body))
    if at is None:
        return None
    shown = PaymentAnswer(b"", 200, body)
    return Paid(Settled(Settlement.PAID, at, order.id), said, shown)


async def provider_for(services: Services, order: Order, name: str) -> Guarded:
    """The provider of a new attempt. Raises `Refused` where it is not offered, or away."""
    show = (await services.shows.get(order.show_id)).show
    provider = await services.providers.chosen(show.organization_id, name)
    if provider is None or (name == "free" and order.total):
        raise Refused(PaymentRefusal.PROVIDER_UNKNOWN)
    if not provider.takes(order.currency) or not await services.offers.allows(order.id, name):
        raise Refused(PaymentRefusal.PROVIDER_UNKNOWN)
    if not provider.usable:
        raise Refused(PaymentRefusal.PROVIDER_UNAVAILABLE, retry_after_seconds=5)
    return provider


def payment_id_of(wanted: Intent | None) -> UUID:
    """The attempt's id. From the idempotency key where there is one: a key that is taken over
    after a crash asks the provider about the same attempt and cannot pay twice."""
    if wanted is None:
        return new_id()
    return UUID(bytes=wanted.key, version=4)


def paid(order: Order, command: StartPayment) -> Order:
    """The order as it will be once the settlement has committed."""
    attempts = [p for p in order.payments if p.id != command.payment_id]
    attempt = PaymentView(
        command.payment_id,
        command.provider,
        command.method,
        "succeeded",
        order.total,
        order.created_at,
    )
    return msgspec.structs.replace(
        order,
        status=OrderStatus.PAID,
        payments=(*attempts, attempt),
        tickets=tuple(TicketView(line.ticket_id, line.n, "valid", 1) for line in order.lines),
    )


def paid_body(order: Order, command: StartPayment) -> bytes:
    """The answer of who has paid, with the mark where the database's instant of payment goes.

    The codes of its tickets are signed when these are first looked at: a signature costs more than
    the rest of the answer, and a sale of thousands a second has other things to do.
    """
    view = order_view(paid(order, command), None)
    view["paid_at"] = _MARK
    view["payments"][-1]["ended_at"] = _MARK
    return msgspec.json.encode({"status": "paid", "order": view})


def redirect_body(step: NextStep) -> dict[str, object]:
    """What a program does next: open `url`, or post `fields` there, or hand them to an SDK."""
    body: dict[str, object] = {"status": step.kind}
    if step.url:
        body["url"] = step.url
    if step.fields:
        body["fields"] = step.fields
    return body


@post("/webhooks/{provider_name:str}", guards=[may(Right.KNOCK)], status_code=200)
async def post_webhook(request: JsonRequest, provider_name: FromPath[str]) -> Response[bytes]:
    """What a provider of the platform tells us, signed; any order, any number of times."""
    return await _receive(request, provider_name, PLATFORM)


@post(
    "/webhooks/{provider_name:str}/{organization_id:int}",
    guards=[may(Right.KNOCK)],
    status_code=200,
)
async def post_account_webhook(
    request: JsonRequest, provider_name: FromPath[str], organization_id: FromPath[int]
) -> Response[bytes]:
    """The same for the account of an organization, signed with that account's own secret."""
    return await _receive(request, provider_name, organization_id)


async def _receive(request: JsonRequest, name: str, organization_id: int) -> Response[bytes]:
    services: Services = request.app.state.services
    payments = services.payments
    desk = Desk(services.db, services.providers, payments.settlements.submit, CardsToldOf(services))
    mail = Mail(name, organization_id, dict(request.headers), await request.body())
    try:
        outcome = await take_in(desk, mail, now=services.clock())
    except LOST as error:
        raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
    payments.events[name, outcome] += 1
    return answer(b'{"received":true}')


ROUTES = [post_payment, post_webhook, post_account_webhook]
