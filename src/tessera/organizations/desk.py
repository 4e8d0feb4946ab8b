"""What all pages about an organization's money and terms share: who may, and the way around."""

from tessera.accounts.model import MemberRole, Person
from tessera.kit.errors import Forbidden, NotFound
from tessera.organizations.found import read_organization
from tessera.organizations.model import Organization
from tessera.services import Services
from tessera.web.guards import Connection, require
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link

KEEPERS = frozenset({MemberRole.OWNER, MemberRole.MANAGER})
"""Who sees an organization's books."""
SECTIONS = {
    "statement": N_("Statement"),
    "invoices": N_("Invoices"),
    "refunds": N_("Refunds owed"),
    "disputes": N_("Disputes"),
    "payments": N_("Ways to pay"),
    "terms": N_("Terms"),
}
SWITCH_MAX = 12
"""Organizations that one page offers to switch to."""


async def kept_organization(
    request: Connection, organization_id: int, roles: frozenset[MemberRole] = KEEPERS
) -> Organization:
    """The organization, for who keeps its books.

    Raises `NotFound` for strangers, `Forbidden` for members of other roles.
    """
    services: Services = request.app.state.services
    person = await require(request)
    if not person.works_for(organization_id, frozenset(MemberRole)):
        raise NotFound("organization")
    if not person.works_for(organization_id, roles):
        raise Forbidden
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


async def desks_of(
    request: PageRequest, person: Person, section: str, *, current: int = 0
) -> tuple[Link, ...]:
    """The organizations whose books somebody keeps, where there are several; admins see the
    first ones."""
    services: Services = request.app.state.services
    kept = [o for o, role in person.memberships.items() if role in KEEPERS]
    rows = await services.db.pool.fetch(
        """SELECT id, name FROM organizations WHERE ($1 OR id = ANY($2::bigint[]))
        ORDER BY id <> $3, name, id LIMIT $4""",
        person.is_admin,
        kept,
        current,
        SWITCH_MAX,
    )
    return tuple(
        Link(row["name"], f"/organizer/organizations/{row['id']}/{section}", row["id"] == current)
        for row in rows
    )
