"""The way around one show in the console: the same tabs on each of its pages."""

from tessera.accounts.policy import Right
from tessera.shows.model import Show
from tessera.web.guards import require
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.shell import Link

TABS = {
    "": N_("Now"),
    "/sold": N_("What sold when"),
    "/insight": N_("Insight"),
    "/orders": N_("Orders"),
    "/attendees": N_("Attendees"),
    "/places": N_("Places"),
    "/allotments": N_("Kept back"),
}
EDITORS_TABS = {"/invitations": N_("Invite")}
EDIT = N_("Edit")


async def show_tabs(request: PageRequest, show: Show, current: str) -> tuple[Link, ...]:
    """Links to the pages about a show; `current` is the end of one's own path."""
    person = await require(request)
    tabs = dict(TABS)
    if person.may(Right.ORDERS_CHANGE, show.organization_id):
        tabs |= EDITORS_TABS
    if person.may(Right.SHOWS_CHANGE, show.organization_id):
        tabs["/edit"] = EDIT
    base = f"/organizer/shows/{show.id}"
    return tuple(
        Link(say(request, word), f"{base}{end}", end == current) for end, word in tabs.items()
    )
