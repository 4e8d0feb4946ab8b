"""Pages: another place for a ticket, tickets mailed again, a note."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.box_office.again import mail_again
from tessera.box_office.model import ReseatWanted
from tessera.box_office.notes import note_order
from tessera.box_office.pages import place_rows
from tessera.box_office.picture import found_by, nearest_free
from tessera.box_office.reseat import category_of, quote_move, reseat
from tessera.box_office.routes import own_order_of_show
from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.money import Money
from tessera.orders.model import Line, Order
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.present import category_words
from tessera.web.views.box_office import ReseatPage, ReseatPreview

NEAR_MAX = 12


@get(
    "/organizer/orders/{order_id:uuid}/lines/{n:int}/place",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def reseat_page(request: PageRequest, order_id: FromPath[UUID], n: FromPath[int]) -> Page:
    """Choose another place; with one in the query, what it would do."""
    values = {name: request.query_params.get(name, "")[:500] for name in ("to", "reason")}
    return await _reseat(request, order_id, n, values=values)


@post(
    "/organizer/orders/{order_id:uuid}/lines/{n:int}/place",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def post_reseat(request: PageRequest, order_id: FromPath[UUID], n: FromPath[int]) -> Page:
    """Do what the preview showed; where that has changed meanwhile, show it again."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    _, for_sale, account_id = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)
    values = {name: one(fields, name)[:500] for name in ("to", "reason")}
    changes: list[Change] = []

    async def act(tx: Tx) -> str:
        wanted = ReseatWanted(
            n=n,
            place=_place(for_sale, values["to"]),
            account_id=account_id,
            reason=values["reason"].strip(),
            waive=bool(one(fields, "waive")),
            expected_back=int(one(fields, "expected_back") or 0),
        )
        changes.extend((await reseat(tx, order_id, for_sale=for_sale, wanted=wanted)).changes)
        return f"/organizer/orders/{order_id}"

    try:
        answer = await go_once(request, fields, act, money=True)
    except (Refused, Invalid) as error:
        return await _reseat(request, order_id, n, values=values, trouble=trouble_of(error))
    services.maps.tell(changes)
    return answer


def _place(for_sale: ForSale, words: str) -> int:
    """The one place that somebody named, by number or by what it is called. Raises `Invalid`."""
    plan = for_sale.plan
    if words.startswith("#") and words[1:].isdecimal() and len(words) < 9:
        return int(words[1:])
    found = found_by(plan, words, 2)
    areas = [a.first_place for a in plan.areas if a.name.casefold() == words.strip().casefold()]
    if len(found) != 1 and not areas:
        raise Invalid([Problem("to", "is no place of this hall, or not one alone")])
    return found[0] if found else areas[0]


async def _reseat(
    request: PageRequest,
    order_id: UUID,
    n: int,
    *,
    values: dict[str, str],
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    order, for_sale, _ = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)
    line = next((line for line in order.lines if line.n == n), None)
    if line is None or line.refund_id is not None:
        raise NotFound("ticket")
    preview = None
    if values["to"]:
        try:
            preview = await _preview(services, order, for_sale, n=n, words=values["to"])
        except Invalid as error:
            trouble = trouble or trouble_of(error)
    live = await services.maps.get(order.show_id)
    live.lapse(services.maps.now())
    near = nearest_free(for_sale.plan, live.states, place=line.place, most=NEAR_MAX)
    view = ReseatPage(
        order_url=f"/organizer/orders/{order_id}",
        action=f"/organizer/orders/{order_id}/lines/{n}/place",
        reference=order.reference,
        buyer=order.buyer_name,
        title=for_sale.show.title.name,
        starts_at=for_sale.show.starts_at,
        timezone=for_sale.show.venue.timezone,
        label=line.label,
        category=_category(for_sale, line),
        near=await place_rows(request, for_sale, near),
        values=values,
        problems=told(request, trouble) if trouble and trouble.problems else {},
        refusal=refusal(request, trouble) if trouble and not trouble.problems else None,
        preview=preview,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/reseat.html", view, status=status)


def _category(for_sale: ForSale, line: Line) -> str:
    return category_words(for_sale.plan).get(line.category, line.category)


async def _preview(
    services: Services, order: Order, for_sale: ForSale, *, n: int, words: str
) -> ReseatPreview:
    place = _place(for_sale, words)
    async with services.db.transaction() as tx:
        price = await quote_move(tx, order, for_sale, n=n, place=place)
    currency = order.currency
    dearer = Money(price.becomes - price.was, currency) if price.dearer else None
    return ReseatPreview(
        for_sale.plan.label(place),
        place,
        category_words(for_sale.plan)[category_of(for_sale, place)],
        Money(price.was, currency),
        Money(price.becomes, currency),
        Money(price.back.total, currency),
        dearer,
    )


@post(
    "/organizer/orders/{order_id:uuid}/mail",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def post_mail_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """The tickets once more."""
    fields = await form_of(request)
    order, _, _ = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)

    async def act(tx: Tx) -> str:
        await mail_again(tx, order)
        return f"/organizer/orders/{order_id}?mailed=yes#box-office"

    return await go_once(request, fields, act)


@post(
    "/organizer/orders/{order_id:uuid}/notes",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def post_note_page(request: PageRequest, order_id: FromPath[UUID]) -> Page:
    """Something written down; an empty note is none."""
    fields = await form_of(request)
    order, _, account_id = await own_order_of_show(request, order_id, Right.ORDERS_CHANGE)
    there = f"/organizer/orders/{order_id}#box-office"

    async def act(tx: Tx) -> str:
        text = one(fields, "text").strip()[:2000]
        if text:
            await note_order(tx, order_id, show_id=order.show_id, account_id=account_id, text=text)
        return there

    return await go_once(request, fields, act)


PAGES = [reseat_page, post_reseat, post_mail_page, post_note_page]
