"""REST: tickets and the door."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.services import Services
from tessera.shows.model import Show
from tessera.tickets.check_in import check_in
from tessera.tickets.codes import TicketCodes
from tessera.tickets.model import CheckIn, Ticket
from tessera.tickets.qr import qr_svg
from tessera.tickets.read import claim_of, read_ticket, typed_code
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, person_of, require
from tessera.web.once import once


class CheckInWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code at a gate; `show_id` where the door lets into one show only."""

    code: Annotated[str, Meta(min_length=1, max_length=400)]
    gate: Annotated[str, Meta(min_length=1, max_length=60)]
    show_id: int | None = None


def ticket_view(ticket: Ticket, codes: TicketCodes) -> dict[str, Any]:
    """A ticket as its owner may read it."""
    return {
        "id": ticket.id,
        "order_id": ticket.order_id,
        "show_id": ticket.show_id,
        "place": ticket.place,
        "label": ticket.label,
        "category": ticket.category,
        "holder": ticket.buyer_name,
        "status": ticket.status,
        "test": ticket.test,
        "code": codes.sign(claim_of(ticket)),
        "typed_code": typed_code(ticket.reference, ticket.n),
        "used_at": rfc3339(ticket.used_at) if ticket.used_at else None,
    }


async def own_ticket(
    request: JsonRequest, ticket_id: UUID, token: str | None = None
) -> tuple[Ticket, Show]:
    """The ticket, for who bought it. Raises `NotFound` for everybody else."""
    services: Services = request.app.state.services
    ticket = await read_ticket(services.db.pool, ticket_id)
    token = token or request.headers.get("order-token")
    person = await person_of(request)
    owner = person is not None and (
        person.is_account(ticket.account_id) or person.may(Right.ORDERS_ANY_READ)
    )
    if not owner and not (token and services.order_tokens.proves(token, ticket.order_id)):
        raise NotFound("ticket")
    return ticket, (await services.shows.get(ticket.show_id)).show


@get("/tickets/{ticket_id:uuid}", guards=[may(Right.BUY)])
async def get_ticket(request: JsonRequest, ticket_id: FromPath[UUID]) -> Response[bytes]:
    """A ticket with its signed code."""
    services: Services = request.app.state.services
    ticket, _ = await own_ticket(request, ticket_id)
    return json_answer(ticket_view(ticket, services.ticket_codes))


@get("/tickets/{ticket_id:uuid}/qr.svg", guards=[may(Right.BUY)])
async def get_ticket_qr(request: JsonRequest, ticket_id: FromPath[UUID]) -> Response[bytes]:
    """The code as a QR code."""
    ticket, _ = await own_ticket(request, ticket_id)
    return qr_answer(request, ticket)


def qr_answer(request: JsonRequest, ticket: Ticket) -> Response[bytes]:
    """The QR code of a ticket that is shown to its owner."""
    services: Services = request.app.state.services
    body = qr_svg(services.ticket_codes.sign(claim_of(ticket)))
    return Response(
        body, media_type="image/svg+xml", headers={"Cache-Control": "private, no-store"}
    )


@get("/tickets/{ticket_id:uuid}/ticket.pdf", guards=[may(Right.BUY)])
async def get_ticket_pdf(request: JsonRequest, ticket_id: FromPath[UUID]) -> Response[bytes]:
    """The ticket to print."""
    ticket, show = await own_ticket(request, ticket_id)
    return pdf_answer(request, [(ticket, show)])


def pdf_answer(request: JsonRequest, found: list[tuple[Ticket, Show]]) -> Response[bytes]:
    """Tickets to print, one a page."""
    services: Services = request.app.state.services
    from tessera.tickets.paper import ticket_pdf  # what draws costs every start a fifth

    signed = [(t, show, services.ticket_codes.sign(claim_of(t))) for t, show in found]
    name = f"tickets-{found[0][0].reference}.pdf"
    return Response(
        ticket_pdf(signed),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@get("/ticket-keys", guards=[may(Right.BROWSE)])
async def get_ticket_keys(request: JsonRequest) -> Response[bytes]:
    """The public key that scanners verify codes with, Ed25519, base64."""
    services: Services = request.app.state.services
    key = {"algorithm": "Ed25519", "public_key": services.ticket_codes.public_text()}
    return json_answer({"keys": [key]})


@post("/check-ins", guards=[may(Right.CHECK_IN)], status_code=200)
async def post_check_in(request: JsonRequest, data: JSONBody[CheckInWanted]) -> Response[bytes]:
    """Admit once. The answer is 200 whatever the door decides; `result` tells."""
    services: Services = request.app.state.services
    person = await require(request)

    async def act(tx: Tx) -> object:
        outcome = await check_in(
            tx,
            services.ticket_codes,
            person,
            code=data.code,
            gate=data.gate,
            show_id=data.show_id,
        )
        return check_in_view(outcome)

    return await once(request, act)


def check_in_view(outcome: CheckIn) -> dict[str, Any]:
    """What the doorman needs to see."""
    view: dict[str, Any] = {"result": outcome.result}
    if outcome.ticket is not None:
        ticket = outcome.ticket
        view |= {
            "ticket_id": ticket.id,
            "show_id": ticket.show_id,
            "label": ticket.label,
            "category": ticket.category,
            "holder": ticket.buyer_name,
            "used_at": rfc3339(ticket.used_at) if ticket.used_at else None,
            "used_gate": ticket.used_gate,
        }
    return view


ROUTES = [
    get_ticket,
    get_ticket_qr,
    get_ticket_pdf,
    get_ticket_keys,
    post_check_in,
]
