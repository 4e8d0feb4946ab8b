"""Where the demo plays: invented houses in real cities."""

from functools import partial

from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.cinema import Band, cinema
from tessera.venues.plan.generate.club import club
from tessera.venues.plan.generate.theatre import theatre

from .model import City, Hall, Venue

MUMBAI = City(name="Mumbai", country="IN", timezone="Asia/Kolkata", currency="INR")
BENGALURU = City(name="Bengaluru", country="IN", timezone="Asia/Kolkata", currency="INR")
LONDON = City(name="London", country="GB", timezone="Europe/London", currency="GBP")
PARIS = City(name="Paris", country="FR", timezone="Europe/Paris", currency="EUR")
CITIES = (MUMBAI, BENGALURU, LONDON, PARIS)

INDIAN_PRICES = (("classic", 22000), ("prime", 35000), ("recliner", 65000))
PARIS_PRICES = (("classic", 900), ("prime", 1250), ("recliner", 1700))


def _bands(classic: int, prime: int, recliner: int) -> tuple[Band, ...]:
    """The usual three categories, with so many rows each, from the screen to the back."""
    return (
        Band("classic", "Classic", classic, "#7d8ca3"),
        Band("prime", "Prime", prime, "#d9a441"),
        Band("recliner", "Recliner", recliner, "#b8405e", space=8.0),
    )


SMALL = partial(cinema, rows=9, seats_per_row=12, aisles=(6,), bands=_bands(2, 5, 2))
MIDDLE = partial(cinema, rows=12, seats_per_row=18, aisles=(4, 14), bands=_bands(3, 6, 3))
LARGE = partial(
    cinema,
    rows=16,
    seats_per_row=24,
    aisles=(6, 18),
    bands=_bands(4, 9, 3),
    accessible=4,
    accessible_row="last",
)
IMAX = partial(
    cinema,
    rows=18,
    seats_per_row=30,
    aisles=(8, 22),
    bands=_bands(4, 10, 4),
    accessible=6,
    curve_percent=7,
)

MARINE = Venue(
    name="Marine Picture House",
    organization="Lantern Cinemas",
    address="14 Veer Nariman Road, Churchgate, Mumbai 400020",
    city=MUMBAI,
    latitude=18.934100,
    longitude=72.826400,
    halls=(
        Hall(
            name="Screen 1",
            formats=("2D", "IMAX"),
            plan=partial(IMAX, name="Marine Screen 1"),
            prices=(("classic", 35000), ("prime", 55000), ("recliner", 95000)),
            turnaround_minutes=20,
        ),
        Hall(
            name="Screen 2",
            formats=("2D", "3D"),
            plan=partial(LARGE, name="Marine Screen 2"),
            prices=INDIAN_PRICES,
        ),
        Hall(
            name="Screen 3",
            formats=("2D",),
            plan=partial(MIDDLE, name="Marine Screen 3"),
            prices=INDIAN_PRICES,
        ),
        Hall(
            name="Screen 4",
            formats=("2D",),
            plan=partial(SMALL, name="Marine Screen 4"),
            prices=INDIAN_PRICES,
        ),
    ),
)

HARBOUR = Venue(
    name="Harbour Arena",
    organization="Tidewater Live",
    address="Anik Wadala Road, Wadala East, Mumbai 400037",
    city=MUMBAI,
    latitude=19.026700,
    longitude=72.880200,
    halls=(
        Hall(
            name="Arena",
            formats=("Live",),
            plan=partial(arena, name="Harbour Arena"),
            prices=(
                ("floor", 450000),
                ("lower-front", 750000),
                ("lower", 500000),
                ("upper", 250000),
                ("upper-end", 150000),
            ),
            turnaround_minutes=240,
        ),
    ),
)

GARDEN = Venue(
    name="Garden City Cinemas",
    organization="Lantern Cinemas",
    address="27 Church Street, Shanthala Nagar, Bengaluru 560001",
    city=BENGALURU,
    latitude=12.975000,
    longitude=77.605300,
    halls=(
        Hall(
            name="Audi 1",
            formats=("2D", "3D"),
            plan=partial(LARGE, name="Garden City Audi 1"),
            prices=INDIAN_PRICES,
        ),
        Hall(
            name="Audi 2",
            formats=("2D", "3D"),
            plan=partial(MIDDLE, name="Garden City Audi 2"),
            prices=INDIAN_PRICES,
        ),
        Hall(
            name="Audi 3",
            formats=("2D",),
            plan=partial(MIDDLE, name="Garden City Audi 3", aisles=(9,)),
            prices=INDIAN_PRICES,
        ),
        Hall(
            name="Audi 4",
            formats=("2D",),
            plan=partial(SMALL, name="Garden City Audi 4"),
            prices=INDIAN_PRICES,
        ),
    ),
)

COPPER = Venue(
    name="The Copper Room",
    organization="Tidewater Live",
    address="614 100 Feet Road, Indiranagar, Bengaluru 560038",
    city=BENGALURU,
    latitude=12.971900,
    longitude=77.641200,
    halls=(
        Hall(
            name="The Room",
            formats=("Live",),
            plan=partial(club, name="The Copper Room"),
            prices=(("front", 180000), ("table", 120000), ("standing", 60000)),
            turnaround_minutes=60,
        ),
    ),
)

ALDER = Venue(
    name="The Alder Theatre",
    organization="Alder Theatre Trust",
    address="41 Maiden Lane, Covent Garden, London WC2E 7LJ",
    city=LONDON,
    latitude=51.510900,
    longitude=-0.123400,
    halls=(
        Hall(
            name="Main house",
            formats=("Live",),
            plan=partial(theatre, name="Alder main house"),
            prices=(
                ("premium", 12500),
                ("stalls", 8500),
                ("circle", 6500),
                ("balcony", 3200),
                ("box", 5500),
            ),
            turnaround_minutes=90,
        ),
        Hall(
            name="Studio",
            formats=("Live",),
            plan=partial(
                theatre,
                name="Alder studio",
                stalls_rows=8,
                circle_rows=3,
                balcony_rows=0,
                boxes_per_side=0,
                accessible=2,
            ),
            prices=(("premium", 4500), ("stalls", 3500), ("circle", 2500)),
            turnaround_minutes=60,
        ),
    ),
)

CANAL = Venue(
    name="Cinéma du Canal",
    organization="Lantern Cinemas",
    address="52 quai de Valmy, 75010 Paris",
    city=PARIS,
    latitude=48.871300,
    longitude=2.365100,
    halls=(
        Hall(
            name="Salle Prévert",
            formats=("2D", "3D"),
            plan=partial(MIDDLE, name="Salle Prévert"),
            prices=PARIS_PRICES,
        ),
        Hall(
            name="Salle Arletty",
            formats=("2D",),
            plan=partial(SMALL, name="Salle Arletty"),
            prices=PARIS_PRICES,
        ),
    ),
)

VENUES = (MARINE, HARBOUR, GARDEN, COPPER, ALDER, CANAL)
