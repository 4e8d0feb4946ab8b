"""What the pages of allotments show."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from tessera.accounts.policy import Right
from tessera.allotments.forms import UNITS
from tessera.allotments.model import WAYS, Allotment, How, Purpose
from tessera.allotments.read import sql
from tessera.allotments.rules import OPEN
from tessera.kit.database import Tx
from tessera.kit.money import Money
from tessera.kit.versions import CHANGED_MEANWHILE
from tessera.shows.model import ForSale, Show
from tessera.venues.console.forms import Fields
from tessera.web.both import both_of
from tessera.web.guards import require
from tessera.web.pages import PageRequest, one, say
from tessera.web.present import N_
from tessera.web.show_tabs import show_tabs
from tessera.web.views.allotments import (
    AllotmentOrder,
    AllotmentPage,
    AllotmentRow,
    KeptPlace,
    ShowHead,
)
from tessera.web.views.shell import Both, Link, Option, Refusal

PURPOSES = {
    Purpose.HOUSE: N_("House"),
    Purpose.PRESS: N_("Press"),
    Purpose.SPONSOR: N_("Sponsor"),
    Purpose.BOX_OFFICE: N_("Box office"),
    Purpose.PARTNER: N_("Partner"),
}
HOWS = {
    How.COMPLIMENTARY: N_("Free of charge"),
    How.CASH: N_("Cash"),
    How.CARD: N_("Card at the counter"),
    How.PARTNER: N_("Paid to the partner"),
}
LABELS = {"name": N_("Name"), "release": N_("Back in the sale"), "note": N_("Note")}
UNIT_WORDS = {"minutes": N_("minutes"), "hours": N_("hours"), "days": N_("days")}
LABELS_SHOWN = 12


async def head_of(request: PageRequest, show: Show, tab: str) -> ShowHead:
    """The show that a page is about, and the way around it."""
    return ShowHead(
        str(show.id),
        show.title.name,
        show.starts_at,
        show.venue.timezone,
        show.venue.name,
        show.hall.name,
        show.status.value,
        await show_tabs(request, show, tab),
    )


def row_of(request: PageRequest, found: Allotment, for_sale: ForSale) -> AllotmentRow:
    """An allotment in a line."""
    labels = [for_sale.plan.label(place) for place in found.places[:LABELS_SHOWN]]
    more = ["…"] if len(found.places) > LABELS_SHOWN else []
    minutes = found.release_minutes
    back = for_sale.show.starts_at - timedelta(minutes=minutes) if minutes is not None else None
    return AllotmentRow(
        url=f"/organizer/allotments/{found.id}",
        name=found.name,
        purpose=say(request, PURPOSES[found.purpose]),
        note=found.note,
        places=len(found.places),
        labels=", ".join(labels + more),
        orders=found.sold,
        releases_at=back,
        ended_at=found.ended_at,
    )


async def allotment_page_view(
    request: PageRequest,
    tx: Tx,
    found: Allotment,
    *,
    for_sale: ForSale,
    fields: Fields,
    problems: Mapping[str, str],
    refused: Refusal | None,
    said: str,
) -> AllotmentPage:
    """One allotment with everything that can be done with it."""
    show = for_sale.show
    stale = refused is not None and refused.code == CHANGED_MEANWHILE
    person = await require(request)
    may_change = person.may(Right.SHOWS_CHANGE, show.organization_id)
    open_now = found.ended_at is None and show.status in OPEN
    hows = [how for how in How if how in WAYS[found.purpose] and how is not How.PARTNER]
    hows = [how for how in hows if may_change or how is not How.COMPLIMENTARY]
    list_url = f"/organizer/shows/{show.id}/allotments"
    return AllotmentPage(
        show=await head_of(request, show, "/allotments"),
        back=Link(say(request, N_("Kept back")), list_url),
        url=f"/organizer/allotments/{found.id}",
        row=row_of(request, found, for_sale),
        places=tuple(_kept(for_sale, place) for place in found.places),
        ways=tuple(
            Option(how.value, say(request, HOWS[how]), how.value == one(fields, "how"))
            for how in (hows if open_now else ())
        ),
        orders=await _orders(request, tx, found),
        values=_values(found, fields),
        problems=problems,
        may_change=may_change and found.ended_at is None,
        refusal=refused,
        said=said,
        version=found.version,
        both=_both(request, found, fields) if stale else None,
    )


def _both(request: PageRequest, found: Allotment, fields: Fields) -> tuple[Both, ...]:
    def told(values: Mapping[str, str]) -> dict[str, str]:
        unit = say(request, UNIT_WORDS.get(values["unit"], ""))
        back = f"{values['release']} {unit}" if values["release"] else ""
        return {**values, "release": back}

    theirs, mine = told(_values(found, {})), told(_values(found, fields))
    return both_of(partial(say, request), theirs, mine, labels=LABELS)


def _kept(for_sale: ForSale, place: int) -> KeptPlace:
    plan, show = for_sale.plan, for_sale.show
    category = plan.categories[plan.category_of[place]]
    price = show.price(category.key) if category.key in show.prices else Money(0, show.currency)
    return KeptPlace(place, plan.label(place), category.name, price)


async def _orders(request: PageRequest, tx: Tx, found: Allotment) -> tuple[AllotmentOrder, ...]:
    rows = await tx.fetch(sql["orders_of"], found.show_id)
    return tuple(
        AllotmentOrder(
            f"/organizer/orders/{row['order_id']}",
            row["reference"],
            row["buyer_name"],
            row["labels"],
            say(request, HOWS[How(row["how"])]),
            Money(int(row["paid"]), row["currency"]),
            row["at"],
        )
        for row in rows
        if row["allotment_id"] == found.id
    )


def _values(found: Allotment, fields: Fields) -> dict[str, str]:
    minutes = found.release_minutes
    unit = "minutes"
    for name, size in UNITS.items():
        if minutes and minutes % size == 0:
            unit = name
    release = "" if minutes is None else str(minutes // UNITS[unit])
    kept = {"name": found.name, "note": found.note, "release": release, "unit": unit}
    typed = {name: one(fields, name) for name in kept if name in fields}
    names = ("buyer.name", "buyer.email", "quantity")
    return kept | typed | {name: one(fields, name) for name in names}
