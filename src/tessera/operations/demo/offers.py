"""The demo's offers: two codes that everybody may use, and an automatic one to be switched on."""

from collections.abc import Iterable

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.money import exponent
from tessera.offers.cards.online.model import ShopWanted
from tessera.offers.cards.online.shop import keep_shop
from tessera.offers.change import enter_offer
from tessera.offers.model import NewOffer, OfferKind, Rule, Topic, Way

sql = named.beside(__file__)


async def enter_offers(tx: Tx, organizations: Iterable[tuple[int, str]]) -> None:
    """The same for each organization, by its id and currency. None holds by itself: the demo is
    also what rehearsals sell, by the shortest way there is."""
    for organization_id, currency in organizations:
        for new in _offers(10 ** exponent(currency)):
            await enter_offer(tx, organization_id, new)
        unit = 10 ** exponent(currency)
        least, most = (500, 10_000) if currency == "INR" else (10, 250)
        shop = ShopWanted(enabled=True, least=least * unit, most=most * unit)
        await keep_shop(tx, organization_id, shop)


async def enter_suppers(tx: Tx, organizations: Iterable[tuple[int, str]]) -> None:
    """Show and supper: a tenth less with a table at a restaurant near the venue. It holds by
    itself, but only for who names a restaurant, so orders without one go the short way."""
    for organization_id, _ in organizations:
        found = await tx.fetch(sql["tables_of_house"], organization_id)
        if tables := tuple(row["id"] for row in found):
            rule = Rule(
                kind=OfferKind.PERCENTAGE, basis_points=1000, combines_restaurant_ids=tables
            )
            new = NewOffer(
                name="Show and supper",
                rule=rule,
                way=Way.AUTOMATIC,
                description="A tenth less with a table at a restaurant nearby.",
                topic=Topic.FOOD,
                listed=True,
                stacks=True,
            )
            await enter_offer(tx, organization_id, new)


def _offers(unit: int) -> tuple[NewOffer, ...]:
    regulars = Rule(kind=OfferKind.PERCENTAGE, basis_points=1500, cap=200 * unit)
    three = Rule(kind=OfferKind.N_FOR_M, buys=3, pays=2)
    matinee = Rule(kind=OfferKind.PERCENTAGE, basis_points=2000, until_time="17:00")
    return (
        NewOffer(
            name="Regulars",
            rule=regulars,
            code="REGULAR15",
            description="For everybody who comes again.",
            topic=Topic.FILMS,
            listed=True,
            uses_max=10_000,
            uses_per_customer_max=5,
        ),
        NewOffer(
            name="Three for two",
            rule=three,
            code="TRIO",
            description="The cheapest of three places is on the house.",
            listed=True,
        ),
        NewOffer(
            name="Matinee",
            rule=matinee,
            way=Way.AUTOMATIC,
            description="Before five in the afternoon.",
            topic=Topic.FILMS,
            listed=True,
            enabled=False,
        ),
    )
