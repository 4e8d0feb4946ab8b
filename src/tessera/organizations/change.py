"""Change an organization, and price its shows anew where its terms are others."""

import msgspec

from tessera.kit.database import Tx
from tessera.organizations.found import change_organization, read_organization
from tessera.organizations.model import Organization, OrganizationChange
from tessera.shows.sheets import recompile


class Changed(msgspec.Struct, frozen=True):
    """The organization afterwards, and which shows must be read anew."""

    organization: Organization
    repriced: tuple[int, ...]


async def change_terms(tx: Tx, organization_id: int, change: OrganizationChange) -> Changed:
    """Change what is given; shows that sell get a new price sheet where that changes their prices
    or what goes back. Raises `Invalid`, `NotFound`, `Refused(changed_meanwhile)`."""
    before = await read_organization(tx, organization_id, lock=True)
    after = await change_organization(tx, before, change)
    if _of_sale(before) == _of_sale(after):
        return Changed(after, ())
    return Changed(after, tuple(await recompile(tx, organization_id)))


def _of_sale(organization: Organization) -> tuple[object, ...]:
    return organization.terms, organization.prices_all_in, organization.refund_policy
