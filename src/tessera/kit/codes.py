"""Codes of six digits that are mailed, and never stored.

A code is derived from the installation's secret, the row that asks for it and a count of its mails:
whoever reads the whole database cannot say what it is, and the job that mails it makes it anew. The
row counts the tries, for six digits alone are guessed in no time.
"""

import hmac
from uuid import UUID

from tessera.kit.signing import Signer

CODE_SIGNS = 6


def code_of(signer: Signer, row: UUID, n: int) -> str:
    """The code of the `n`th mail of a row; the modulus leans by less than one in 10^13."""
    digest = signer.digest(row.bytes + n.to_bytes(4, "big"))
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_SIGNS:0{CODE_SIGNS}}"


def same_code(given: str, code: str) -> bool:
    """Whether somebody typed this code, with spaces or without; in constant time."""
    typed = "".join(given.split())
    return hmac.compare_digest(typed.encode(), code.encode())
