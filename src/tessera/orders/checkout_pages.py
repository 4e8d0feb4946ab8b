"""Pages: the checkout, from live hold to open order."""

from functools import partial
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.claims.model import KeyKnown
from tessera.claims.read import live_until
from tessera.claims.routes import release
from tessera.claims.token import HoldProof
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.idempotency import recall
from tessera.offers.model import Channel
from tessera.offers.present import news_of, saved_of, tables_shown, words_of_reasons
from tessera.offers.preview import preview
from tessera.offers.pricing import Wishes
from tessera.offers.restaurants import tables_for
from tessera.orders.open_routes import buyer_of, open_order
from tessera.services import Services
from tessera.shows.pages import HOLD_COOKIE
from tessera.web.cookies import cookie, known_orders, remember_order, told_by
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, person_of
from tessera.web.once import form_intent, marked
from tessera.web.pages import (
    Page,
    PageRequest,
    form_of,
    go,
    language_of,
    one,
    page,
    refusal,
    say,
    told,
)
from tessera.web.present import bill_of, category_words, show_summary, with_card
from tessera.web.views.orders import CheckoutPage
from tessera.web.views.shell import Countdown


@get("/checkout/{hold_id:uuid}", guards=[may(Right.BUY)], include_in_schema=False)
async def checkout(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Name and address, while the places are held. `?token=` from the map turns into a cookie."""
    services: Services = request.app.state.services
    token = request.query_params.get("token")
    if token is not None:
        proof = services.hold_tokens.open(token)
        if proof is None or proof.hold_id != hold_id:
            raise NotFound("hold")
        kept = cookie(services, HOLD_COOKIE, token, seconds=1800)
        return go(f"/checkout/{hold_id}", kept)
    return await _checkout(request, _proof(request, hold_id))


def _proof(request: PageRequest, hold_id: UUID) -> HoldProof:
    services: Services = request.app.state.services
    proof = services.hold_tokens.open(told_by(request, HOLD_COOKIE))
    if proof is None or proof.hold_id != hold_id:
        raise NotFound("hold")
    return proof


async def _checkout(
    request: PageRequest,
    proof: HoldProof,
    fields: dict[str, list[str]] | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    for_sale = await services.shows.get(proof.show_id)
    until = await live_until(services.db.pool, proof)
    person = await person_of(request)
    now = services.clock()
    given = fields or {}
    wrong = told(request, trouble)
    problems = {path.removeprefix("buyer."): text for path, text in wrong.items()}
    speak, currency = partial(say, request), for_sale.show.currency
    found = await preview(services, for_sale, proof.places, person=person, wishes=_wishes(given))
    if wrong_offer := found.trouble or (trouble if trouble and _of_offer(trouble) else None):
        problems["offer_code"] = words_of_reasons(wrong_offer, speak)
    if wrong_card := found.card_trouble or (trouble if trouble and _of_card(trouble) else None):
        problems["gift_card"] = speak(wrong_card.detail)
    wishes = _wishes(given)
    tables = await tables_for(services, for_sale, proof.places, person=person, wishes=wishes)
    if wrong_table := found.table_trouble or (trouble if trouble and _of_table(trouble) else None):
        problems["restaurant"] = words_of_reasons(wrong_table, speak)
    bill = bill_of(found.lines, currency, category_words(for_sale.plan), speak)
    view = CheckoutPage(
        hold_id=str(proof.hold_id),
        show=show_summary(for_sale.show, speak),
        bill=with_card(
            msgspec.structs.replace(bill, saved=saved_of(found.applied, currency)),
            found.credit,
            speak,
        ),
        countdown=Countdown(until or now, now, for_sale.show.hold_seconds),
        name=one(given, "name") or (person.name if person else ""),
        email=one(given, "email") or (person.email if person else ""),
        offer_code=one(given, "offer_code"),
        gift_card=one(given, "gift_card"),
        offer_news=news_of(found, currency, language=language_of(request), speak=speak),
        tables=tables_shown(tables, currency, chosen=wishes.restaurant_id, speak=speak),
        problems=problems,
        refusal=refusal(request, trouble) if trouble and not problems else None,
        expired=until is None,
    )
    status = 410 if until is None else trouble.status if trouble else 200
    return await page(request, "orders/checkout.html", view, status=status)


@post("/checkout/{hold_id:uuid}", guards=[may(Right.BUY)], include_in_schema=False)
async def post_checkout(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Open the order and go to the payment. A form sent twice finds its first order, and so does
    one that was loaded again meanwhile."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    proof = _proof(request, hold_id)
    person = await person_of(request)
    try:
        buyer = buyer_of(services, person, one(fields, "name"), one(fields, "email"))
        intent = form_intent(request, fields)
        opened = await open_order(services, proof, buyer, intent, wishes=_wishes(fields))
    except (Refused, Invalid) as error:
        if first := await _first_order(services, request, hold_id):
            return go(f"/orders/{first}/pay")
        return await _checkout(request, proof, fields, trouble_of(error))
    if again := isinstance(opened, KeyKnown):
        kept = await recall(services.db.pool, opened.intent)
        order_id = UUID(msgspec.json.decode(kept.body)["id"])
    else:
        order_id = opened[0].order_id
    return marked(go(f"/orders/{order_id}/pay", remember_order(request, order_id)), again=again)


@post("/checkout/{hold_id:uuid}/quote", guards=[may(Right.BUY)], include_in_schema=False)
async def post_quote(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """The same page with what a code would bring; nothing is opened or used."""
    fields = await form_of(request)
    return await _checkout(request, _proof(request, hold_id), fields)


def _wishes(fields: dict[str, list[str]]) -> Wishes:
    table = one(fields, "restaurant")
    return Wishes(
        restaurant_id=int(table) if table.isdecimal() and len(table) < 19 else None,
        channel=Channel.WEB,
        offer_code=one(fields, "offer_code")[:60],
        gift_card=one(fields, "gift_card").strip()[:40],
    )


def _of_offer(trouble: Trouble) -> bool:
    return trouble.code.startswith("offer_") and not _of_table(trouble)


def _of_table(trouble: Trouble) -> bool:
    return "table" in trouble.facts


def _of_card(trouble: Trouble) -> bool:
    return trouble.code.startswith("gift_card_")


async def _first_order(services: Services, request: PageRequest, hold_id: UUID) -> UUID | None:
    """The order that this browser opened from the hold before."""
    for order_id in reversed(known_orders(request)):
        row = await services.db.pool.fetchval("SELECT hold_id FROM orders WHERE id = $1", order_id)
        if row == hold_id:
            return order_id
    return None


@post("/checkout/{hold_id:uuid}/release", guards=[may(Right.BUY)], include_in_schema=False)
async def post_release(request: PageRequest, hold_id: FromPath[UUID]) -> Page:
    """Give the places back and return to the map."""
    services: Services = request.app.state.services
    await form_of(request)
    proof = _proof(request, hold_id)
    await release(services, proof)
    return go(f"/shows/{proof.show_id}", cookie(services, HOLD_COOKIE, "", seconds=0))


PAGES = [checkout, post_checkout, post_quote, post_release]
