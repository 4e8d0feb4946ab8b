"""What all pages about an organization's money and terms share: who may, and the way around."""

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.organizations.found import read_organization
from tessera.organizations.model import Organization
from tessera.services import Services
from tessera.web.guards import Connection, allowed, require
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link

SECTIONS = {
    "start": N_("First steps"),
    "insight": N_("Insight"),
    "programme": N_("Programme"),
    "series": N_("Series"),
    "price-lists": N_("Price lists"),
    "venues": N_("Venues"),
    "seat-plans": N_("Seat plans"),
    "section-templates": N_("Section templates"),
    "titles": N_("Titles"),
    "exports": N_("Exports"),
    "statement": N_("Statement"),
    "invoices": N_("Invoices"),
    "refunds": N_("Refunds owed"),
    "disputes": N_("Disputes"),
    "payments": N_("Ways to pay"),
    "terms": N_("Terms"),
    "payouts": N_("Payouts"),
    "offers": N_("Offers"),
    "gift-cards": N_("Gift cards"),
    "messages": N_("Messages"),
    "waiting-rooms": N_("Waiting rooms"),
    "members": N_("Members"),
    "keys": N_("API keys"),
    "audit": N_("Audit log"),
}
PLATFORM = {
    "insight": N_("Insight"),
    "titles": N_("Titles"),
    "guide/restaurants": N_("Restaurants"),
    "guide/streaming": N_("Films at home"),
    "guide/plans": N_("Plans"),
    "accounts": N_("People"),
    "organizations": N_("Organizations"),
    "offers": N_("Offers"),
    "messages": N_("Messages"),
    "disputes": N_("Disputes"),
    "refunds": N_("Refunds owed"),
    "audit": N_("Audit log"),
    "jobs": N_("Jobs"),
    "live": N_("Live sale"),
}
SWITCH_MAX = 12
"""Organizations that one page offers to switch to."""


async def kept_organization(request: Connection, organization_id: int) -> Organization:
    """The organization, for who has the route's right there. Raises as `allowed` does."""
    services: Services = request.app.state.services
    await allowed(request, None, organization_id)
    async with services.db.transaction() as tx:
        return await read_organization(tx, organization_id)


async def desk(request: PageRequest, organization: Organization, section: str) -> Desk:
    """The way around: sections of this organization, and the same section of others."""
    person = await require(request)
    base = f"/organizer/organizations/{organization.id}"
    return Desk(
        organization.id,
        organization.name,
        tuple(
            Link(say(request, label), f"{base}/{key}", key == section)
            for key, label in SECTIONS.items()
        ),
        await desks_of(request, person, section, current=organization.id),
    )


def platform_desk(request: PageRequest, section: str) -> Desk:
    """The head of the platform's own pages."""
    links = (
        Link(say(request, label), f"/admin/{key}", key == section)
        for key, label in PLATFORM.items()
    )
    return Desk(0, "Tessera", tuple(links))


async def desks_of(
    request: PageRequest, person: Person, section: str, *, current: int = 0
) -> tuple[Link, ...]:
    """The organizations whose books somebody keeps, where there are several; admins see the
    first ones."""
    services: Services = request.app.state.services
    kept = person.where(Right.BOOKS_READ)
    rows = await services.db.pool.fetch(
        """SELECT id, name FROM organizations WHERE ($1 OR id = ANY($2::bigint[]))
        ORDER BY id <> $3, name, id LIMIT $4""",
        kept is None,
        list(kept or ()),
        current,
        SWITCH_MAX,
    )
    return tuple(
        Link(row["name"], f"/organizer/organizations/{row['id']}/{section}", row["id"] == current)
        for row in rows
    )
