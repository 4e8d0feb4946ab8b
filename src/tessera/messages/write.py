"""Write the mails about orders, in the buyer's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tessera.kit.mail import Attachment, Mail
from tessera.kit.money import Money
from tessera.messages.consent.links import CONFIRM, seal
from tessera.offers.with_table import table_of_order
from tessera.orders.cancel_show import progress
from tessera.orders.model import Order
from tessera.orders.move.model import OwnMove
from tessera.orders.replacement.model import Replacement
from tessera.organizations.trial.mode import tried_among
from tessera.organizations.trial.words import A_TEST
from tessera.services import Services
from tessera.shows.editing.edit import lines_of
from tessera.shows.editing.model import Notice
from tessera.shows.model import ForSale, ShowStatus
from tessera.tickets.model import TicketStatus
from tessera.tickets.read import claim_of, read_ticket
from tessera.web.present import N_, bill_of_order, category_words, show_summary
from tessera.web.templates import environment_for, translations
from tessera.web.views.houses import HouseMail
from tessera.web.views.messages import OrderMail
from tessera.web.views.orders import TicketLink


async def confirmation(services: Services, order: Order) -> Mail:
    """The mail with the tickets, to look at and to print."""
    for_sale = await services.shows.get(order.show_id)
    files = await _ticket_files(services, order, for_sale)
    return await _mail(services, order, for_sale, template="order_confirmed", files=files)


async def _ticket_files(
    services: Services, order: Order, for_sale: ForSale
) -> tuple[Attachment, ...]:
    """The order's valid tickets as one PDF; nothing where there are none."""
    valid = [t for t in order.tickets if t.status != TicketStatus.VOID]
    if not valid:
        return ()
    tickets = [await read_ticket(services.db.pool, ticket.id) for ticket in valid]
    pages = [
        (ticket, for_sale.show, services.ticket_codes.sign(claim_of(ticket))) for ticket in tickets
    ]
    from tessera.tickets.paper import ticket_pdf  # servers write no mails

    pdf = ticket_pdf(pages, locale=order.locale)
    return (Attachment(f"tickets-{order.reference}.pdf", "application/pdf", pdf),)


async def cancellation(services: Services, order: Order) -> Mail:
    """The mail that says what goes back."""
    for_sale = await services.shows.get(order.show_id)
    refunded = sum(refund.amount for refund in order.refunds)
    refund = Money(refunded, order.currency) if refunded else None
    because = ""
    if for_sale.show.status is ShowStatus.CANCELLED:
        because = (await progress(services.db.pool, order.show_id)).reason
    return await _mail(
        services, order, for_sale, template="order_cancelled", refund=refund, because=because
    )


async def other_places(services: Services, order: Order, kept: Replacement) -> Mail:
    """The mail that offers places for money that came too late."""
    for_sale = await services.shows.get(order.show_id)
    places = tuple(place.label for place in kept.places)
    return await _mail(
        services, order, for_sale, template="replacement", pay_until=kept.until, places=places
    )


async def moved(services: Services, order: Order, move: OwnMove) -> Mail:
    """The mail with the new places of an order whose show has moved, and its new codes."""
    for_sale = await services.shows.get(order.show_id)
    places = tuple(f"{was} → {becomes or '–'}" for _, was, becomes, _ in move.lines)
    return await _mail(
        services,
        order,
        for_sale,
        template="order_moved",
        because=move.reason,
        places=places,
        files=await _ticket_files(services, order, for_sale),
        cause=str(move.move_id),
    )


async def changed(services: Services, order: Order, notice: Notice) -> Mail:
    """The mail that says what is different about a show that was booked."""
    for_sale = await services.shows.get(order.show_id)
    return await _mail(
        services,
        order,
        for_sale,
        template="show_changed",
        because=notice.note,
        places=tuple(lines_of(notice.changes, order.locale)),
        cause=str(notice.id),
    )


async def reseated(
    services: Services, order: Order, place: str, *, because: str, cause: str
) -> Mail:
    """The mail with the new place of a ticket, and all tickets that open the door."""
    for_sale = await services.shows.get(order.show_id)
    return await _mail(
        services,
        order,
        for_sale,
        template="reseated",
        because=because,
        places=(place,),
        files=await _ticket_files(services, order, for_sale),
        cause=cause,
    )


