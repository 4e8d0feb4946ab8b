"""Pages: the ticket, and the door."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.offers.with_table import table_of_order
from tessera.orders.pages import own_order
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.model import Show
from tessera.tickets.check_in import check_in
from tessera.tickets.model import CheckIn, Ticket
from tessera.tickets.read import claim_of, read_ticket, tally, typed_code
from tessera.tickets.routes import pdf_answer, qr_answer
from tessera.web.cookies import remember_order
from tessera.web.guards import may, require
from tessera.web.once import marked, sent_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say
from tessera.web.present import N_, category_words, show_summary
from tessera.web.views.door import CheckInResult, DoorPage
from tessera.web.views.shell import Link, Option
from tessera.web.views.tickets import TicketPage

DOOR_OPENS = timedelta(hours=18)
"""Shows appear at the door this long before they start, and stay until they are over."""
GATE_DEFAULT = "1"


async def own(request: PageRequest, ticket_id: UUID) -> tuple[Ticket, list[UUID]]:
    """The ticket of an order that is the reader's, and all tickets of that order."""
    services: Services = request.app.state.services
    ticket = await read_ticket(services.db.pool, ticket_id)
    try:
        order = await own_order(request, ticket.order_id)
    except NotFound:
        raise NotFound("ticket") from None
    return ticket, [view.id for view in order.tickets]


@get("/tickets/{ticket_id:uuid}", guards=[may(Right.BUY)], include_in_schema=False)
async def ticket_page(request: PageRequest, ticket_id: FromPath[UUID]) -> Page:
    """What opens the door. `?token=` from a mail turns into a cookie."""
    services: Services = request.app.state.services
    token = request.query_params.get("token")
    if token is not None:
        ticket = await read_ticket(services.db.pool, ticket_id)
        if not services.order_tokens.proves(token, ticket.order_id):
            raise NotFound("ticket")
        return go(f"/tickets/{ticket_id}", remember_order(request, ticket.order_id))
    ticket, others = await own(request, ticket_id)
    for_sale = await services.shows.get(ticket.show_id)
    name = for_sale.plan.place_name(ticket.place)
    speak = partial(say, request)
    number = others.index(ticket_id)
    parts = ((N_("Section"), name.section), (N_("Row"), name.row), (N_("Seat"), name.seat))
    view = TicketPage(
        ticket_id=str(ticket.id),
        show=show_summary(for_sale.show, speak),
        place=tuple((speak(word), value) for word, value in parts if value)
        or ((speak(N_("Place")), ticket.label),),
        category=category_words(for_sale.plan).get(ticket.category, ticket.category),
        holder=ticket.buyer_name,
        code=services.ticket_codes.sign(claim_of(ticket)),
        short_code=typed_code(ticket.reference, ticket.n),
        status=ticket.status.value,
        reference=ticket.reference,
        order_url=f"/orders/{ticket.order_id}",
        qr_url=f"/tickets/{ticket.id}/qr.svg",
        pdf_url=f"/tickets/{ticket.id}/ticket.pdf",
        used_at=ticket.used_at,
        test=ticket.test,
        table=await table_of_order(services, ticket.order_id),
        number=number + 1,
        of=len(others),
        previous=_link(others, number - 1, speak(N_("Previous ticket"))),
        next=_link(others, number + 1, speak(N_("Next ticket"))),
    )
    return await page(request, "tickets/ticket.html", view)


def _link(others: list[UUID], number: int, label: str) -> Link | None:
    return Link(label, f"/tickets/{others[number]}") if 0 <= number < len(others) else None


@get("/tickets/{ticket_id:uuid}/qr.svg", guards=[may(Right.BUY)], include_in_schema=False)
async def ticket_qr(request: PageRequest, ticket_id: FromPath[UUID]) -> Page:
    """The code, to be scanned."""
    ticket, _ = await own(request, ticket_id)
    return qr_answer(request, ticket)


