"""REST: orders."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from tessera.accounts.model import MemberRole, Person
from tessera.accounts.rules import NAME_SIGNS_MAX, email_problem
from tessera.claims.model import KeptAnswer, KeyKnown
from tessera.claims.routes import proof_of
from tessera.claims.token import HoldProof
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden, Invalid, NotFound, Problem, Refused, Unavailable
from tessera.kit.idempotency import INSTANT_MARK, Intent, with_instant
from tessera.kit.ids import new_id, new_reference
from tessera.orders import rules
from tessera.orders.cancel import cancel
from tessera.orders.model import (
    Buyer,
    OpenOrder,
    Order,
    OrderOpened,
    OrderRefusal,
    OrderRefused,
    OrderStatus,
    ShowChanged,
)
from tessera.orders.read import order_of_reference, orders_of_account, orders_of_show, read_order
from tessera.orders.show import line_view, order_view
from tessera.services import Services
from tessera.web.answers import JsonRequest, answer, intent_of, json_answer, money, replay
from tessera.web.guards import anyone, person_of, require, signed_in, staff
from tessera.web.once import once
from tessera.web.paging import Limit

OPEN_TRIES_MAX = 3
_MARK = INSTANT_MARK.decode()[1:-1]


class BuyerWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who buys: tickets go to `email`."""

    name: str
    email: str


class OrderWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Turn a hold into an order."""

    hold_id: UUID
    hold_token: str
    buyer: BuyerWanted
    offer_code: str | None = None


class Cancellation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lines to give back; all of them where none is named."""

    lines: tuple[int, ...] | None = None


@post("/orders", guards=[anyone])
async def post_order(request: JsonRequest, data: JSONBody[OrderWanted]) -> Response[bytes]:
    """Open an order from a live hold. The `token` in the answer proves who bought."""
    services: Services = request.app.state.services
    wanted = await intent_of(request)
    proof = proof_of(services, data.hold_id, data.hold_token)
    refuse_offer(data.offer_code or "")
    buyer = buyer_of(services, await person_of(request), data.buyer.name, data.buyer.email)
    outcome = await open_order(services, proof, buyer, wanted)
    if isinstance(outcome, KeyKnown):
        return await replay(request, outcome.intent)
    command, opened = outcome
    body = command.answer.body if command.answer else opened_body(services, command)
    return answer(with_instant(body, opened.until), 201)


def refuse_offer(code: str) -> None:
    """Raises `Refused(offer_unknown)`: there are no offers yet, so no code is known."""
    if code.strip():
        raise Refused(OrderRefusal.OFFER_UNKNOWN)


def buyer_of(services: Services, person: Person | None, name: str, email: str) -> Buyer:
    """The buyer as the order keeps them. Raises `Invalid` with every problem."""
    name, email, problems = name.strip(), email.strip(), []
    if not 1 <= len(name) <= NAME_SIGNS_MAX or not name.isprintable():
        size = f"must have 1 to {NAME_SIGNS_MAX} printable characters"
        problems.append(Problem("buyer.name", size))
    if message := email_problem(email):
        problems.append(Problem("buyer.email", message))
    if problems:
        raise Invalid(problems)
    return Buyer(
        name=name,
        email=email,
        customer=services.customer_of(person.email if person else email),
        account_id=person.account_id if person else None,
        locale=person.locale if person else "en",
    )


async def open_order(
    services: Services, proof: HoldProof, buyer: Buyer, wanted: Intent | None
) -> tuple[OpenOrder, OrderOpened] | KeyKnown:
    """Price the held places and open the order; priced anew where the show changed meanwhile.

    Raises `Refused`.
    """
    for _ in range(OPEN_TRIES_MAX):
        for_sale = await services.shows.get(proof.show_id)
        show = for_sale.show
        if not show.on_sale_at(services.clock()):
            if wanted is not None and await services.claims.keys.submit(wanted.key):
                return KeyKnown(wanted)
            raise Refused(OrderRefusal.NOT_ON_SALE)
        command = OpenOrder(
            order_id=new_id(),
            reference=new_reference(),
            show_id=show.id,
            show_version=show.version,
            hold_id=proof.hold_id,
            buyer=buyer,
            currency=show.currency,
            seconds=show.order_seconds,
            lines=rules.lines_of(for_sale, proof.places, new_id),
            customer_places_max=show.places_per_customer_max,
        )
        if wanted is not None:
            kept = KeptAnswer(wanted, opened_body(services, command))
            command = msgspec.structs.replace(command, answer=kept)
        outcome = await services.orders.openings.submit(command)
        match outcome:
            case OrderOpened():
                return command, outcome
            case OrderRefused():
                raise Refused(outcome.code)
            case KeyKnown():
                return outcome
            case ShowChanged():
                services.shows.forget(show.id)
    raise Unavailable("the show keeps changing")


