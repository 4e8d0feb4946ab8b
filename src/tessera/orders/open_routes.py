"""REST: open an order from a live hold."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.accounts.rules import NAME_SIGNS_MAX, email_problem
from tessera.claims.model import KeptAnswer, KeyKnown
from tessera.claims.routes import proof_of
from tessera.claims.token import HoldProof
from tessera.kit.errors import Invalid, Problem, Refused, Unavailable
from tessera.kit.idempotency import INSTANT_MARK, Intent, with_instant
from tessera.kit.ids import new_id, new_reference
from tessera.orders import rules
from tessera.orders.model import (
    Buyer,
    OpenOrder,
    OrderOpened,
    OrderRefusal,
    OrderRefused,
    OrderStatus,
    ShowChanged,
)
from tessera.orders.show import line_view
from tessera.services import Services
from tessera.shows.model import ForSale, Show
from tessera.waiting_room.holds import ordered
from tessera.web.answers import JsonRequest, answer, intent_of, money, replay
from tessera.web.guards import may, person_of

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


@post("/orders", guards=[may(Right.BUY)])
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
    if command.answer is not None:
        return answer(with_instant(command.answer.body, opened.until), 201)
    show = (await services.shows.get(command.show_id)).show
    body = opened_body(services, command, await payment_options(services, show, command.total))
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
    if person is not None and person.key_id is not None:
        # A program buys for the buyer it names, not for who made its key.
        person = None
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
        command = _command(for_sale, proof, buyer)
        if wanted is not None:
            options = await payment_options(services, show, command.total)
            kept = KeptAnswer(wanted, opened_body(services, command, options))
            command = msgspec.structs.replace(command, answer=kept)
        outcome = await services.orders.openings.submit(command)
        match outcome:
            case OrderOpened():
                if show.room is not None:
                    await ordered(
                        services.db.pool,
                        proof.hold_id,
                        order_id=command.order_id,
                        until=outcome.until,
                    )
                return command, outcome
            case OrderRefused():
                raise Refused(outcome.code)
            case KeyKnown():
                return outcome
            case ShowChanged():
                services.shows.forget(show.id)
    raise Unavailable("the show keeps changing")


def _command(for_sale: ForSale, proof: HoldProof, buyer: Buyer) -> OpenOrder:
    show = for_sale.show
    return OpenOrder(
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


def opened_body(services: Services, command: OpenOrder, options: list[str]) -> bytes:
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
            "payment_options": options,
        }
    )


async def payment_options(services: Services, show: Show, total: int) -> list[str]:
    """How an order may be paid now; one that costs nothing needs no provider."""
    if not total:
        return ["free"]
    return await services.providers.offered(show.organization_id, show.currency)


ROUTES = [post_order]
