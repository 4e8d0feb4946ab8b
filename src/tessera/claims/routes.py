"""REST: the seat map of a show, and holds."""

import struct
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.claims.hold import Held, Wish, hold
from tessera.claims.live_map import LiveMap
from tessera.claims.model import (
    HoldRefused,
    KeptAnswer,
    KeyKnown,
    PlaceHold,
    ReleaseHold,
)
from tessera.claims.read import live_until
from tessera.claims.token import HoldProof
from tessera.kit.errors import NotFound, Refused
from tessera.kit.idempotency import INSTANT_MARK, Intent, with_instant
from tessera.kit.ids import new_id
from tessera.orders.model import OrderRefusal
from tessera.services import Services
from tessera.shows.model import PUBLIC, ForSale
from tessera.shows.windows.gate import require_window
from tessera.venues.plan.propose import nearest_free
from tessera.waiting_room.entrance import door_of
from tessera.waiting_room.holds import released
from tessera.web.answers import (
    JsonRequest,
    answer,
    intent_of,
    money,
    money_of,
    replay,
)
from tessera.web.guards import may, person_of

NEAREST_MAX = 8
_MARK = INSTANT_MARK.decode()[1:-1]


@get("/shows/{show_id:int}/seats", guards=[may(Right.BROWSE)])
async def read_seats(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """Which places are free, one sign a place: `.` free, `h` held, `p` pending, `s` sold,
    `x` blocked."""
    services: Services = request.app.state.services
    await public_show(services, show_id)
    live = await services.maps.get(show_id)
    # A cache in front may answer a storm of readers with the same second.
    body = live.snapshot(services.maps.now())
    return answer(body, cache_control="public, max-age=0, s-maxage=1")


@post("/shows/{show_id:int}/holds", guards=[may(Right.BUY)])
async def place_hold(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[Wish]
) -> Response[bytes]:
    """Hold places, all or none; guests may. The `token` in the answer proves the hold."""
    services: Services = request.app.state.services
    for_sale = await public_show(services, show_id)
    wanted = await intent_of(request)
    held = await hold_for(request, for_sale, data, wanted)
    if isinstance(held, KeyKnown):
        return await replay(request, held.intent)
    body = held.command.answer.body if held.command.answer else b""
    body = body or hold_body(services, for_sale, held.command.hold_id, held.command.places)
    return answer(with_instant(body, held.until), 201)


async def hold_for(
    request: JsonRequest, for_sale: ForSale, wish: Wish, wanted: Intent | None
) -> Held | KeyKnown:
    """Hold on behalf of who is asking. Raises `Refused` with what the buyer needs to go on."""
    services: Services = request.app.state.services
    show = for_sale.show
    person = await person_of(request)
    if show.windows:
        require_window(request, for_sale, wish, person=person)
    door = await door_of(request, show, person) if show.room is not None else None
    limited = show.places_per_customer_max is not None and person is not None

    def command(places: tuple[int, ...]) -> PlaceHold:
        hold_id = new_id()
        body = hold_body(services, for_sale, hold_id, places) if wanted else b""
        return PlaceHold(
            hold_id=hold_id,
            show_id=show.id,
            places=places,
            seconds=show.hold_seconds,
            customer=services.customer_of(person.email) if limited and person else None,
            customer_places_max=show.places_per_customer_max if limited else None,
            answer=KeptAnswer(wanted, body) if wanted else None,
        )

    live = await services.maps.get(show.id)
    outcome = await hold(
        services.claims,
        live,
        for_sale,
        wish,
        command,
        now=services.clock(),
        now_seconds=services.maps.now(),
        at_door=door.refusal if door is not None else None,
    )
    if door is not None:
        await door.passed(services, outcome)
    if isinstance(outcome, HoldRefused):
        # The hold that is in the way may be this request's own, from its first try.
        if wanted is not None and await services.claims.keys.submit(wanted.key):
            return KeyKnown(wanted)
        facts = door.facts if door is not None and outcome.code is door.refusal else {}
        raise Refused(outcome.code, **_facts(for_sale, live, outcome, services.maps.now()), **facts)
    return outcome


def _facts(for_sale: ForSale, live: LiveMap, refused: HoldRefused, now: float) -> dict[str, Any]:
    if not refused.places:
        return {}

    def find() -> tuple[int, ...]:
        return nearest_free(for_sale.plan, live.states, refused.places, NEAREST_MAX)

    nearest = live.hint(refused.places, now, find)
    return {"places": list(refused.places), "nearest": list(nearest)}


def hold_body(
    services: Services, for_sale: ForSale, hold_id: UUID, places: tuple[int, ...]
) -> bytes:
    """The answer of a hold, with the mark where the database's deadline goes."""
    show, plan = for_sale.show, for_sale.plan
    keys = [plan.categories[plan.category_of[place]].key for place in places]
    prices = [show.price(key) for key in keys]
    return msgspec.json.encode(
        {
            "id": hold_id,
            "token": services.hold_tokens.seal(HoldProof(hold_id, show.id, places)),
            "show_id": show.id,
            "places": [
                {
                    "place": place,
                    "label": plan.label(place),
                    "category": key,
                    "price": money_of(price),
                }
                for place, key, price in zip(places, keys, prices, strict=True)
            ],
            "total": money(sum(price.amount for price in prices), show.currency),
            "expires_at": _MARK,
        }
    )


@get("/holds/{hold_id:uuid}", guards=[may(Right.BUY)])
async def read_hold(request: JsonRequest, hold_id: FromPath[UUID]) -> Response[bytes]:
    """A live hold, for who has its token. 410 once it has lapsed or become an order."""
    services: Services = request.app.state.services
    proof = proof_of(services, hold_id, request.headers.get("hold-token"))
    for_sale = await services.shows.get(proof.show_id)
    until = await deadline(services, proof)
    body = hold_body(services, for_sale, hold_id, proof.places)
    return answer(with_instant(body, until))


@delete("/holds/{hold_id:uuid}", guards=[may(Right.BUY)], status_code=204)
async def release_hold(request: JsonRequest, hold_id: FromPath[UUID]) -> None:
    """Give the places back. Doing it twice is fine."""
    services: Services = request.app.state.services
    proof = proof_of(services, hold_id, request.headers.get("hold-token"))
    await release(services, proof)


async def release(services: Services, proof: HoldProof) -> None:
    """Give the places of a hold back."""
    command = ReleaseHold(proof.hold_id, proof.show_id, proof.places)
    await services.claims.releases.submit(command)
    if (await services.shows.get(proof.show_id)).show.room is not None:
        await released(services.db.pool, proof.hold_id)


def proof_of(services: Services, hold_id: UUID, token: str | None) -> HoldProof:
    """What a hold's token proves. Raises `NotFound`: whether a hold exists is private."""
    try:
        proof = services.hold_tokens.open(token) if token else None
    except struct.error:
        proof = None
    if proof is None or proof.hold_id != hold_id:
        raise NotFound("hold")
    return proof


async def deadline(services: Services, proof: HoldProof) -> datetime:
    """Until when a hold lives. Raises `Refused(hold_expired)`."""
    until = await live_until(services.db.pool, proof)
    if until is None:
        raise Refused(OrderRefusal.HOLD_EXPIRED)
    return until


async def public_show(services: Services, show_id: int) -> ForSale:
    """A show that everybody may see. Raises `NotFound` for drafts too."""
    for_sale = await services.shows.get(show_id)
    if for_sale.show.status not in PUBLIC:
        raise NotFound("show")
    return for_sale


ROUTES = [read_seats, place_hold, read_hold, release_hold]
