"""End sign-ins from afar."""

from uuid import UUID

from tessera.accounts import sessions
from tessera.accounts.devices.read import sql
from tessera.accounts.model import Person
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.trail import Who, note


async def end_device(tx: Tx, person: Person, device_id: UUID, *, who: Who) -> None:
    """End one's own sign-in on one device, on every process at once. Raises `NotFound`."""
    if not await tx.fetch(sql["end_device"], person.account_id, device_id):
        raise NotFound("device")
    await note(tx, who, "session.ended", subject=("account", person.account_id))


async def end_other_devices(tx: Tx, person: Person, *, who: Who, now: Instant) -> int:
    """End all but the session that asks; how many sessions are gone."""
    gone = await sessions.end_all(tx, person.account_id, now=now, but_family_of=person.session_id)
    after = {"ended": gone}
    await note(tx, who, "sessions.ended", subject=("account", person.account_id), after=after)
    return gone
