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
from tessera.offers.model import Channel
from tessera.offers.pricing import Priced, Wishes
from tessera.offers.redeem import redeem
from tessera.offers.weigh import Basket
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
from tessera.orders.open import OpenOutcome
from tessera.orders.show import line_views
from tessera.services import Services
from tessera.shows.model import ForSale, Show
from tessera.waiting_room.holds import ordered
from tessera.web.answers import JsonRequest, answer, intent_of, money, replay
from tessera.web.guards import may, person_of

OPEN_TRIES_MAX = 3
PLAIN = Wishes()
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
    restaurant_id: int | None = None
    gift_card: str | None = None


@post("/orders", guards=[may(Right.BUY)])
async def post_order(request: JsonRequest, data: JSONBody[OrderWanted]) -> Response[bytes]:
    """Open an order from a live hold. The `token` in the answer proves who bought."""
    services: Services = request.app.state.services
    wanted = await intent_of(request)
    proof = proof_of(services, data.hold_id, data.hold_token)
    person = await person_of(request)
    buyer = buyer_of(services, person, data.buyer.name, data.buyer.email)
    outcome = await open_order(services, proof, buyer, wanted, wishes=wishes_of(data, person))
    if isinstance(outcome, KeyKnown):
        return await replay(request, outcome.intent)
    command, opened = outcome
    if command.answer is not None:
        return answer(with_instant(command.answer.body, opened.until), 201)
    show = (await services.shows.get(command.show_id)).show
    bound = await services.offers.providers(command.order_id)
    options = await payment_options(services, show, command.total, providers=bound)
    body = opened_body(services, command, options)
    return answer(with_instant(body, opened.until), 201)


def wishes_of(wanted: OrderWanted, person: Person | None) -> Wishes:
    """What a program asks for beside the places; a house's own programs are another channel."""
    partner = person is not None and person.key_id is not None
    asked = (wanted.offer_code, wanted.gift_card, wanted.restaurant_id)
    if not partner and asked == (None, None, None):
        return PLAIN
    return Wishes(
        channel=Channel.PARTNER if partner else Channel.API,
        offer_code=(wanted.offer_code or "")[:60],
        restaurant_id=wanted.restaurant_id,
        gift_card=(wanted.gift_card or "")[:40],
    )


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
    services: Services,
    proof: HoldProof,
    buyer: Buyer,
    wanted: Intent | None,
    *,
    wishes: Wishes = PLAIN,
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
        outcome: OpenOutcome
        if wishes.any or await services.offers.concern(show.organization_id):
            # Few orders have offers; they take a way of their own.
            command, outcome = await _redeem(services, show, command, wishes=wishes, wanted=wanted)
        else:
            command = await _answered(services, show, command, wanted=wanted)
            outcome = await services.orders.openings.submit(command)
        match outcome:
            case OrderOpened():
                if show.room is not None:
                    pool, until = services.db.pool, outcome.until
                    await ordered(pool, proof.hold_id, order_id=command.order_id, until=until)
                return command, outcome
            case OrderRefused():
                raise Refused(outcome.code)
            case KeyKnown():
                return outcome
            case ShowChanged():
                services.shows.forget(show.id)
    raise Unavailable("the show keeps changing")


async def _answered(
    services: Services,
    show: Show,
    command: OpenOrder,
    *,
    wanted: Intent | None,
    providers: frozenset[str] | None = None,
) -> OpenOrder:
    """The command with the answer that is kept under its key."""
    if wanted is None:
        return command
    options = await payment_options(services, show, command.total, providers=providers)
    lines = msgspec.Raw(msgspec.json.encode(line_views(command.lines, command.currency)))
    command = msgspec.structs.replace(command, written=lines)
    kept = KeptAnswer(wanted, opened_body(services, command, options))
    return msgspec.structs.replace(command, answer=kept)


async def _redeem(
    services: Services, show: Show, command: OpenOrder, *, wishes: Wishes, wanted: Intent | None
) -> tuple[OpenOrder, OpenOutcome]:
    offered = await services.providers.offered(show.organization_id, show.currency)
    basket = Basket(show, command.lines, command.buyer, wishes, frozenset(offered))

    async def finish(priced: OpenOrder, how: Priced) -> OpenOrder:
        return await _answered(services, show, priced, wanted=wanted, providers=how.providers)

    return await redeem(services, command, basket, wanted=wanted, finish=finish)


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
    credit = {"credit": money(command.credit, command.currency)} if command.credit else {}
    return msgspec.json.encode(
        {
            "id": command.order_id,
            "reference": command.reference,
            "token": services.order_tokens.token(command.order_id),
            "show_id": command.show_id,
            "status": OrderStatus.PENDING,
            "buyer": {"name": command.buyer.name, "email": command.buyer.email},
            "lines": command.written or line_views(command.lines, command.currency),
            "total": money(command.total, command.currency),
            "currency": command.currency,
            "expires_at": _MARK,
            "payment_options": options,
            **credit,
        }
    )


async def payment_options(
    services: Services, show: Show, total: int, *, providers: frozenset[str] | None = None
) -> list[str]:
    """How an order may be paid now; one that costs nothing needs no provider. `providers` are
    those that its offers bind it to."""
    if not total:
        return ["free"]
    offered = await services.providers.offered(show.organization_id, show.currency)
    return offered if providers is None else [name for name in offered if name in providers]


ROUTES = [post_order]
