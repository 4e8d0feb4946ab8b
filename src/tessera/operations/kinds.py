"""Every kind of job there is, from the features' lists."""

from tessera.accounts import tasks as accounts
from tessera.accounts.factors import tasks as factors
from tessera.admin.people import run as admin
from tessera.box_office import tasks as box_office
from tessera.catalog import tasks as catalog
from tessera.kit.jobs import JobKind, Queue
from tessera.messages import tasks as messages
from tessera.offers.cards.online import tasks as card_sales
from tessera.operations import saga_kinds
from tessera.operations.doctor import tasks as doctor
from tessera.orders import tasks as orders
from tessera.orders.replacement import tasks as replacements
from tessera.organizations import tasks as organizations
from tessera.organizations.trial import purge as trial
from tessera.payments import tasks as payments
from tessera.services import Workshop
from tessera.venues import tasks as venues
from tessera.webhooks import tasks as webhooks

KINDS: tuple[JobKind[Workshop], ...] = (
    *admin.KINDS,
    *accounts.KINDS,
    *box_office.KINDS,
    *catalog.KINDS,
    *factors.KINDS,
    *messages.KINDS,
    *orders.KINDS,
    *replacements.KINDS,
    *organizations.KINDS,
    *trial.KINDS,
    *payments.KINDS,
    *saga_kinds.KINDS,
    *doctor.KINDS,
    *card_sales.KINDS,
    *venues.KINDS,
    *webhooks.KINDS,
)

BY_NAME = {kind.name: kind for kind in KINDS}


def kinds_of(queue: Queue) -> list[JobKind[Workshop]]:
    """The kinds that wait in one queue."""
    return [kind for kind in KINDS if kind.queue is queue]
