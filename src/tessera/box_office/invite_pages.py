"""Pages: invite somebody, to free places or to those that the house keeps back."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.box_office.comp import comp
from tessera.box_office.pages import head_of, place_rows
from tessera.box_office.picture import found_by
from tessera.claims.live_map import CODES, FREE
from tessera.claims.model import ClaimState
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.orders.open_routes import buyer_of
from tessera.services import Services
from tessera.shows.model import ForSale
from tessera.shows.routes import own_show
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.views.box_office import InvitePage

SHOWN_MAX = 300
BLOCKED = CODES[ClaimState.BLOCKED]
FIELDS = ("name", "email", "reason", "places")


@get(
    "/organizer/shows/{show_id:int}/invitations",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def invite_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Who, where, why."""
    for_sale = await own_show(request, show_id)
    return await _invite(request, for_sale, fields={})


@post(
    "/organizer/shows/{show_id:int}/invitations",
    guards=[may(Right.ORDERS_CHANGE)],
    include_in_schema=False,
)
async def post_invite(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Give the places away; tickets are mailed."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    for_sale = await own_show(request, show_id)
    person = await require(request)
    changes: list[Any] = []

    async def act(tx: Tx) -> str:
        places, problems = _places(for_sale, fields)
        try:
            buyer = buyer_of(services, None, one(fields, "name"), one(fields, "email"))
        except Invalid as error:
            named = (Problem(p.path.removeprefix("buyer."), p.message) for p in error.problems)
            raise Invalid([*problems, *named]) from error
        if problems:
            raise Invalid(problems)
        order, change = await comp(
            tx,
            for_sale,
            places,
            buyer=buyer,
            account_id=person.account_id,
            reason=one(fields, "reason").strip(),
        )
        changes.append(change)
        return f"/organizer/orders/{order.id}"

    try:
        answer = await go_once(request, fields, act, money=True)
    except (Refused, Invalid) as error:
        return await _invite(request, for_sale, fields=fields, trouble=trouble_of(error))
    services.maps.tell(changes)
    return answer


def _places(for_sale: ForSale, fields: Mapping[str, list[str]]) -> tuple[list[int], list[Problem]]:
    """Places that were ticked, and those that were written: labels with commas between them."""
    ticked = [text for text in fields.get("place", []) if text.isdecimal() and len(text) < 8]
    places, problems = [int(text) for text in ticked], []
    for word in filter(None, (part.strip() for part in one(fields, "places")[:2000].split(","))):
        found = found_by(for_sale.plan, word, 2)
        if len(found) == 1:
            places += found
        else:
            problems.append(Problem("places", "is no place of this hall, or not one alone"))
    return list(dict.fromkeys(places)), problems


async def _invite(
    request: PageRequest,
    for_sale: ForSale,
    *,
    fields: Mapping[str, list[str]],
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    live = await services.maps.get(for_sale.show.id)
    live.lapse(services.maps.now())
    free = [place for place, code in enumerate(live.states) if code == FREE]
    blocked = [place for place, code in enumerate(live.states) if code == BLOCKED]
    problems = told(request, trouble) if trouble and trouble.problems else {}
    view = InvitePage(
        head=await head_of(request, for_sale.show, "/invitations"),
        values={name: one(fields, name) for name in FIELDS},
        problems=problems,
        refusal=refusal(request, trouble) if trouble and not trouble.problems else None,
        free=await place_rows(request, for_sale, free[:SHOWN_MAX]),
        blocked=await place_rows(request, for_sale, blocked[:SHOWN_MAX]),
        chosen=frozenset(fields.get("place", [])),
        free_count=len(free),
        blocked_count=len(blocked),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/invite.html", view, status=status)


PAGES = [invite_page, post_invite]
