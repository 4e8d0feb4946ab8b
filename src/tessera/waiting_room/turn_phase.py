"""Turn a room to another phase: by the clock, by the crowd, or by who organizes it."""

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.vault import Sealed, Vault
from tessera.waiting_room.draw import commitment_of
from tessera.waiting_room.model import Phase, Room, RulesRefusal
from tessera.waiting_room.read import read_room
from tessera.waiting_room.rules import may_turn
from tessera.waiting_room.set_up import CONTEXT

sql = named.beside(__file__)


async def turn_phase(tx: Tx, vault: Vault, room_id: int, *, becomes: Phase) -> Room:
    """Turn the room, once: turning to the phase that it is in does nothing.

    The first opening freezes how many came early and reveals the seed, in this transaction. Raises
    `NotFound`, `Refused(phase_not_possible)`.
    """
    await tx.fetch(sql["lock_room"], room_id)
    room = await read_room(tx, room_id)
    if room.phase is becomes:
        return room
    if not may_turn(room.phase, becomes):
        raise Refused(RulesRefusal.PHASE_NOT_POSSIBLE, phase=room.phase.value)
    if becomes is Phase.OPEN and room.opened_at is None:
        await tx.fetch(sql["freeze_early"], room_id)
        await tx.fetch(sql["open_room"], room_id, await _seed(tx, vault, room_id))
    elif becomes is Phase.OPEN:
        await tx.fetch(sql["open_room"], room_id, room.seed)
    else:
        await tx.fetch(sql["turn_phase"], room_id, becomes)
    if becomes is Phase.CLOSED:
        await tx.fetch(sql["let_shows_go"], room_id)
    return await read_room(tx, room_id)


async def _seed(tx: Tx, vault: Vault, room_id: int) -> bytes:
    row = await tx.fetch_one(sql["sealed_seed"], room_id)
    assert row is not None, "the room was read a moment ago"
    sealed = Sealed(row["seed_key_id"], row["seed_sealed"])
    seed = vault.open(sealed, context=CONTEXT + row["commitment"].hex())
    assert commitment_of(seed) == row["commitment"], "what is revealed is what was promised"
    return seed
