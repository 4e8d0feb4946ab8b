"""What the page shows on which a show is edited."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tessera.accounts.policy import Right
from tessera.allotments.view import head_of
from tessera.kit import sql as named
from tessera.kit.errors import Invalid, Refused
from tessera.kit.versions import is_stale
from tessera.services import Services
from tessera.shows.editing.edit import WORDS, lines_of, notices_of
from tessera.shows.editing.forms import values_of
from tessera.shows.editing.model import Announced, Bookings
from tessera.shows.model import Show, ShowStatus
from tessera.shows.places_view import category_prices
from tessera.shows.windows.codes import codes_written, show_codes_of
from tessera.shows.windows.forms import windows_told, windows_typed
from tessera.shows.write import prices_of
from tessera.venues.console.forms import Fields
from tessera.web.both import both_of
from tessera.web.errors import trouble_of
from tessera.web.guards import require
from tessera.web.pages import (
    CSRF_FIELD,
    FORM_KEY_FIELD,
    PageRequest,
    language_of,
    one,
    refusal,
    say,
    told,
)
from tessera.web.present import N_
from tessera.web.views.editing import BookedRow, CodeSeries, Consequence, EditShowPage
from tessera.web.views.shell import Both, Link, Option

sql = named.beside(__file__)

LABELS = {
    "title_id": N_("Title"),
    "starts_at": N_("Starts"),
    "ends_at": N_("Ends"),
    "language": N_("Language"),
    "format": N_("Format"),
    "sales_open_at": N_("The sale opens"),
    "sales_close_at": N_("The sale closes"),
    "places_per_order_max": N_("Places per order"),
    "places_per_customer_max": N_("Per customer"),
    "hold_seconds": N_("Places are held for, seconds"),
    "unlisted": N_("Unlisted: only who has the link finds it"),
    "windows": N_("Sales windows"),
}
PUBLISH = N_("Publish it")
OF_WINDOW = {
    "name": N_("Name"),
    "opens_at": N_("Opens"),
    "closes_at": N_("Closes"),
    "categories": N_("Categories"),
    "code": N_("For"),
}
OPEN = frozenset({ShowStatus.DRAFT, ShowStatus.SCHEDULED, ShowStatus.ON_SALE, ShowStatus.SOLD_OUT})
CODES_SHOWN_MAX = 500
SAID = {
    "saved": N_("Saved."),
    "told": N_("Saved. Everybody who has booked is told by mail and in the inbox."),
    "issued": N_("Here are the codes. They are kept nowhere, and can be shown again."),
    "revoked": N_("No code issued so far works any more."),
}


def consequence_of(
    request: PageRequest,
    bookings: Bookings,
    changes: Sequence[Announced],
    *,
    fields: Fields,
) -> Consequence:
    """What saving means for people who have booked."""
    own = (CSRF_FIELD, FORM_KEY_FIELD, "note")
    return Consequence(
        orders=bookings.orders,
        places=bookings.places,
        changes=tuple((say(request, WORDS[c.what]), c.before, c.after) for c in changes),
        examples=tuple(
            BookedRow(f"/organizer/orders/{b.order_id}", b.reference, b.buyer, b.places)
            for b in bookings.examples
        ),
        sent=tuple((n, v) for n, values in fields.items() if n not in own for v in values),
    )


async def edit_view(
    request: PageRequest,
    show: Show,
    fields: Fields,
    *,
    error: Invalid | Refused | None,
    consequence: Any,
) -> EditShowPage:
    """The form with everything around it."""
    services: Services = request.app.state.services
    live = await services.maps.get(show.id)
    plan = (await services.shows.get(show.id)).plan
    async with services.db.transaction() as tx:
        amounts = await prices_of(tx, show.id)
        titles = await tx.fetch(sql["titles_to_choose"], show.organization_id, show.title.id)
        formats = await tx.raw.fetchval("SELECT formats FROM halls WHERE id = $1", show.hall.id)
        issued = await show_codes_of(tx, show.id)
        notices = await notices_of(tx, show.id)
    usual = values_of(show, amounts)
    typed = "starts_at" in fields
    values = {name: one(fields, name) for name in usual} if typed else usual
    both = None
    if is_stale(error):
        # Whoever has seen both may save again, over what the other one wrote.
        both = _both(request, show, usual, values=values, fields=fields, titles=titles)
        values = values | {"version": usual["version"]}
    url, language = f"/organizer/shows/{show.id}", language_of(request)
    return EditShowPage(
        show=await head_of(request, show, "/edit"),
        url=f"{url}/edit",
        currency=show.currency,
        values=values,
        windows=windows_typed(fields, show.windows, ZoneInfo(show.venue.timezone)),
        titles=tuple(
            Option(str(r["id"]), r["name"], str(r["id"]) == values["title_id"]) for r in titles
        ),
        formats=tuple(formats or ()),
        categories=category_prices(show, plan, live),
        problems=told(request, trouble_of(error)) if isinstance(error, Invalid) else {},
        consequence=consequence,
        codes=tuple(
            CodeSeries(_series(url, c.first), c.label, c.quantity, c.created_at, c.works)
            for c in issued
        ),
        codes_url=f"{url}/codes",
        issued=_shown(request, services, show, issued=issued),
        room=await _room(request, show),
        room_stands=show.room is not None,
        room_url=f"{url}/room",
        move_url=f"{url}/move",
        public_url=f"/shows/{show.id}",
        told=tuple((n.at, ", ".join(lines_of(n.changes, language))) for n in notices),
        open=show.status in OPEN,
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
        named=_named(request, show, error),
        both=both,
    )


def _named(request: PageRequest, show: Show, error: Invalid | Refused | None) -> dict[str, str]:
    """The fields that are wrong, as the form calls them."""
    labels = LABELS | {f"prices.{key}": key for key in show.prices} | {"publish": PUBLISH}
    paths = [problem.path for problem in error.problems] if isinstance(error, Invalid) else []
    return {path: _name(request, path, labels) for path in paths}


def _name(request: PageRequest, path: str, labels: Mapping[str, str]) -> str:
    if path.startswith("windows["):
        n, _, field = path.removeprefix("windows[").partition("].")
        window = say(request, N_("Window %(n)s"), n=int(n) + 1 if n.isdecimal() else n)
        return f"{window}, {say(request, OF_WINDOW[field])}" if field in OF_WINDOW else window
    return say(request, labels.get(path, path))


def _both(
    request: PageRequest,
    show: Show,
    usual: dict[str, str],
    *,
    values: dict[str, str],
    fields: Fields,
    titles: Sequence[Any],
) -> tuple[Both, ...]:
    names = {str(row["id"]): row["name"] for row in titles}
    prices = {f"price-{key}": key for key in show.prices}
    theirs, mine = (
        {
            **found,
            "title_id": names.get(found["title_id"], ""),
            "windows": windows_told(typed, show.windows, ZoneInfo(show.venue.timezone)),
        }
        for found, typed in ((usual, {}), (values, fields))
    )
    return both_of(partial(say, request), theirs, mine, labels=LABELS | prices)


def _series(url: str, first: int) -> str:
    return f"{url}/edit?series={first}#codes"


def _shown(request: PageRequest, services: Services, show: Show, *, issued: Any) -> tuple[str, ...]:
    """The codes of the series that the address names."""
    first = request.query_params.get("series", "")
    known = {str(one_.first) for one_ in issued}
    if first not in known:
        return ()
    codes = codes_written(services.rooms.show_codes, show.id, issued, first=int(first))
    return tuple(codes[:CODES_SHOWN_MAX])


async def _room(request: PageRequest, show: Show) -> Link | None:
    """The board of the room before the show, for who may see it."""
    person = await require(request)
    if show.room is None or not person.may(Right.ROOMS_READ, show.organization_id):
        return None
    rooms = f"/organizer/organizations/{show.organization_id}/waiting-rooms"
    return Link(say(request, N_("Waiting room")), f"{rooms}/{show.room.id}")