@get("/tickets/{ticket_id:uuid}/ticket.pdf", guards=[may(Right.BUY)], include_in_schema=False)
async def ticket_to_print(request: PageRequest, ticket_id: FromPath[UUID]) -> Page:
    """The ticket on paper."""
    services: Services = request.app.state.services
    ticket, _ = await own(request, ticket_id)
    return pdf_answer(request, [(ticket, (await services.shows.get(ticket.show_id)).show)])


@get("/orders/{order_id:uuid}/tickets.pdf", guards=[may(Right.BUY)], include_in_schema=False)
async def tickets_to_print(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """All tickets of an order on paper."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    if not order.tickets:
        raise NotFound("ticket")
    show = (await services.shows.get(order.show_id)).show
    tickets = [await read_ticket(services.db.pool, ticket.id) for ticket in order.tickets]
    return pdf_answer(request, [(ticket, show) for ticket in tickets])


@get("/door", guards=[may(Right.CHECK_IN)], include_in_schema=False)
async def door(request: PageRequest) -> Page:
    """Where codes are checked in."""
    return await _door(request, request.query_params.get("show"), GATE_DEFAULT, None)


@post("/door", guards=[may(Right.CHECK_IN)], include_in_schema=False)
async def post_door(request: PageRequest) -> Page:
    """Check one code in and show the answer, large."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    person = await require(request)
    gate = one(fields, "gate").strip()[:40] or GATE_DEFAULT
    show_id = one(fields, "show")

    async def act(tx: Tx) -> CheckIn:
        return await check_in(
            tx,
            services.ticket_codes,
            person,
            code=one(fields, "code")[:400],
            gate=gate,
            show_id=int(show_id) if show_id.isdecimal() and len(show_id) < 18 else None,
        )

    outcome, again = await sent_once(request, fields, act, kept_as=CheckIn)
    shown = await _door(request, show_id, gate, await _result(request, outcome))
    return marked(shown, again=again)


async def _door(
    request: PageRequest, wanted: str | None, gate: str, result: CheckInResult | None
) -> Page:
    services: Services = request.app.state.services
    shows = await _door_shows(services, await require(request))
    chosen = next((show for show in shows if str(show.id) == wanted), None)
    show = chosen or (shows[0] if shows else None)
    admitted, expected = await tally(services.db.pool, show.id) if show else (0, 0)
    view = DoorPage(
        shows=tuple(Option(str(s.id), f"{s.title.name}, {s.hall.name}", s is show) for s in shows),
        show_id=str(show.id) if show else None,
        timezone=show.venue.timezone if show else "UTC",
        gate=gate,
        result=result,
        recent=(result,) if result else (),
        admitted=admitted,
        expected=expected,
    )
    return await page(request, "door/door.html", view)


async def _door_shows(services: Services, person: Person) -> list[Show]:
    organizations = person.where(Right.CHECK_IN)
    now = services.clock()
    async with services.db.transaction() as tx:
        wanted = WantedShows(organization_ids=organizations, upcoming=True)
        shows = await find_shows(tx, wanted, limit=100, unlisted=True)
    return [show for show in shows if show.starts_at - now < DOOR_OPENS] or shows[:20]


async def _result(request: PageRequest, outcome: CheckIn) -> CheckInResult:
    services: Services = request.app.state.services
    now = services.clock()
    ticket = outcome.ticket
    if ticket is None:
        return CheckInResult(outcome.result.value, now)
    for_sale = await services.shows.get(ticket.show_id)
    return CheckInResult(
        answer=outcome.result.value,
        at=now,
        place=ticket.label,
        category=category_words(for_sale.plan).get(ticket.category, ticket.category),
        holder=ticket.buyer_name,
        used_at=ticket.used_at,
        used_gate=ticket.used_gate or "",
        other_show=for_sale.show.title.name if outcome.result.value == "wrong_show" else "",
    )


PAGES = [
    ticket_page,
    ticket_qr,
    ticket_to_print,
    tickets_to_print,
    door,
    post_door,
]
