"""REST: gift cards bought online, paid, given back; and whether a house sells any."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.offers.cards.online.give_back import give_back_card, retry_refund
from tessera.offers.cards.online.model import CardSale, CardWanted, ShopWanted
from tessera.offers.cards.online.own import TOKEN, card_of, own_sale
from tessera.offers.cards.online.pay import Tried, look, pay_sale
from tessera.offers.cards.online.present import sale_view, shop_view
from tessera.offers.cards.online.sell import open_sale, payments_of, read_sale, sales_of
from tessera.offers.cards.online.settle import Came
from tessera.offers.cards.online.shop import keep_shop, open_shops, read_shop
from tessera.payments.routes import PaymentWanted, payment_id_of, redirect_body
from tessera.services import Services
from tessera.web.answers import JsonRequest, intent_of, json_answer
from tessera.web.guards import allowed, may, person_of
from tessera.web.once import answered_before, once
from tessera.web.paging import Cursor, Limit

SALES = "/gift-card-sales"
SALE = SALES + "/{sale_id:uuid}"
HOUSE = "/organizations/{organization_id:int}"


@get("/gift-card-shops", guards=[may(Right.BROWSE)])
async def get_shops(
    request: JsonRequest, limit: Limit = PAGE_DEFAULT, cursor: Cursor = 0
) -> Response[bytes]:
    """Houses that sell gift cards now."""
    services: Services = request.app.state.services
    found = await open_shops(services.db.pool, limit=limit + 1, offset=cursor)
    return json_answer(offset_page(found, limit, cursor, view=shop_view))


@get(HOUSE + "/gift-card-shop", guards=[may(Right.GIFT_CARDS_READ)])
async def get_shop(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Whether a house sells cards online, and of what amounts."""
    services: Services = request.app.state.services
    await allowed(request, Right.GIFT_CARDS_READ, organization_id)
    return json_answer(shop_view(await read_shop(services.db.pool, organization_id)))


@put(HOUSE + "/gift-card-shop", guards=[may(Right.GIFT_CARDS_ISSUE)])
async def put_shop(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[ShopWanted]
) -> Response[bytes]:
    """Open, change or close the shop."""
    await allowed(request, Right.GIFT_CARDS_ISSUE, organization_id)

    async def act(tx: Tx) -> object:
        return shop_view(await keep_shop(tx, organization_id, data))

    return await once(request, act)


@get(HOUSE + "/gift-card-sales", guards=[may(Right.GIFT_CARDS_READ)])
async def get_sales(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """The cards that a house has sold online, the newest first."""
    services: Services = request.app.state.services
    await allowed(request, Right.GIFT_CARDS_READ, organization_id)
    pool = services.db.pool
    found = await sales_of(pool, organization_id, before=cursor, limit=limit + 1)
    shown = [await _view(services, sale) for sale in found[:limit]]
    after = str(found[limit - 1].id) if len(found) > limit else None
    return json_answer({"items": shown, "next_cursor": after})


@post(SALES, guards=[may(Right.BUY)], status_code=201)
async def post_sale(request: JsonRequest, data: JSONBody[CardWanted]) -> Response[bytes]:
    """Buy a card for somebody. The `token` in the answer proves who bought."""
    services: Services = request.app.state.services
    person = await person_of(request)
    locale = person.locale if person else "en"

    async def act(tx: Tx) -> object:
        sale = await open_sale(tx, data, person=person, locale=locale, now=services.clock())
        offered = await services.providers.offered(sale.organization_id, sale.currency)
        token = services.order_tokens.token(sale.id)
        return sale_view(sale, (), None) | {"token": token, "payment_options": offered}

    return await once(request, act, status=201, money=True)


@get(SALE, guards=[may(Right.BUY)])
async def get_sale(request: JsonRequest, sale_id: FromPath[UUID]) -> Response[bytes]:
    """A sale, for who has bought it (`Sale-Token`)."""
    services: Services = request.app.state.services
    sale = await _own(request, sale_id)
    for payment in await payments_of(services.db.pool, sale_id):
        await look(services, sale, payment)
    return json_answer(await _view(services, await read_sale(services.db.pool, sale_id)))


@post(SALE + "/payments", guards=[may(Right.BUY)], status_code=200)
async def post_sale_payment(
    request: JsonRequest, sale_id: FromPath[UUID], data: JSONBody[PaymentWanted]
) -> Response[bytes]:
    """Pay a sale. 200 paid, 202 processing (look at the sale again) or redirect (open its `url`),
    402 declined. Sent again with its key, it is the same attempt."""
    services: Services = request.app.state.services
    sale = await _own(request, sale_id)
    if before := await answered_before(request):
        return before
    payment_id = payment_id_of(await intent_of(request))
    tried = await pay_sale(
        services, sale, payment_id=payment_id, provider=data.provider, method=data.method
    )
    status, body = await _answered(services, sale, tried)

    async def act(_tx: Tx) -> object:
        return body

    return await once(request, act, status=status, money=True)


async def _answered(services: Services, sale: CardSale, tried: Tried) -> tuple[int, dict[str, Any]]:
    """The status and the answer of an attempt, to be kept under its key. Raises `Refused`."""
    if tried.came is Came.FAILED:
        raise Refused("payment_declined", failure=tried.said.failure)
    if tried.next is not None:
        return 202, redirect_body(tried.next)
    now = await read_sale(services.db.pool, sale.id)
    done = now.paid_at is not None
    body: dict[str, Any] = {"status": now.status if done else "processing"}
    return 200 if done else 202, body | {"sale": await _view(services, now)}


@post(SALE + "/return", guards=[may(Right.BUY)], status_code=200)
async def post_return(request: JsonRequest, sale_id: FromPath[UUID]) -> Response[bytes]:
    """Give a card back while nothing of it is used; by its buyer, or by who issues cards there."""
    sale = await returnable(request, sale_id)

    async def act(tx: Tx) -> object:
        return sale_view(await give_back_card(tx, sale.id), (), None)

    return await once(request, act, money=True)


@post(SALE + "/return/retry", guards=[may(Right.GIFT_CARDS_ISSUE)], status_code=200)
async def post_retry(request: JsonRequest, sale_id: FromPath[UUID]) -> Response[bytes]:
    """Try again what a provider has refused to send back."""

    async def act(tx: Tx) -> object:
        sale = await read_sale(tx.raw, sale_id)
        await allowed(request, None, sale.organization_id, what="gift card")
        await retry_refund(tx, sale_id)
        return {"status": "created"}

    return await once(request, act, money=True)


async def returnable(request: JsonRequest, sale_id: UUID) -> CardSale:
    """The sale, for its buyer or its house. Raises `NotFound`."""
    services: Services = request.app.state.services
    sale = await read_sale(services.db.pool, sale_id)
    person = await person_of(request)
    if person is not None and person.may(Right.GIFT_CARDS_ISSUE, sale.organization_id):
        return sale
    return await own_sale(request, sale_id, token=request.headers.get(TOKEN))


async def _own(request: JsonRequest, sale_id: UUID) -> CardSale:
    return await own_sale(request, sale_id, token=request.headers.get(TOKEN))


async def _view(services: Services, sale: CardSale) -> dict[str, Any]:
    payments = await payments_of(services.db.pool, sale.id)
    return sale_view(sale, payments, await card_of(services, sale))


ROUTES = [
    get_shops,
    get_shop,
    put_shop,
    get_sales,
    post_sale,
    get_sale,
    post_sale_payment,
    post_return,
    post_retry,
]
