"""Pages: paying an order."""

from functools import partial
from itertools import chain
from typing import NamedTuple
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.claims.model import KeyKnown
from tessera.kit.errors import Refused
from tessera.kit.idempotency import InProgress, recall
from tessera.orders.model import FULFILLED, Order, OrderStatus
from tessera.orders.pages import own_order
from tessera.payments.methods import at_the_bank, methods_of, state_of
from tessera.payments.providers.catalogue import KINDS, origin
from tessera.payments.routes import PaymentWanted, pay_order, payment_id_of
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.once import form_intent, marked
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say
from tessera.web.policy import leading_to
from tessera.web.present import bill_of_order, category_words, show_summary
from tessera.web.views.orders import PayPage
from tessera.web.views.shell import Countdown

AT_THE_BANK_SECONDS = 8
"""Somebody who is elsewhere needs no quick answers here, but time to press a button."""


@get("/orders/{order_id:uuid}/pay", guards=[may(Right.BUY)], include_in_schema=False)
async def pay_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """How to pay; waits while a payment is under way, and goes on once it is through."""
    order = await own_order(request, order_id)
    if order.status in FULFILLED or order.status is OrderStatus.CANCELLED:
        return go(f"/orders/{order_id}")
    return await _pay(request, order)


async def _pay(request: PageRequest, order: Order) -> Page:
    services: Services = request.app.state.services
    for_sale = await services.shows.get(order.show_id)
    now, speak = services.clock(), partial(say, request)
    state = state_of(order, now)
    offered = await services.providers.offered(for_sale.show.organization_id, order.currency)
    bound = await services.offers.providers(order.id)
    offered = [name for name in offered if bound is None or name in bound]
    names = offered if order.total else ["free"]
    last = order.payments[-1] if order.payments else None
    view = PayPage(
        order_id=str(order.id),
        reference=order.reference,
        show=show_summary(for_sale.show, speak),
        bill=bill_of_order(order, category_words(for_sale.plan), speak),
        countdown=Countdown(order.expires_at, now, for_sale.show.order_seconds),
        methods=methods_of(names, speak),
        state=state,
        chosen=f"{last.provider}:{last.method}" if last and state == "declined" else "",
        at_the_bank=at_the_bank(order, speak),
        silent="silent" in request.query_params,
        refresh_seconds=2 if at_the_bank(order, speak) is None else AT_THE_BANK_SECONDS,
    )
    status = 410 if state == "expired" else 200
    answer = await page(request, "orders/pay.html", view, status=status)
    # Browsers hold this page's policy against where its form leads in the end.
    pages = [kind for name in offered if (kind := KINDS[name].pages(services.settings))]
    policy = answer.headers["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = leading_to(policy, *chain.from_iterable(pages))
    return answer


@post("/orders/{order_id:uuid}/pay", guards=[may(Right.BUY)], include_in_schema=False)
async def post_pay(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """One attempt. The form carries a key, so that a double click pays once."""
    fields = await form_of(request)
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    wanted = form_intent(request, fields)
    provider, _, method = one(fields, "method").rpartition(":")
    data = PaymentWanted(provider or ("mock" if order.total else "free"), method)
    try:
        outcome = await pay_order(request, order, data, wanted)
    except Refused:
        # The order's own page tells how things stand, whatever was in the way.
        return go(f"/orders/{order_id}/pay")
    leads = Leads(
        f"/orders/{order_id}",
        f"/orders/{order_id}/payments/{payment_id_of(wanted)}/go",
        frozenset(p for kind in KINDS.values() for p in kind.pages(services.settings)),
    )
    if isinstance(outcome, KeyKnown):
        return marked(go(await _where_it_led(services, leads, outcome)), again=True)
    return go(leads.to(outcome.shown.status, outcome.shown.body))


class Leads(NamedTuple):
    """Where a form may lead: the order's page, the attempt's own, and `pages` of providers."""

    order: str
    attempt: str
    pages: frozenset[str]

    def to(self, status: int, body: bytes) -> str:
        """The page after an attempt: the paid order, the provider's own page, one of ours with a
        form that leads there, or another try. A page that is not among `pages` (somebody's own
        domain at Stripe) is a link on the waiting page: a form may not lead there."""
        if status == 202:
            step = msgspec.json.decode(body)
            if step["status"] == "redirect" and origin(step["url"]) in self.pages:
                return str(step["url"])
            if step["status"] == "form":
                return self.attempt
        return self.order if status == 200 else f"{self.order}/pay"


async def _where_it_led(services: Services, leads: Leads, known: KeyKnown) -> str:
    """Where the form led when it was sent first; to the waiting page while that is at work."""
    try:
        kept = await recall(services.db.pool, known.intent)
    except InProgress:
        return f"{leads.order}/pay"
    return leads.to(kept.status, kept.body)


PAGES = [pay_page, post_pay]
