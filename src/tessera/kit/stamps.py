"""Signed tokens that need no table and that anybody can check: Ed25519 (RFC 8032).

A token is a prefix that names its kind, then URL-safe base64 of the signature (64 bytes) and what
it says. What it says is readable by all; only this installation can make one.
"""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tessera.kit.signing import decode, encode

SIGNATURE_BYTES = 64
TOKEN_SIGNS_MAX = 400
"""Longer ones are not looked at."""


class Stamps:
    """Makes and checks the tokens of one kind, with a key derived from the secret for it."""

    def __init__(self, secret: str, purpose: str, *, prefix: str) -> None:
        assert secret, "a stamp without a secret proves nothing"
        seed = hmac.digest(secret.encode(), f"stamps:{purpose}".encode(), hashlib.sha256)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._private.public_key()
        self._prefix = prefix

    def public_text(self) -> str:
        """The public key, 32 bytes in base64."""
        return base64.b64encode(self._public.public_bytes_raw()).decode()

    def seal(self, message: bytes) -> str:
        """The token that says `message`; about 30 µs."""
        return self._prefix + encode(self._private.sign(message) + message)

    def open(self, token: str) -> bytes | None:
        """What a token says, or None where it is not one of ours; about 100 µs."""
        return opened(token, self._public, prefix=self._prefix)


def opened(token: str, key: Ed25519PublicKey, *, prefix: str) -> bytes | None:
    """The same with a public key alone: for whoever checks from outside."""
    if len(token) > TOKEN_SIGNS_MAX or not token.startswith(prefix):
        return None
    raw = decode(token.removeprefix(prefix))
    if raw is None or len(raw) <= SIGNATURE_BYTES:
        return None
    signature, message = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return None
    return message
