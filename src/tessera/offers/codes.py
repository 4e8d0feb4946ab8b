"""Codes that work once: made many at a time, read in the order of the alphabet.

Each has 50 random bits, as references of orders do: who guesses a million times finds one of
100,000 with odds of 1 to 10,000, and the limits of the checkout let nobody guess a million times.
"""

from collections.abc import AsyncIterator
from typing import Any

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.kit.ids import new_reference
from tessera.offers.check import code_of
from tessera.offers.model import CODES_AT_ONCE_MAX, Offer, Way
from tessera.offers.read import PLATFORM

sql = named.beside(__file__)

AT_ONCE = 5000
OF_AN_OFFER_MAX = 1_000_000


async def make_codes(tx: Tx, offer: Offer, count: int, *, prefix: str = "") -> int:
    """Make `count` new codes of an offer; answers how many it has. Raises `Invalid`."""
    prefix = code_of(prefix)
    problems = []
    if offer.way is not Way.CODES:
        problems.append(Problem("way", "has no codes of its own"))
    if not 1 <= count <= CODES_AT_ONCE_MAX:
        problems.append(Problem("count", f"must be from 1 to {CODES_AT_ONCE_MAX}"))
    elif offer.codes + count > OF_AN_OFFER_MAX:
        problems.append(Problem("count", f"an offer may have {OF_AN_OFFER_MAX}"))
    if len(prefix) > 12:
        problems.append(Problem("prefix", "must have at most 12 letters and digits"))
    if problems:
        raise Invalid(problems)
    left = count
    while left:
        # What exists already is skipped, and made up for.
        fresh = {prefix + new_reference().replace("-", "") for _ in range(min(left, AT_ONCE))}
        made = await tx.fetch(
            sql["enter_codes"], offer.organization_id or PLATFORM, offer.id, list(fresh)
        )
        left -= len(made)
    row = await tx.fetch_one(sql["count_codes"], offer.id, count)
    assert row is not None, "every offer is counted"
    return int(row["codes"])


async def codes_of(pool: Any, offer_id: int) -> AsyncIterator[list[tuple[str, str]]]:
    """All codes with the reference of the order that has each, some thousands at a time."""
    after = ""
    while True:
        rows = await pool.fetch(sql["codes_after"], offer_id, after, AT_ONCE)
        if rows:
            yield [(row["code"], row["reference"] or ("-" if row["used"] else "")) for row in rows]
        if len(rows) < AT_ONCE:
            return
        after = rows[-1]["code"]
