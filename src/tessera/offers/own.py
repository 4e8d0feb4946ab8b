"""One's own offers, for both edges: of an organization, or of the platform."""

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden, NotFound
from tessera.offers.model import Offer
from tessera.offers.read import read_offer
from tessera.web.guards import Connection, allowed, require


async def own_offer(request: Connection, tx: Tx, offer_id: int, *, right: Right) -> Offer:
    """The offer, for who has `right` where it belongs. Raises as `allowed` does."""
    offer = await read_offer(tx, offer_id)
    await may_keep(request, offer.organization_id, right)
    return offer


async def may_keep(request: Connection, organization_id: int | None, right: Right) -> Person:
    """Who is asking, where they have `right` there. The platform's own are for who runs it; what
    others may not see does not exist for them."""
    if organization_id is not None:
        return await allowed(request, right, organization_id, what="offer")
    person = await require(request)
    if not person.may(Right.PLATFORM_READ):
        raise NotFound("offer")
    if right is Right.OFFERS_CHANGE and not person.may(Right.OFFERS_PLATFORM):
        raise Forbidden
    return person
