"""Pages: what is kept back of a show."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.allotments.forms import (
    VALUES,
    allotment_wanted,
    change_wanted,
    sale_wanted,
)
from tessera.allotments.keep import change_allotment, enter_allotment, release_places
from tessera.allotments.model import PLACES_MAX, Allotment, Purpose
from tessera.allotments.read import allotments_of
from tessera.allotments.routes import (
    holder_of,
    may_sell,
    own_allotment,
    tell_kept,
    tell_sold,
)
from tessera.allotments.rules import OVER
from tessera.allotments.sell import Sold, sell_from
from tessera.allotments.view import PURPOSES, allotment_page_view, head_of, row_of
from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.organizations.keys.make import keys_of
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.shows.places_view import category_prices, places_of_section, section_links
from tessera.shows.routes import own_show
from tessera.venues.console.forms import Fields, chosen_ids
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say, told
from tessera.web.present import N_
from tessera.web.views.allotments import AllotmentsPage
from tessera.web.views.shell import Option
from tessera.web.views.shows import SectionLink

OF_SHOW = "/organizer/shows/{show_id:int}/allotments"
ONE = "/organizer/allotments/{allotment_id:uuid}"
SAID = {
    "kept": N_("These places are kept back. Nobody can buy them online."),
    "released": N_("The places are back in the sale."),
    "saved": N_("Saved."),
    "sold": N_("Done. The tickets are on their way by mail."),
}


@get(OF_SHOW, guards=[may(Right.SALES_READ)], include_in_schema=False)
async def allotments_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """What is kept back, and a form to keep more."""
    return await _page(request, await own_show(request, show_id), {})


@post(OF_SHOW, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_allotment_form(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Keep places back."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    fields = await form_of(request)
    kept: list[Allotment] = []

    async def act(tx: Tx) -> str:
        wanted = allotment_wanted(fields, for_sale.plan)
        kept.append(await enter_allotment(tx, for_sale, wanted))
        return f"/organizer/shows/{show_id}/allotments?said=kept"

    try:
        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _page(request, for_sale, fields, error=error)
    tell_kept(services, kept)
    return answer


@get(ONE, guards=[may(Right.SALES_READ)], include_in_schema=False)
async def allotment_page(request: PageRequest, allotment_id: FromPath[UUID]) -> Page:
    """One allotment: its places, and what came of them."""
    return await _one(request, allotment_id, {})


@post(ONE, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_allotment_change(request: PageRequest, allotment_id: FromPath[UUID]) -> Page:
    """Change its name, note, or when its places go back."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        found, _ = await own_allotment(request, tx, allotment_id)
        await change_allotment(tx, found, change_wanted(fields))
        return f"/organizer/allotments/{allotment_id}?said=saved"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _one(request, allotment_id, fields, error=error)


@post(ONE + "/releases", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_release_form(request: PageRequest, allotment_id: FromPath[UUID]) -> Page:
    """Let chosen places go, or all."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    freed: list[Change] = []

    async def act(tx: Tx) -> str:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        places = None if one(fields, "all") else chosen_ids(fields.get("place", ()))
        if places != ():
            gone = await release_places(tx, found, for_sale, places=places)
            freed.append(Change(found.show_id, gone, None))
        return f"/organizer/allotments/{allotment_id}?said=released"

    try:
        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _one(request, allotment_id, fields, error=error)
    services.maps.tell(freed)
    return answer


@post(ONE + "/orders", guards=[may(Right.ALLOTMENTS_SELL)], include_in_schema=False)
async def post_sale_form(request: PageRequest, allotment_id: FromPath[UUID]) -> Page:
    """Sell places, or give them away."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    sold: list[Sold] = []

    async def act(tx: Tx) -> str:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        person = await require(request)
        sale = sale_wanted(fields)
        may_sell(person, found, sale.how)
        buyer = holder_of(services, person, sale.holder)
        sold.append(await sell_from(tx, allotment_id, for_sale, sale=sale, buyer=buyer))
        return f"/organizer/allotments/{allotment_id}?said=sold"

    try:
        answer = await go_once(request, fields, act, money=True)
    except (Invalid, Refused) as error:
        return await _one(request, allotment_id, fields, error=error)
    tell_sold(services, sold)
    return answer


async def _one(
    request: PageRequest,
    allotment_id: UUID,
    fields: Fields,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found, for_sale = await own_allotment(request, tx, allotment_id)
        view = await allotment_page_view(
            request,
            tx,
            found,
            for_sale=for_sale,
            fields=fields,
            problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
            refused=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
            said=say(request, SAID.get(request.query_params.get("said", ""), "")),
        )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/allotment.html", view, status=status)


async def _page(
    request: PageRequest,
    for_sale: ForSale,
    fields: Fields,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    show, plan = for_sale.show, for_sale.plan
    live = await services.maps.get(show.id)
    live.lapse(services.maps.now())
    url = f"/organizer/shows/{show.id}/allotments"
    links = section_links(show, plan, live, chosen=request.query_params.get("section"))
    links = tuple(_here(link, url) for link in links)
    editor = (await require(request)).may(Right.SHOWS_CHANGE, show.organization_id)
    may_change = editor and show.status not in OVER
    found = await allotments_of(services.db.pool, show.id)
    keys = await keys_of(services.db.pool, show.organization_id) if may_change else []
    view = AllotmentsPage(
        show=await head_of(request, show, "/allotments"),
        seat_plan_id=str(show.seat_plan_id),
        url=url,
        categories=category_prices(show, plan, live),
        allotments=tuple(row_of(request, one_, for_sale) for one_ in found),
        purposes=tuple(
            Option(p.value, say(request, PURPOSES[p]), p == (one(fields, "purpose") or "press"))
            for p in Purpose
        ),
        areas=tuple(Option(a.name, a.name, a.name == one(fields, "area")) for a in plan.areas),
        keys=tuple(
            Option(str(k.id), k.name, str(k.id) == one(fields, "key_id"))
            for k in keys
            if k.ended_at is None
        ),
        values={name: one(fields, name) or usual for name, usual in VALUES.items()},
        problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
        sections=links if may_change else (),
        section=places_of_section(
            show, plan, live, sections=links, own=(), speak=lambda text: say(request, text)
        )
        if may_change
        else None,
        places_max=PLACES_MAX if may_change else 0,
        may_change=may_change,
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/allotments.html", view, status=status)


def _here(link: SectionLink, url: str) -> SectionLink:
    query = link.url.partition("?")[2]
    return SectionLink(link.name, f"{url}?{query}", link.free, link.price_from, link.current)


PAGES = [
    allotments_page,
    post_allotment_form,
    allotment_page,
    post_allotment_change,
    post_release_form,
    post_sale_form,
]
