"""The demo's restaurants, films at home and plans: all invented."""

from datetime import date, timedelta

from tessera.guide.keep import PLANS, RESTAURANTS, STREAMING, enter
from tessera.guide.model import NewPlan, NewRestaurant, NewStreaming, Offer, StreamingType
from tessera.kit.database import Tx
from tessera.operations.demo.films import FILMS
from tessera.operations.demo.places import VENUES

TABLES = (
    ("The Copper Kettle", ("Gujarati", "Punjabi"), 91, "Two thalis for one"),
    ("Ember", ("Italian",), 84, ""),
    ("Nightlamp", ("Coffee", "Cakes"), 78, "A cake with every pot of tea"),
)
PLATFORMS = ("Lantern Home", "Reel & Rye", "Tidewater+")
PRICES = {"Month": (19_900, 1), "Year": (199_900, 12)}


async def enter_guide(tx: Tx, today: date) -> None:
    """Three tables near a venue of each city, the films of the catalogue at home, and what it
    costs to see them."""
    cities = {venue.city.name: venue for venue in reversed(VENUES)}
    for number, venue in enumerate(cities.values()):
        for n, (name, cuisines, rating, offer) in enumerate(TABLES):
            new = NewRestaurant(
                name=name,
                city=venue.city.name,
                cuisines=cuisines,
                rating_tenths=rating - number,
                latitude=venue.latitude + 0.002 * (n + 1),
                longitude=venue.longitude + 0.001 * n,
                overview=f"A few minutes on foot from {venue.name}.",
                offers=(Offer(offer, "With a ticket of the day"),) if offer else (),
            )
            await enter(tx, RESTAURANTS, new)
    for number, film in enumerate(FILMS[:24]):
        title = NewStreaming(
            name=film.name,
            type=StreamingType.MOVIE,
            platform=PLATFORMS[number % len(PLATFORMS)],
            added_on=today - timedelta(days=number * 4),
            genres=film.genres,
            languages=film.languages,
            rating_tenths=film.rating_tenths,
            overview=film.overview,
        )
        await enter(tx, STREAMING, title)
    for platform in PLATFORMS:
        for name, (amount, months) in PRICES.items():
            plan = NewPlan(
                platform=platform, name=name, amount=amount, currency="INR", months=months
            )
            await enter(tx, PLANS, plan)
