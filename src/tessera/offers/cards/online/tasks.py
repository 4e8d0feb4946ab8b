"""Work about cards sold online: mails, money that goes back, and what nobody has told us."""

from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from babel.dates import format_date

from tessera.kit import sql as named
from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.jobs import JobKind, Queue
from tessera.messages.send import send
from tessera.offers.cards.online.give_back import send_back
from tessera.offers.cards.online.mail import card_mail, receipt_mail
from tessera.offers.cards.online.model import CardPayment, SaleStatus
from tessera.offers.cards.online.pay import attempt_of, settled
from tessera.offers.cards.online.sell import payment_of, read_sale
from tessera.offers.cards.online.settle import MAIL_CARD, MAIL_RECEIPT, SEND_REFUND
from tessera.payments.providers.port import UNKNOWN, ProviderAnswer
from tessera.services import Services, Workshop

sql = named.beside(__file__)
log = structlog.get_logger()

ATTEMPTS_MAX = 200
OLDER_THAN_SECONDS = 60.0


async def mail_card(shop: Workshop, payload: str) -> None:
    """Mail a card on its day, unless it was given back before."""
    services = shop.services
    sale = await read_sale(services.db.pool, UUID(payload))
    if sale.status is SaleStatus.PAID:
        mail = card_mail(services, sale)
        await send(services.db.pool, shop.mailer, mail, settings=services.settings)


async def mail_receipt(shop: Workshop, payload: str) -> None:
    """Mail what was bought."""
    services = shop.services
    sale = await read_sale(services.db.pool, UUID(payload))
    local = sale.deliver_at.astimezone(ZoneInfo(sale.timezone))
    mail = receipt_mail(services, sale, day=format_date(local, "long", locale=sale.locale))
    await send(services.db.pool, shop.mailer, mail, settings=services.settings)


async def send_refund(shop: Workshop, payload: str) -> None:
    """Send the money of a payment back."""
    services = shop.services
    await send_back(services.db.pool, services.providers, UUID(payload))


async def look_after_sales(services: Services) -> int:
    """The worker's round: providers are asked about attempts without an end, and refunds that wait
    are tried again; answers how many attempts ended."""
    ended = 0
    pool = services.db.pool
    for row in await pool.fetch(sql["unended"], OLDER_THAN_SECONDS, ATTEMPTS_MAX):
        payment = payment_of(row)
        await pool.execute(sql["asked"], payment.id)
        said = await _said(services, payment)
        if said.status == "absent":
            # Its call was lost on the way out: nobody will ever pay it.
            said = ProviderAnswer("failed", failure="never_reached_provider")
        if said.status in ("succeeded", "failed"):
            await settled(services, payment.id, said)
            ended += 1
    for row in await pool.fetch(sql["unended_refunds"], OLDER_THAN_SECONDS, ATTEMPTS_MAX):
        try:
            await send_back(pool, services.providers, row["id"])
        except (Unavailable, NotFound) as error:
            log.warning("card_refund_waits", payment=str(row["id"]), error=str(error))
    return ended


async def _said(services: Services, payment: CardPayment) -> ProviderAnswer:
    """What became of an attempt; one whose sale has run out is closed, so that nobody pays late."""
    try:
        provider = await services.providers.of(payment.organization_id, payment.provider)
    except NotFound:
        return UNKNOWN
    sale = await read_sale(services.db.pool, payment.sale_id)
    attempt = attempt_of(sale, payment.id, payment.method)
    said = await provider.find(attempt, payment.reference)
    if said.status == "redirect" and sale.expires_at <= services.clock():
        said = await provider.leave(attempt, payment.reference)
    return said


KINDS = (
    JobKind(name=MAIL_CARD, queue=Queue.MAIL, what="Mails a gift card's code.", act=mail_card),
    JobKind(
        name=MAIL_RECEIPT,
        queue=Queue.MAIL,
        what="Mails who has bought a gift card.",
        act=mail_receipt,
    ),
    JobKind(
        name=SEND_REFUND,
        queue=Queue.CHECKOUT,
        what="Sends the price of a gift card back.",
        act=send_refund,
    ),
)
