"""A sale as its page shows it."""

from functools import partial
from typing import Literal

from tessera.kit.money import Money
from tessera.offers.cards.model import Card
from tessera.offers.cards.online.model import CardPayment, CardSale, SaleStatus
from tessera.offers.cards.online.pay import look
from tessera.offers.cards.online.present import unused
from tessera.offers.cards.online.sell import payments_of, read_sale
from tessera.payments.methods import methods_of
from tessera.payments.providers.catalogue import KINDS, asks_customer
from tessera.services import Services
from tessera.web.errors import Trouble
from tessera.web.pages import PageRequest, refusal, say
from tessera.web.present import Say
from tessera.web.views.card_sales import CardSalePage
from tessera.web.views.orders import AtTheBank

State = Literal["choose", "processing", "declined", "left", "expired", "paid", "back"]


async def sale_page_of(
    request: PageRequest, sale: CardSale, card: Card | None, *, trouble: Trouble | None = None
) -> CardSalePage:
    """How it stands now: an attempt under way is asked about first."""
    services: Services = request.app.state.services
    payments = await payments_of(services.db.pool, sale.id)
    live = next((one for one in payments if one.live), None)
    if live is not None and not asks_customer(live.provider, live.method):
        await look(services, sale, live)
        sale = await read_sale(services.db.pool, sale.id)
        payments = await payments_of(services.db.pool, sale.id)
    speak = partial(say, request)
    names = await services.providers.offered(sale.organization_id, sale.currency)
    now = services.clock()
    state = state_of(sale, payments, late=sale.expires_at <= now)
    return CardSalePage(
        url=f"/gift-cards/sales/{sale.id}",
        organization=sale.organization,
        amount=Money(sale.amount, sale.currency),
        state=state,
        recipient=sale.recipient_name,
        recipient_email=sale.recipient_email,
        message=sale.message,
        deliver_at=sale.deliver_at,
        delivered=sale.deliver_at <= now,
        timezone=sale.timezone,
        methods=methods_of(names, speak) if state in ("choose", "declined", "left") else (),
        at_the_bank=_at_the_bank(sale, payments, speak),
        silent="silent" in request.query_params,
        returnable=state == "paid" and card is not None and unused(card),
        sent_back=sale.status is SaleStatus.REFUNDED,
        refusal=refusal(request, trouble) if trouble else None,
        buy_url=f"/gift-cards/buy/{sale.organization_id}",
    )


def state_of(sale: CardSale, payments: list[CardPayment], *, late: bool) -> State:
    """Where a sale stands."""
    if sale.status is not SaleStatus.PENDING:
        return "paid" if sale.status is SaleStatus.PAID else "back"
    if any(one.live for one in payments):
        return "processing"
    if late:
        return "expired"
    last = payments[-1] if payments else None
    if last is None or last.status != "failed":
        return "choose"
    return "left" if last.failure == "left" else "declined"


def _at_the_bank(sale: CardSale, payments: list[CardPayment], speak: Say) -> AtTheBank | None:
    for one in payments:
        if one.live and asks_customer(one.provider, one.method):
            base = f"/gift-cards/sales/{sale.id}/payments/{one.id}"
            return AtTheBank(speak(KINDS[one.provider].label), f"{base}/go", f"{base}/leave")
    return None
