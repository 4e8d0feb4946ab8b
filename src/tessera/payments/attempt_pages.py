"""Pages: an attempt whose customer is at the provider. Going there, coming back, leaving it."""

from functools import partial
from itertools import islice
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.orders.pages import own_order
from tessera.orders.read import read_order
from tessera.payments.look import leave, look, step
from tessera.payments.prove import prove
from tessera.payments.providers.catalogue import KINDS, origin
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, form_of, go, page, say
from tessera.web.policy import leading_to
from tessera.web.present import bill_of_order, category_words, show_summary
from tessera.web.views.orders import HandOverPage

ATTEMPT = "/orders/{order_id:uuid}/payments/{payment_id:uuid}"
PROOF_FIELDS_MAX = 20


@get(ATTEMPT + "/go", guards=[may(Right.BUY)], include_in_schema=False)
async def go_to_bank(
    request: PageRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """To the provider's page, again and again while the attempt is open: by redirect, or by a
    form with a button. Where it has an end, the order tells which."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    next_step = await step(services, order, payment_id)
    if next_step is None or next_step.kind == "fields":
        return go(f"/orders/{order_id}/pay")
    if next_step.kind == "redirect":
        return go(next_step.url)
    attempt = next(p for p in order.payments if p.id == payment_id)
    for_sale = await services.shows.get(order.show_id)
    speak = partial(say, request)
    view = HandOverPage(
        order_id=str(order_id),
        reference=order.reference,
        provider=speak(KINDS[attempt.provider].label),
        show=show_summary(for_sale.show, speak),
        bill=bill_of_order(order, category_words(for_sale.plan), speak),
        url=next_step.url,
        fields=tuple(next_step.fields.items()),
    )
    answer = await page(request, "orders/hand_over.html", view)
    # This page's form leads to this provider, and no other page's does.
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = leading_to(policy, origin(next_step.url))
    return answer


@get(ATTEMPT + "/return", guards=[may(Right.BUY)], include_in_schema=False)
async def pay_return(
    request: PageRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Back from a provider's page: ask it how the attempt stands, settle, show the truth."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    await look(services, order, payment_id)
    return go(f"/orders/{order_id}/pay")


@post(ATTEMPT + "/return", guards=[may(Right.BUY)], include_in_schema=False)
async def post_return(
    request: PageRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Posted by the provider's page, from its site: no cookie of ours comes with it, so the
    signature alone decides. Where the payment failed there is none, and nothing to believe."""
    services: Services = request.app.state.services
    posted = islice((await request.form()).multi_items(), PROOF_FIELDS_MAX)
    fields = {name: value for name, value in posted if isinstance(value, str)}
    if not any(name.startswith("error") for name in fields):
        order = await read_order(services.db.pool, order_id)
        await prove(services, order, payment_id, fields=fields)
    return go(f"/orders/{order_id}/pay")


@post(ATTEMPT + "/leave", guards=[may(Right.BUY)], include_in_schema=False)
async def post_leave(
    request: PageRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Give the attempt up and choose another way; where it was paid after all, see the tickets.
    While its provider does not answer, it cannot be left: the page says so."""
    services: Services = request.app.state.services
    await form_of(request)
    order = await own_order(request, order_id)
    silent = await leave(services, order, payment_id) is None
    return go(f"/orders/{order_id}/pay" + ("?silent=1" if silent else ""))


PAGES = [go_to_bank, pay_return, post_return, post_leave]
