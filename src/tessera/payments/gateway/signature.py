"""How the gateway signs its webhooks.

`Gateway-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`, keyed with a secret
that both sides know. The time is signed too, so that an old message cannot be sent again later.
"""

import hashlib
import hmac

HEADER = "gateway-signature"
AGE_SECONDS_MAX = 300


def sign(secret: str, body: bytes, at: int) -> str:
    """The header's value for `body`, sent at Unix time `at`."""
    mac = hmac.digest(secret.encode(), b"%d." % at + body, hashlib.sha256)
    return f"t={at},v1={mac.hex()}"


def holds(secret: str, header: str, body: bytes, *, now: int) -> bool:
    """Whether `header` signs `body` and is not older (or newer) than five minutes."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len(str(now)) + 1):
        return False
    if abs(now - int(stamp)) > AGE_SECONDS_MAX:
        return False
    return hmac.compare_digest(sign(secret, body, int(stamp)).encode(), header.encode())
