"""Signatures of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0.0).

The signed text is `<webhook-id>.<webhook-timestamp>.<body>`; the signature is `v1,` and the base64
of HMAC-SHA256 under the bytes behind `whsec_`. Several signatures are separated by a space, so that
a receiver may know either secret during a rotation.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A fresh secret, as a receiver is given it."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,…` of one message."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(
    secrets: Sequence[str], *, message_id: str, timestamp: int, body: bytes
) -> Mapping[str, str]:
    """The three headers of a message, signed with each of `secrets`."""
    signatures = [
        signature(secret, message_id=message_id, timestamp=timestamp, body=body)
        for secret in secrets
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
