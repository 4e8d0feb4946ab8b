"""Hold tokens: the secret that proves a hold also says which places it is about.

So a hold needs no row of its own: its claims are the hold, and the token finds them. Sealed with
HMAC-SHA-256 (kit/signing.py); nobody else can make one.
"""

import struct
from uuid import UUID

import msgspec

from tessera.kit.ids import uuid_of
from tessera.kit.signing import Signer

_HEAD = struct.Struct(">16sQ")


class HoldProof(msgspec.Struct, frozen=True):
    """What a hold token proves. Whether the hold is still alive, only the database knows."""

    hold_id: UUID
    show_id: int
    places: tuple[int, ...]


class HoldTokens:
    """Seals and opens hold tokens."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, "hold")

    def seal(self, proof: HoldProof) -> str:
        """The token of a hold; about 110 characters for ten places."""
        places = struct.pack(f">{len(proof.places)}I", *proof.places)
        return self._signer.seal(_HEAD.pack(proof.hold_id.bytes, proof.show_id) + places)

    def open(self, token: str) -> HoldProof | None:
        """The proof, or None where the token is not one of ours."""
        message = self._signer.open(token)
        if message is None or len(message) < _HEAD.size:
            return None
        hold, show_id = _HEAD.unpack_from(message)
        places = struct.unpack(f">{(len(message) - _HEAD.size) // 4}I", message[_HEAD.size :])
        return HoldProof(uuid_of(hold), show_id, places)
