"""Pages: the show with its seat map, and holding places from there."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.share.documents import event_of
from tessera.claims.hold import Best, Wish
from tessera.claims.model import KeyKnown
from tessera.claims.read import live_until
from tessera.claims.routes import hold_for, public_show
from tessera.claims.token import HoldProof
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.idempotency import recall
from tessera.orders.rules import cancellable_until
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.shows.places_view import (
    category_prices,
    places_of_section,
    section_links,
    standing_areas,
)
from tessera.shows.windows.gate import CODE_COOKIE, has_code, serial_of
from tessera.waiting_room.entrance import turn_of, until_of, works_here
from tessera.waiting_room.rooms import AT_SHOWS
from tessera.web.cookies import cookie, told_by
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, person_of
from tessera.web.once import form_intent, marked
from tessera.web.pages import Page, PageRequest, form_of, go, numbers, one, page, refusal, say
from tessera.web.present import N_, category_words, sale_state, show_summary, showtime
from tessera.web.public import public_read
from tessera.web.sharing import share_of
from tessera.web.views.catalog import Showtime
from tessera.web.views.shell import Countdown, Link, Option, Share
from tessera.web.views.shows import (
    OwnHold,
    ShowPage,
    WindowLine,
)

HOLD_COOKIE = "tessera_hold"
CODE_SECONDS = 30 * 86_400
QUANTITIES_SHOWN = 10


@get("/shows/{show_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def show_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The seat map; without JavaScript a list to tick."""
    answer = await show_with(request, show_id)
    request.app.state.services.visits.view(show_id, request.headers.get("user-agent", ""))
    return answer


