"""Seal a push message for one browser (RFC 8291, over RFC 8188) and say who sends it (RFC 8292).

The key of the application server is made from the installation's secret, so that it stays the same
on every process and after every restart: browsers bind their subscription to it.
"""

import base64
import hashlib
import hmac
import os
import struct
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECORD_BYTES = 4096
PLAIN_BYTES_MAX = 3000
TOKEN_HOURS = 12
"""RFC 8292 allows 24 at most."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2, section 2.4.2)."""
_CURVE = ec.SECP256R1()


class Receiver(NamedTuple):
    """A browser: its public key (65 bytes, uncompressed) and its secret of 16 bytes."""

    p256dh: bytes
    auth: bytes


def server_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The installation's own key."""
    seed = hmac.digest(secret.encode(), b"web push", hashlib.sha512)
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, _CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A public key as browsers and RFC 8291 write it."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def sealed(
    plain: bytes,
    receiver: Receiver,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """`plain` for that browser alone, as `aes128gcm`. `key` and `salt` are given by tests only."""
    assert len(plain) <= PLAIN_BYTES_MAX, "one record holds it"
    ours = key or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, receiver.p256dh)
    shared = ours.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + receiver.p256dh + public_bytes(ours)
    secret = _expand(hmac.digest(receiver.auth, shared, hashlib.sha256), info, 32)
    derived = hmac.digest(salt, secret, hashlib.sha256)
    content_key = _expand(derived, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expand(derived, b"Content-Encoding: nonce\0", 12)
    # The last record ends with 2 (RFC 8188, section 2).
    record = AESGCM(content_key).encrypt(nonce, plain + b"\x02", None)
    mine = public_bytes(ours)
    return salt + struct.pack(">IB", RECORD_BYTES, len(mine)) + mine + record


def _expand(key: bytes, info: bytes, size: int) -> bytes:
    """HKDF-Expand (RFC 5869) of at most one block."""
    return hmac.digest(key, info + b"\x01", hashlib.sha256)[:size]


def authorization(
    key: ec.EllipticCurvePrivateKey, *, audience: str, contact: str, now: datetime
) -> str:
    """The `Authorization` header: a signed word of who sends this, to whom, until when."""
    head = _text(msgspec.json.encode({"typ": "JWT", "alg": "ES256"}))
    until = int((now + timedelta(hours=TOKEN_HOURS)).timestamp())
    claims = _text(msgspec.json.encode({"aud": audience, "exp": until, "sub": contact}))
    said = f"{head}.{claims}"
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{signature}, k={_text(public_bytes(key))}"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
