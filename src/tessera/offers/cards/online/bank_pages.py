"""Pages: a buyer of a card who is at the provider. Going there, coming back, leaving it."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.errors import NotFound
from tessera.kit.money import Money
from tessera.offers.cards.online.model import CardPayment
from tessera.offers.cards.online.own import own_sale
from tessera.offers.cards.online.pay import leave, look
from tessera.offers.cards.online.sell import read_payment, read_sale
from tessera.payments.providers.catalogue import KINDS, origin
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, form_of, go, page, say
from tessera.web.policy import leading_to
from tessera.web.views.card_sales import CardHandOverPage

ATTEMPT = "/gift-cards/sales/{sale_id:uuid}/payments/{payment_id:uuid}"


@get(ATTEMPT + "/go", guards=[may(Right.BUY)], include_in_schema=False)
async def go_to_bank(
    request: PageRequest, sale_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """To the provider's page while the attempt is open: by redirect, or by a form."""
    services: Services = request.app.state.services
    sale = await own_sale(request, sale_id)
    payment = await _payment(services, sale_id, payment_id)
    said = await look(services, sale, payment)
    step = said.next if said is not None and said.status == "redirect" else None
    if step is None or step.kind == "fields":
        return go(f"/gift-cards/sales/{sale_id}")
    if step.kind == "redirect":
        return go(step.url)
    view = CardHandOverPage(
        provider=partial(say, request)(KINDS[payment.provider].label),
        organization=sale.organization,
        amount=Money(sale.amount, sale.currency),
        url=step.url,
        fields=tuple(step.fields.items()),
        back=f"/gift-cards/sales/{sale_id}",
    )
    answer = await page(request, "offers/card_hand_over.html", view)
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = leading_to(policy, origin(step.url))
    return answer


@get(ATTEMPT + "/return", guards=[may(Right.BUY)], include_in_schema=False)
async def sale_return(
    request: PageRequest, sale_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Back from a provider's page: ask it how the attempt stands, show the truth."""
    services: Services = request.app.state.services
    sale = await own_sale(request, sale_id)
    await look(services, sale, await _payment(services, sale_id, payment_id))
    return go(f"/gift-cards/sales/{sale_id}")


@post(ATTEMPT + "/return", guards=[may(Right.BUY)], include_in_schema=False)
async def post_bank_return(
    request: PageRequest, sale_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Posted by the provider's page, without a cookie of ours: what it says is not believed, the
    provider is asked."""
    services: Services = request.app.state.services
    sale = await read_sale(services.db.pool, sale_id)
    await look(services, sale, await _payment(services, sale_id, payment_id))
    return go(f"/gift-cards/sales/{sale_id}")


@post(ATTEMPT + "/leave", guards=[may(Right.BUY)], include_in_schema=False)
async def post_sale_leave(
    request: PageRequest, sale_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Give the attempt up and choose another way; where it was paid after all, see the card."""
    services: Services = request.app.state.services
    await form_of(request)
    sale = await own_sale(request, sale_id)
    left = await leave(services, sale, await _payment(services, sale_id, payment_id))
    return go(f"/gift-cards/sales/{sale_id}" + ("" if left else "?silent=1"))


async def _payment(services: Services, sale_id: UUID, payment_id: UUID) -> CardPayment:
    payment = await read_payment(services.db.pool, payment_id)
    if payment is None or payment.sale_id != sale_id:
        raise NotFound("payment")
    return payment


PAGES = [go_to_bank, sale_return, post_bank_return, post_sale_leave]
