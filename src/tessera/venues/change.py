"""Change venues and halls; whoever saves over somebody else is told."""

import msgspec
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.versions import still
from tessera.venues.enter import check_hall, check_venue
from tessera.venues.find import read_hall, read_venue
from tessera.venues.model import Hall, HallChange, Venue, VenueChange
from tessera.venues.tables import halls, venues

LISTS = ("amenities", "formats")


async def change_venue(tx: Tx, venue: Venue, change: VenueChange) -> Venue:
    """Change what is given. Raises `Invalid`, `Refused(name_taken, changed_meanwhile)`."""
    fields = given(change)
    venue = await read_venue(tx, venue.id, lock=True)
    still(venue, fields.pop("version", None), fields)
    check_venue(msgspec.structs.asdict(venue) | fields)
    if fields:
        changed = _lists(fields) | {"version": venue.version + 1}
        try:
            await tx.execute(update(venues).where(venues.c.id == venue.id).values(**changed))
        except IntegrityError as error:
            raise Refused("name_taken") from error
    return await read_venue(tx, venue.id)


async def change_hall(tx: Tx, hall: Hall, change: HallChange, *, venue: Venue) -> Hall:
    """Change what is given. Raises `Invalid`, `Refused(name_taken, changed_meanwhile)`."""
    fields = given(change)
    hall = await read_hall(tx, hall.id, lock=True)
    still(hall, fields.pop("version", None), fields)
    await check_hall(tx, venue, fields)
    if fields:
        changed = _lists(fields) | {"version": hall.version + 1}
        try:
            await tx.execute(update(halls).where(halls.c.id == hall.id).values(**changed))
        except IntegrityError as error:
            raise Refused("name_taken") from error
    return await read_hall(tx, hall.id)


def _lists(fields: dict[str, object]) -> dict[str, object]:
    """Tuples as PostgreSQL takes them, each entry once and in the order in which it was said."""
    return fields | {
        name: list(dict.fromkeys(str(item) for item in value))
        for name in LISTS
        if isinstance(value := fields.get(name), tuple)
    }
