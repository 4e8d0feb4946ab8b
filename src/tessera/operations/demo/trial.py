"""The demo's new organization: nothing in it yet, in test mode, to go the first steps with."""

from tessera.kit.database import Tx
from tessera.operations.demo.people import OWNER
from tessera.organizations.found import found_organization
from tessera.organizations.model import NewOrganization
from tessera.organizations.trial.mode import begin_test


async def enter_trial(tx: Tx) -> None:
    """Of the demo's owner."""
    new = NewOrganization(name="First Night", slug="first-night", currency="EUR", owner_email=OWNER)
    await begin_test(tx, (await found_organization(tx, new)).id)
