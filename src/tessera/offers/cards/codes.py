"""Codes of gift cards: 16 signs, 80 random bits, kept only as a keyed hash."""

from tessera.kit.ids import REFERENCE_ALPHABET, new_reference
from tessera.kit.signing import Signer

SIGNS = 16


def new_code() -> str:
    """`K7QM-2P9X-TT4H-8WNC`: 80 bits, so that nobody finds one by trying."""
    signs = (new_reference() + new_reference()).replace("-", "")[:SIGNS]
    return "-".join(signs[n : n + 4] for n in range(0, SIGNS, 4))


def read_code(text: str) -> str | None:
    """What somebody typed as a code without dashes, or None where it cannot be one."""
    signs = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    return signs if len(signs) == SIGNS and set(signs) <= set(REFERENCE_ALPHABET) else None


def hash_of(signer: Signer, signs: str) -> bytes:
    """What is kept of a code: who steals the table has no code and cannot try any out."""
    return signer.digest(b"gift-card\0" + signs.encode())
