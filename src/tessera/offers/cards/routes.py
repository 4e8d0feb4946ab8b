"""REST: gift cards of an organization, and what is on one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.kit.trail import note
from tessera.offers.cards.model import Card, Issue, Issued, Move
from tessera.offers.cards.verbs import (
    block_card,
    card_of_code,
    cards_of,
    issue_cards,
    moves_of,
    read_card,
)
from tessera.organizations.found import read_organization
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import allowed, may
from tessera.web.limited import within_address
from tessera.web.once import once
from tessera.web.paging import Limit
from tessera.web.who import who_of

OF_HOUSE = "/organizations/{organization_id:int}/gift-cards"
CARD = "/gift-cards/{card_id:uuid}"
Words = Annotated[str, QueryParameter(max_length=100)]


class CodeTyped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A card's code, in the body so that no log of addresses has it."""

    code: Annotated[str, Meta(max_length=40)]


class BlockWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the card shall pay no more."""

    blocked: bool


@get(OF_HOUSE, guards=[may(Right.GIFT_CARDS_READ)])
async def get_cards(
    request: JsonRequest,
    organization_id: FromPath[int],
    q: Words = "",
    limit: Limit = PAGE_DEFAULT,
    cursor: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """An organization's gift cards, the newest first; by the end of their code or their note."""
    pool = request.app.state.services.db.pool
    found = await cards_of(pool, organization_id, before=cursor, words=q, limit=limit + 1)
    return json_answer(page(found, limit, view=card_view, cursor=lambda card: card.id))


@post(OF_HOUSE, guards=[may(Right.GIFT_CARDS_ISSUE)], status_code=201)
async def post_cards(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[Issue]
) -> Response[bytes]:
    """Issue cards. Their codes are in this answer and nowhere else, ever."""
    issued = await issue(request, organization_id, data)
    return json_answer({"items": issued}, 201, cache_control="no-store")


async def issue(request: JsonRequest, organization_id: int, wanted: Issue) -> list[Issued]:
    """Issue and note it; for both edges."""
    services: Services = request.app.state.services
    person = await allowed(request, Right.GIFT_CARDS_ISSUE, organization_id)
    async with services.db.transaction() as tx:
        house = await read_organization(tx, organization_id)
        issued = await issue_cards(
            tx,
            services.gift_cards,
            (house.id, house.currency),
            wanted=wanted,
            by=person.account_id,
            now=services.clock(),
        )
        await note(
            tx,
            who_of(request),
            "gift_cards.issued",
            subject=("organization", organization_id),
            organization_id=organization_id,
            after={"amount": wanted.amount, "count": wanted.count, "how": wanted.how},
            reason=wanted.note,
        )
    return issued


@put(f"{CARD}/blocked", guards=[may(Right.GIFT_CARDS_ISSUE)])
async def put_blocked(
    request: JsonRequest, card_id: FromPath[UUID], data: JSONBody[BlockWanted]
) -> Response[bytes]:
    """Let a card that was lost pay no more, or again. Its balance stays."""

    async def act(tx: Tx) -> object:
        await own_card(request, tx, card_id)
        return card_view(await block_card(tx, card_id, blocked=data.blocked))

    return await once(request, act)


async def own_card(request: JsonRequest, tx: Tx, card_id: UUID) -> Card:
    """The card, for who has the route's right at its house."""
    card = await read_card(tx, card_id)
    await allowed(request, None, card.organization_id, what="gift card")
    return card


@post("/gift-cards/balance", guards=[may(Right.BUY)], status_code=200)
async def post_balance(request: JsonRequest, data: JSONBody[CodeTyped]) -> Response[bytes]:
    """What is on a card, until when, and what happened to it; for whoever has its code."""
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    services: Services = request.app.state.services
    card = await card_of_code(services.db.pool, services.gift_cards, data.code)
    moves = await moves_of(services.db.pool, card.id)
    view = balance_view(card, moves, services.clock())
    return json_answer(view, cache_control="no-store")


def balance_view(card: Card, moves: list[Move], now: datetime) -> dict[str, Any]:
    """A card as its owner sees it."""
    return {
        "organization": card.organization,
        "hint": card.hint,
        "balance": money(card.balance, card.currency),
        "available": money(card.available, card.currency),
        "usable": card.usable(now),
        "expires_at": rfc3339(card.expires_at) if card.expires_at else None,
        "moves": [
            {
                "kind": move.kind,
                "amount": money(move.amount, card.currency),
                "at": rfc3339(move.at),
                "order": move.reference,
            }
            for move in moves
        ],
    }


def card_view(card: Card) -> dict[str, Any]:
    """A card as its house sees it: never its code."""
    return {
        "id": card.id,
        "hint": card.hint,
        "amount": money(card.amount, card.currency),
        "balance": money(card.balance, card.currency),
        "held": money(card.held, card.currency),
        "how": card.how,
        "note": card.note,
        "blocked": card.blocked,
        "expires_at": rfc3339(card.expires_at) if card.expires_at else None,
        "issued_at": rfc3339(card.issued_at),
    }


ROUTES = [get_cards, post_cards, put_blocked, post_balance]