def opened_body(services: Services, command: OpenOrder) -> bytes:
    """The answer of an opened order, with the mark where the database's deadline goes."""
    return msgspec.json.encode(
        {
            "id": command.order_id,
            "reference": command.reference,
            "token": services.order_tokens.token(command.order_id),
            "show_id": command.show_id,
            "status": OrderStatus.PENDING,
            "buyer": {"name": command.buyer.name, "email": command.buyer.email},
            "lines": [line_view(line, command.currency) for line in command.lines],
            "total": money(command.total, command.currency),
            "currency": command.currency,
            "expires_at": _MARK,
            "payment_options": payment_options(services, command.total),
        }
    )


def payment_options(services: Services, total: int) -> list[str]:
    """How an order may be paid; one that costs nothing needs no provider."""
    return list(services.settings.payment_providers) if total else ["free"]


def may_read(services: Services, order: Order, person: Person | None, token: str | None) -> bool:
    """Whether an order is this person's, or the token's."""
    if token and services.order_tokens.proves(token, order.id):
        return True
    return person is not None and (person.account_id == order.account_id or person.is_admin)


async def own_order(request: JsonRequest, order_id: UUID) -> Order:
    """The order, for its owner. Raises `NotFound` for everybody else: its existence is private."""
    services: Services = request.app.state.services
    order = await read_order(services.db.pool, order_id)
    token = request.headers.get("order-token")
    if not may_read(services, order, await person_of(request), token):
        raise NotFound("order")
    return order


@get("/orders/{order_id:uuid}", guards=[anyone])
async def get_order(request: JsonRequest, order_id: FromPath[UUID]) -> Response[bytes]:
    """An order, for who signed in as its owner or brings its `Order-Token`."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    view = order_view(order, services.ticket_codes)
    return json_answer(view | {"payment_options": payment_options(services, order.total)})


@post("/orders/{order_id:uuid}/cancellation", guards=[anyone], status_code=200)
async def cancel_order(
    request: JsonRequest, order_id: FromPath[UUID], data: JSONBody[Cancellation]
) -> Response[bytes]:
    """Give places back; the money follows by policy."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    for_sale = await services.shows.get(order.show_id)
    freed = []

    async def act(tx: Tx) -> dict[str, Any]:
        after, change = await cancel(tx, order_id, for_sale.show, lines=data.lines)
        freed.append(change)
        return order_view(after, services.ticket_codes)

    response = await once(request, act)
    services.maps.tell(change for change in freed if change)
    return response


@get("/me/orders", guards=[signed_in])
async def my_orders(
    request: JsonRequest,
    limit: Limit = 20,
    cursor: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
) -> Response[bytes]:
    """One's own orders, the newest first."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await orders_of_account(
        services.db.pool, person.account_id, before=cursor, status=status, limit=limit + 1
    )
    return json_answer(page(services, found, limit))


@get("/shows/{show_id:int}/orders", guards=[staff])
async def show_orders(
    request: JsonRequest,
    show_id: FromPath[int],
    limit: Limit = 20,
    cursor: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
) -> Response[bytes]:
    """The orders of a show, for its organization."""
    services: Services = request.app.state.services
    await require_seller(request, show_id)
    found = await orders_of_show(
        services.db.pool, show_id, before=cursor, status=status, limit=limit + 1
    )
    return json_answer(page(services, found, limit))


@get("/order-references/{reference:str}", guards=[signed_in])
async def get_order_by_reference(request: JsonRequest, reference: FromPath[str]) -> Response[bytes]:
    """An order by what people read out; for its owner and its organization."""
    services: Services = request.app.state.services
    order = await order_of_reference(services.db.pool, reference.upper())
    person = await require(request)
    if not may_read(services, order, person, None):
        show = (await services.shows.get(order.show_id)).show
        if not person.works_for(show.organization_id, SELLERS):
            raise NotFound("order")
    return json_answer(order_view(order, services.ticket_codes))


SELLERS = frozenset({MemberRole.OWNER, MemberRole.MANAGER, MemberRole.BOX_OFFICE})


async def require_seller(request: JsonRequest, show_id: int) -> None:
    """Raises `Forbidden` unless the person sells for the show's organization."""
    services: Services = request.app.state.services
    show = (await services.shows.get(show_id)).show
    if not (await require(request)).works_for(show.organization_id, SELLERS):
        raise Forbidden


def page(services: Services, found: list[Order], limit: int) -> dict[str, Any]:
    """One page of orders; `found` has one more than `limit` where there is a next page."""
    shown = found[:limit]
    return {
        "items": [order_view(order, services.ticket_codes) for order in shown],
        "next_cursor": shown[-1].id if len(found) > limit else None,
    }


ROUTES = [
    post_order,
    get_order,
    cancel_order,
    my_orders,
    show_orders,
    get_order_by_reference,
]
