"""Pages: paying an order."""

from functools import partial
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.claims.model import KeyKnown
from tessera.kit.errors import Refused
from tessera.kit.idempotency import InProgress, recall
from tessera.orders.model import FULFILLED, Order, OrderStatus
from tessera.orders.pages import own_order
from tessera.payments.look import look
from tessera.payments.routes import PaymentWanted, pay_order
from tessera.services import Services
from tessera.settings import Settings
from tessera.web.guards import anyone
from tessera.web.once import form_intent, marked
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say
from tessera.web.present import N_, bill_of_order, category_words, show_summary
from tessera.web.shield import CSP
from tessera.web.views.orders import PaymentMethod, PayPage
from tessera.web.views.shell import Countdown

MOCK_METHODS = (
    ("tok_success", N_("Card that works"), N_("The bank says yes at once.")),
    ("tok_decline", N_("Card that is declined"), N_("Nothing is charged; you may try again.")),
    ("tok_slow", N_("Slow bank, then yes"), N_("The answer comes after about two seconds.")),
    ("tok_slow_decline", N_("Slow bank, then no"), N_("Declined after about two seconds.")),
    ("tok_timeout", N_("Bank that never answers"), N_("Given up by the reconciler in a minute.")),
    ("tok_lost", N_("Charged, but the answer is lost"), N_("Found by the reconciler.")),
    ("tok_hosted", N_("On the bank’s own page"), N_("You decide there how it ends.")),
)
FREE_METHOD = (("free", N_("Nothing to pay"), N_("The places are yours at one press.")),)


@get("/orders/{order_id:uuid}/pay", guards=[anyone], include_in_schema=False)
async def pay_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """How to pay; waits while a payment is under way, and goes on once it is through."""
    order = await own_order(request, order_id)
    if order.status in FULFILLED or order.status is OrderStatus.CANCELLED:
        return go(f"/orders/{order_id}")
    return await _pay(request, order)


async def _pay(request: PageRequest, order: Order, *, chosen: str = "") -> Page:
    services: Services = request.app.state.services
    for_sale = await services.shows.get(order.show_id)
    now, speak = services.clock(), partial(say, request)
    waiting = any(p.status in ("created", "processing") for p in order.payments)
    over = order.status is not OrderStatus.PENDING or order.expires_at <= now
    declined = bool(order.payments) and order.payments[-1].status == "failed"
    methods = MOCK_METHODS if order.total else FREE_METHOD
    view = PayPage(
        order_id=str(order.id),
        reference=order.reference,
        show=show_summary(for_sale.show, speak),
        bill=bill_of_order(order, category_words(for_sale.plan), speak),
        countdown=Countdown(order.expires_at, now, for_sale.show.order_seconds),
        methods=tuple(PaymentMethod(v, speak(label), speak(hint)) for v, label, hint in methods),
        state="processing"
        if waiting
        else "expired"
        if over
        else "declined"
        if declined
        else "choose",
        chosen=chosen or (order.payments[-1].method if declined else ""),
        test_mode=bool(order.total),
    )
    status = 410 if over and not waiting else 200
    answer = await page(request, "orders/pay.html", view, status=status)
    # Browsers hold this page's policy against where its form leads in the end.
    answer.headers["content-security-policy"] = leading_to(CSP, services.settings)
    return answer


def leading_to(policy: str, settings: Settings) -> str:
    """The site's policy, with providers' own pages among the places a form may lead to."""
    pages = "https://checkout.stripe.com https://api.razorpay.com"
    if "mock" in settings.payment_providers:
        pages += f" {settings.gateway_url}"
    return policy.replace("form-action 'self'", f"form-action 'self' {pages}")


@post("/orders/{order_id:uuid}/pay", guards=[anyone], include_in_schema=False)
async def post_pay(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """One attempt. The form carries a key, so that a double click pays once."""
    fields = await form_of(request)
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    wanted = form_intent(request, fields)
    data = PaymentWanted("mock" if order.total else "free", one(fields, "method") or "tok_success")
    try:
        outcome = await pay_order(request, order, data, wanted)
    except Refused:
        # The order's own page tells how things stand, whatever was in the way.
        return go(f"/orders/{order_id}/pay")
    if isinstance(outcome, KeyKnown):
        return marked(go(await _where_it_led(services, order_id, outcome)), again=True)
    return go(_next(order_id, outcome.shown.status, outcome.shown.body))


async def _where_it_led(services: Services, order_id: UUID, known: KeyKnown) -> str:
    """Where the form led when it was sent first; to the waiting page while that is at work."""
    try:
        kept = await recall(services.db.pool, known.intent)
    except InProgress:
        return f"/orders/{order_id}/pay"
    return _next(order_id, kept.status, kept.body)


def _next(order_id: UUID, status: int, body: bytes) -> str:
    """The page after an attempt: the paid order, the provider's own page, or another try."""
    if status == 202 and (url := msgspec.json.decode(body).get("url")):
        return str(url)
    return f"/orders/{order_id}" if status == 200 else f"/orders/{order_id}/pay"


@get(
    "/orders/{order_id:uuid}/payments/{payment_id:uuid}/return",
    guards=[anyone],
    include_in_schema=False,
)
async def pay_return(
    request: PageRequest, order_id: FromPath[UUID], payment_id: FromPath[UUID]
) -> Page:
    """Back from a provider's page: ask it how the attempt stands, settle, show the truth."""
    services: Services = request.app.state.services
    order = await own_order(request, order_id)
    await look(services, order, payment_id)
    return go(f"/orders/{order_id}/pay")


PAGES = [pay_page, post_pay, pay_return]
