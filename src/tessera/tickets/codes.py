"""Ticket codes: signed with Ed25519 (RFC 8032), so a scanner can verify them without a connection.

A code is `TSR1.` and the base32 (RFC 4648, no padding) of ticket id (16 bytes), show id (8), place
(4), serial (2) and the signature (64) over these 30 bytes; base32 keeps QR codes in their compact
alphanumeric mode. The public key is at `GET /api/v1/ticket-keys`.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "TSR1."
_PAYLOAD = struct.Struct(">16sQIH")
_SIGNATURE_BYTES = 64
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


class TicketClaim(msgspec.Struct, frozen=True):
    """What a code says of a ticket."""

    ticket_id: UUID
    show_id: int
    place: int
    serial: int


class TicketCodes:
    """Signs and verifies with a key derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        seed = hmac.digest(secret.encode(), b"ticket-codes", hashlib.sha256)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._private.public_key()

    def public_text(self) -> str:
        """The public key, 32 bytes in base64: what scanners carry."""
        return base64.b64encode(self.public_key.public_bytes_raw()).decode()

    def sign(self, claim: TicketClaim) -> str:
        """The code of a ticket; always the same for the same ticket and serial."""
        payload = _PAYLOAD.pack(claim.ticket_id.bytes, claim.show_id, claim.place, claim.serial)
        return PREFIX + base32(payload + self._private.sign(payload))


def base32(raw: bytes) -> str:
    """The 94 bytes of a code in base32 without padding, ten bits at a time: the standard library
    takes three times as long, and every ticket sold goes through here."""
    assert len(raw) == _PAYLOAD.size + _SIGNATURE_BYTES
    bits = int.from_bytes(raw + b"\0", "big")
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(750, -1, -10)])[:-1]


def verify(code: str, public_key: Ed25519PublicKey) -> TicketClaim | None:
    """What a code proves, or None where it is not signed by `public_key`."""
    text = code.strip().upper()
    if not text.startswith(PREFIX):
        return None
    text = text.removeprefix(PREFIX)
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _PAYLOAD.size + _SIGNATURE_BYTES:
        return None
    payload, signature = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    try:
        public_key.verify(signature, payload)
    except InvalidSignature:
        return None
    ticket, show_id, place, serial = _PAYLOAD.unpack(payload)
    return TicketClaim(UUID(bytes=ticket), show_id, place, serial)
