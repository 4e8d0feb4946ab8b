"""Secrets that need no table: keyed hashes of what they prove.

BLAKE2b with a key is a MAC by itself (RFC 7693, section 2.9) and costs a tenth of an HMAC, whose
hash OpenSSL looks up anew each time; an order makes and checks six of them.
"""

import base64
import hashlib
import hmac
from uuid import UUID

DIGEST_BYTES = 16


class Signer:
    """Makes and checks keyed digests; every purpose has its own key, derived from one secret."""

    def __init__(self, secret: str, purpose: str) -> None:
        assert secret, "a signer without a secret proves nothing"
        self._key = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)

    def digest(self, message: bytes) -> bytes:
        """16 bytes that nobody without the secret can make for `message`."""
        return hashlib.blake2b(message, key=self._key, digest_size=DIGEST_BYTES).digest()

    def seal(self, message: bytes) -> str:
        """`message` with its digest, URL-safe: readable by all, forgeable by nobody."""
        return encode(self.digest(message) + message)

    def open(self, token: str) -> bytes | None:
        """The message of a sealed token, or None where it is not one of ours."""
        raw = decode(token)
        if raw is None or len(raw) < DIGEST_BYTES:
            return None
        digest, message = raw[:DIGEST_BYTES], raw[DIGEST_BYTES:]
        return message if hmac.compare_digest(digest, self.digest(message)) else None

    def token(self, identity: UUID) -> str:
        """The secret that proves the right to `identity`."""
        return encode(self.digest(identity.bytes))

    def proves(self, token: str, identity: UUID) -> bool:
        """Whether `token` is the secret of `identity`; in constant time."""
        return hmac.compare_digest(token.encode(), self.token(identity).encode())


def encode(raw: bytes) -> str:
    """URL-safe base64 without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes | None:
    """The bytes of `encode`, or None where `text` is not such a text."""
    try:
        return base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except ValueError:
        return None
