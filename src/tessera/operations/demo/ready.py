"""What the demo's houses plan by: price lists for a cinema's week, sections for an evening."""

from collections.abc import Mapping
from datetime import time

from tessera.kit.database import Tx
from tessera.shows.programme.model import NewPriceList, PriceLine
from tessera.shows.programme.price_lists import enter_price_list
from tessera.venues.templates.keep import enter_template
from tessera.venues.templates.model import NewTemplate, TemplateSection

WEEKEND = (5, 6, 7)
Key = tuple[str, str]


async def enter_ready(tx: Tx, organizations: Mapping[Key, int]) -> None:
    """For each cinema and each stage, what fits its currency."""
    for (name, currency), organization_id in organizations.items():
        if name == "Lantern Cinemas":
            unit = 10_000 if currency == "INR" else 500
            await enter_price_list(tx, organization_id, cinema_prices(unit))
        else:
            unit = 100_000 if currency == "INR" else 2_000
            for new in (concert(unit), reading(unit)):
                await enter_template(tx, organization_id, new)


def cinema_prices(unit: int) -> NewPriceList:
    """Matinees, evenings, weekends, IMAX: the first line that fits decides. `unit` is what a
    classic seat costs at a matinee."""
    lines = [
        PriceLine(amount=unit, category="classic", weekdays=(1, 2, 3, 4), until=time(17)),
        PriceLine(amount=unit * 3 // 2, category="prime", weekdays=(1, 2, 3, 4), until=time(17)),
        *(
            PriceLine(amount=unit * times // 2, category=category, formats=("IMAX",))
            for category, times in (("classic", 7), ("prime", 11), ("recliner", 19))
        ),
        *(
            PriceLine(amount=unit * times // 2, category=category, weekdays=WEEKEND)
            for category, times in (("classic", 5), ("prime", 8), ("recliner", 14))
        ),
        PriceLine(amount=unit * 2, category="classic"),
        PriceLine(amount=unit * 3, category="prime"),
        PriceLine(amount=unit * 6, category="recliner"),
    ]
    return NewPriceList(name="The week", lines=tuple(lines))


def concert(unit: int) -> NewTemplate:
    """Standing before the stage, seats behind: numbered and not, in one show."""
    return NewTemplate(
        name="Concert, half standing",
        sections=(
            TemplateSection(name="Floor", admission="general", price=unit * 2, capacity=800),
            TemplateSection(name="Stalls", price=unit * 3, rows=14, seats_per_row=30),
            TemplateSection(name="Balcony", price=unit * 2, rows=6, seats_per_row=26),
        ),
    )


def reading(unit: int) -> NewTemplate:
    """A small evening."""
    return NewTemplate(
        name="A reading",
        sections=(
            TemplateSection(name="Front", price=unit, rows=4, seats_per_row=14),
            TemplateSection(name="Back", price=unit * 3 // 5, rows=6, seats_per_row=16),
        ),
    )
