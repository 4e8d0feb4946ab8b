"""Access codes of presales: signed, and kept nowhere.

A code is base32 of generation (2 bytes), serial (4) and 8 bytes of a keyed hash over these and the
room, in groups of five: short enough to be typed. It is only ever checked here, so 64 bits are far
beyond guessing at the pace at which guesses are let in. A new generation ends all codes before it.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Iterator

from tessera.kit.signing import Signer

HASH_BYTES = 8
GROUP_SIGNS = 5
CODE_SIGNS = 23
_SAID = struct.Struct(">HI")


class AccessCodes:
    """Writes and reads codes."""

    def __init__(self, secret: str, *, purpose: str = "access-code") -> None:
        self._signer = Signer(secret, purpose)

    def write(self, room_id: int, *, generation: int, serial: int) -> str:
        """The code of a serial number, always the same."""
        said = _SAID.pack(generation, serial)
        text = base64.b32encode(said + self._mark(room_id, said)).decode().rstrip("=")
        return "-".join(text[i : i + GROUP_SIGNS] for i in range(0, CODE_SIGNS, GROUP_SIGNS))

    def series(self, room_id: int, *, generation: int, first: int, quantity: int) -> Iterator[str]:
        """The codes of one issue."""
        for serial in range(first, first + quantity):
            yield self.write(room_id, generation=generation, serial=serial)

    def read(self, code: str, room_id: int, *, generation: int) -> int | None:
        """The serial number of a code as somebody typed it, or None where it opens nothing."""
        signs = "".join(sign for sign in code.upper() if sign.isalnum())
        if len(signs) != CODE_SIGNS or not signs.isascii():
            return None
        try:
            raw = base64.b32decode(signs + "=")
        except binascii.Error:
            return None
        said, mark = raw[: _SAID.size], raw[_SAID.size :]
        if not hmac.compare_digest(mark, self._mark(room_id, said)):
            return None
        of, serial = _SAID.unpack(said)
        return serial if of == generation & 0xFFFF else None

    def _mark(self, room_id: int, said: bytes) -> bytes:
        return self._signer.digest(room_id.to_bytes(8, "big") + said)[:HASH_BYTES]
