"""The six digits of a code: made when they are needed, never stored.

They are a keyed hash (BLAKE2b under the installation's secret) of the row's id and salt, so a
stolen table tells nothing, and a mail that is sent again carries the same digits.
"""

import hmac

from tessera.accounts.codes.model import Asked
from tessera.kit.signing import Signer

DIGITS = 6


def digits_of(codes: Signer, asked: Asked, part: str = "") -> str:
    """The digits; `part` tells apart those that one row sends to two addresses."""
    said = b"\0".join([asked.purpose.encode(), part.encode(), asked.id.bytes, asked.salt])
    # 128 bits over a million: no digit is likelier by more than 10^-32.
    return str(int.from_bytes(codes.digest(said), "big") % 10**DIGITS).zfill(DIGITS)


def is_right(codes: Signer, asked: Asked, *, given: str, part: str = "") -> bool:
    """Whether `given`, however it is spaced, is the code; in constant time."""
    typed = "".join(given.split()).encode()
    return hmac.compare_digest(typed, digits_of(codes, asked, part).encode())
