"""A sale of one's own: by its token, a browser that knows it, or the account that bought it."""

from uuid import UUID

from tessera.kit.errors import NotFound
from tessera.offers.cards.model import Card
from tessera.offers.cards.online.model import CardSale, SaleStatus
from tessera.offers.cards.online.sell import read_sale
from tessera.offers.cards.verbs import read_card
from tessera.services import Services
from tessera.web.cookies import known_orders
from tessera.web.guards import Connection, person_of

TOKEN = "sale-token"  # noqa: S105 - the name of a header


async def own_sale(request: Connection, sale_id: UUID, *, token: str | None = None) -> CardSale:
    """The sale, for who has bought it. Raises `NotFound` for all others."""
    services: Services = request.app.state.services
    sale = await read_sale(services.db.pool, sale_id)
    person = await person_of(request)
    bought = person is not None and person.account_id == sale.account_id
    proven = token is not None and services.order_tokens.proves(token, sale_id)
    if not (bought or proven or (token is None and sale_id in known_orders(request))):
        raise NotFound("gift card")
    return sale


async def card_of(services: Services, sale: CardSale) -> Card | None:
    """The card that came of it."""
    if sale.status is SaleStatus.PENDING:
        return None
    return await read_card(services.db.pool, sale.id)