@post("/shows/{show_id:int}/holds", guards=[may(Right.BUY)], include_in_schema=False)
async def post_hold(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Hold what the form asks for and go to the checkout; a refusal comes back on the page."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    for_sale = await public_show(services, show_id)
    try:
        wish = _wish(fields)
        held = await hold_for(request, for_sale, wish, form_intent(request, fields))
    except (Refused, Invalid) as error:
        return await show_with(request, show_id, trouble_of(error))
    if again := isinstance(held, KeyKnown):
        kept = await recall(services.db.pool, held.intent)
        proof = services.hold_tokens.open(msgspec.json.decode(kept.body)["token"])
        assert proof is not None, "we sealed it ourselves"
    else:
        proof = HoldProof(held.command.hold_id, show_id, held.command.places)
    seconds = for_sale.show.hold_seconds
    kept_hold = cookie(services, HOLD_COOKIE, services.hold_tokens.seal(proof), seconds=seconds)
    return marked(go(f"/checkout/{proof.hold_id}", kept_hold), again=again)


@post("/shows/{show_id:int}/code", guards=[may(Right.BUY)], include_in_schema=False)
async def post_code(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Keep a presale code that works in the browser; it goes along with each hold."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    show = (await public_show(services, show_id)).show
    code = one(fields, "code").strip()
    if serial_of(services, show, code) is None:
        return await show_with(request, show_id, trouble_of(Refused("code_unknown")))
    kept = cookie(services, f"{CODE_COOKIE}_{show_id}", code[:60], seconds=CODE_SECONDS)
    return go(f"/shows/{show_id}", kept)


def _wish(fields: dict[str, list[str]]) -> Wish:
    if "place" in fields:
        return Wish(places=numbers(fields, "place"))
    quantity = next(iter(numbers(fields, "quantity")), 0)
    if area := one(fields, "area"):
        return Wish(area=area, quantity=quantity)
    if quantity:
        return Wish(best=Best(quantity=quantity, category=one(fields, "category") or None))
    raise Invalid([Problem("places", "choose at least one place")])


async def show_with(request: PageRequest, show_id: int, trouble: Trouble | None = None) -> Page:
    """The show page, with what went wrong where something did."""
    services: Services = request.app.state.services
    for_sale = await public_show(services, show_id)
    show, plan = for_sale.show, for_sale.plan
    live = await services.maps.get(show_id)
    live.lapse(services.maps.now())
    speak = partial(say, request)
    own = await _own_hold(request, show)
    room, turn = await _room(request, show)
    sections = section_links(show, plan, live, chosen=request.query_params.get("section"))
    view = ShowPage(
        show_id=str(show.id),
        seat_plan_id=str(show.seat_plan_id),
        show=show_summary(show, speak),
        status=sale_state(show, live.available),
        categories=category_prices(show, plan, live),
        capacity=plan.capacity,
        available=live.available,
        places_per_order_max=show.places_per_order_max,
        hold_minutes=show.hold_seconds // 60,
        sections=sections,
        section=places_of_section(
            show, plan, live, sections=sections, own=own.places if own else (), speak=speak
        ),
        areas=standing_areas(show, plan, live),
        quantities=_quantities(show),
        other_times=await _other_times(request, show),
        sales_open_at=show.sales_open_at,
        cancel_until=cancellable_until(show),
        refusal=refusal(request, trouble) if trouble else None,
        hold=own,
        title_link=Link(show.title.name, f"/titles/{show.title.id}"),
        windows=_windows(show, category_words(plan), services.clock()),
        asks_code=any(w.code for w in show.windows) and not has_code(request, show),
        unlisted=show.unlisted,
        room=room,
        turn=turn,
        room_id=str(show.room.id) if show.room else "",
        share=_share(request, show),
    )
    return await page(request, "shows/show.html", view, status=trouble.status if trouble else 200)


async def _room(request: PageRequest, show: Show) -> tuple[Link | None, Countdown | None]:
    """The way to the waiting room, or the turn of who comes from there."""
    services: Services = request.app.state.services
    room = show.room
    if room is None:
        return None, None
    if room.counts_knocks:
        services.rooms.count(room.id, AT_SHOWS)
    person = await person_of(request)
    if not room.stands or works_here(person, show):
        return None, None
    turn = turn_of(request, room, person)
    if turn is None:
        return Link(say(request, N_("To the waiting room")), f"/waiting-rooms/{room.id}"), None
    seconds = (await services.rooms.shelf.get(room.id)).turn_seconds
    return None, Countdown(until_of(turn), services.clock(), seconds)


def _share(request: PageRequest, show: Show) -> Share:
    """What the page says of itself to search engines."""
    services: Services = request.app.state.services
    card, base = f"/cards/titles/{show.title.id}", services.settings.base_url
    event = event_of(show, base_url=base, image_url=base + card)
    starts = show.starts_at.astimezone(ZoneInfo(show.venue.timezone))
    return share_of(
        request,
        f"/shows/{show.id}",
        title=f"{show.title.name}, {starts:%Y-%m-%d %H:%M}",
        description=f"{show.venue.name}, {show.venue.city}",
        image_path=card,
        document={"@context": "https://schema.org", **event},
    )


def _windows(show: Show, words: Mapping[str, str], now: datetime) -> tuple[WindowLine, ...]:
    """When what is sold, as buyers read it."""
    return tuple(
        WindowLine(
            w.name,
            w.opens_at,
            w.closes_at,
            tuple(words.get(key, key) for key in w.categories),
            w.code,
            w.opens_at <= now,
        )
        for w in sorted(show.windows, key=lambda w: w.opens_at)
        if w.closes_at > now
    )


async def _own_hold(request: PageRequest, show: Show) -> OwnHold | None:
    services: Services = request.app.state.services
    token = told_by(request, HOLD_COOKIE)
    proof = services.hold_tokens.open(token) if token else None
    if proof is None or proof.show_id != show.id:
        return None
    until = await live_until(services.db.pool, proof)
    if until is None:
        return None
    countdown = Countdown(until, services.clock(), show.hold_seconds)
    return OwnHold(f"/checkout/{proof.hold_id}", proof.places, countdown)


def _quantities(show: Show) -> tuple[Option, ...]:
    most = min(show.places_per_order_max, QUANTITIES_SHOWN)
    return tuple(Option(str(n), str(n), n == min(2, most)) for n in range(1, most + 1))


async def _other_times(request: PageRequest, show: Show) -> tuple[Showtime, ...]:
    """The title's other shows at this venue that day."""
    day = show.starts_at.astimezone(ZoneInfo(show.venue.timezone)).date()
    wanted = WantedShows(title_id=show.title.id, venue_id=show.venue.id, day=day)
    others = await public_read(
        request, ("same day", wanted), lambda tx: find_shows(tx, wanted, limit=12)
    )
    free = await free_places(request, [other.id for other in others])
    if len(others) < 2:
        return ()
    return tuple(
        showtime(other, free.get(other.id, 0), current=other.id == show.id) for other in others
    )


PAGES = [show_page, post_hold, post_code]