async def reminder(services: Services, order: Order) -> Mail:
    """The mail before a show: when, where, and the tickets once more."""
    for_sale = await services.shows.get(order.show_id)
    starts = for_sale.show.starts_at.isoformat()
    return await _mail(services, order, for_sale, template="reminder", cause=starts)


def newsletter_question(services: Services, reader: Any) -> Mail:
    """The mail that asks whether an address wants a newsletter; its link shows a button."""
    say = translations(reader["locale"]).gettext
    token = seal(services, CONFIRM, reader["id"], organization_id=reader["organization_id"])
    told = N_("Somebody, hopefully you, asked for the newsletter of %(house)s.")
    view = HouseMail(
        subject=say(N_("Newsletter of %(house)s?")) % {"house": reader["organization"]},
        greeting=say(N_("Hello,")),
        lines=(
            say(told) % {"house": reader["organization"]},
            say(
                N_("Nothing is sent unless you confirm it. You need do nothing if it was not you.")
            ),
        ),
        url=f"{services.settings.base_url}/newsletter/confirmation/{token}",
        label=say(N_("Confirm")),
    )
    environment = environment_for(reader["locale"])
    text = environment.get_template("messages/house.txt").render(view=view).lstrip()
    html = environment.get_template("messages/house.html").render(view=view)
    subject, _, body = text.partition("\n")
    cause = f"newsletter:{reader['id']}:{reader['asked_at'].isoformat()}"
    return Mail(cause, reader["email"], subject.strip(), body.lstrip(), html)


async def money_back(services: Services, order: Order) -> Mail:
    """The mail that says why late money bought nothing."""
    for_sale = await services.shows.get(order.show_id)
    refund = Money(sum(refund.amount for refund in order.refunds), order.currency)
    return await _mail(services, order, for_sale, template="money_back", refund=refund)


def _ticket_links(
    services: Services, order: Order, words: Mapping[str, str]
) -> tuple[TicketLink, ...]:
    base, token = services.settings.base_url, services.order_tokens.token(order.id)
    labels = {line.n: (line.label, words.get(line.category, "")) for line in order.lines}
    return tuple(
        TicketLink(
            f"{base}/tickets/{ticket.id}?token={token}",
            *labels[ticket.n],
            TicketStatus(ticket.status).value,
        )
        for ticket in order.tickets
    )


async def _mail(
    services: Services,
    order: Order,
    for_sale: ForSale,
    *,
    template: str,
    refund: Money | None = None,
    because: str = "",
    pay_until: datetime | None = None,
    places: tuple[str, ...] = (),
    cause: str = "",
    files: tuple[Attachment, ...] = (),
) -> Mail:
    base, token = services.settings.base_url, services.order_tokens.token(order.id)
    words = category_words(for_sale.plan)
    say = translations(order.locale).gettext
    view = OrderMail(
        name=order.buyer_name,
        reference=order.reference,
        show=show_summary(for_sale.show, say, base_url=base),
        bill=bill_of_order(order, words, say),
        order_url=f"{base}/orders/{order.id}?token={token}",
        tickets=_ticket_links(services, order, words),
        refund=refund,
        because=because,
        pay_until=pay_until,
        places=places,
        test=order.id in await tried_among(services.db.pool, [order.id]),
        table=await table_of_order(services, order.id),
    )
    environment = environment_for(order.locale)
    text = environment.get_template(f"messages/{template}.txt").render(view=view).lstrip()
    subject, _, body = text.partition("\n")
    if view.test:
        subject, body = f"[TEST] {subject}", f"{say(A_TEST)}\n\n{body.lstrip()}"
    # A cancellation that follows another is a mail of its own.
    cause = f"{template}:{order.id}:{cause or len(order.refunds)}"
    html = environment.get_template(f"messages/{template}.html").render(view=view)
    return Mail(cause, order.buyer_email, subject.strip(), body.lstrip(), html, files)
