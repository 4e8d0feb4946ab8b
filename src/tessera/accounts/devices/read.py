"""Read where somebody is signed in."""

from typing import Any

from tessera.accounts.devices.model import Device
from tessera.accounts.model import Person
from tessera.kit import sql as named

sql = named.beside(__file__)


async def devices_of(pool: Any, person: Person) -> list[Device]:
    """All sign-ins that last, the one that asks first, then the last used; two hundred at most."""
    rows = await pool.fetch(sql["devices"], person.account_id, person.session_id)
    return [Device(**dict(row)) for row in rows]
