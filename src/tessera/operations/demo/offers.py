"""The demo's offers: two codes that everybody may use, and an automatic one to be switched on."""

from collections.abc import Iterable

from tessera.kit.database import Tx
from tessera.kit.money import exponent
from tessera.offers.change import enter_offer
from tessera.offers.model import NewOffer, OfferKind, Rule, Topic, Way


async def enter_offers(tx: Tx, organizations: Iterable[tuple[int, str]]) -> None:
    """The same for each organization, by its id and currency. None holds by itself: the demo is
    also what rehearsals sell, by the shortest way there is."""
    for organization_id, currency in organizations:
        for new in _offers(10 ** exponent(currency)):
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
