"""From what people type to what PostgreSQL is asked."""

import re

from tessera.catalog.search.model import WORDS_MAX

WORD = re.compile(r"\w+")
BANDS = (1, 2, 5)
"""Prices are counted up to 1, 2, 5, 10, 20, 50 … of the currency."""


def prefix_query(text: str) -> str:
    """Every word as the beginning of one, all of them: `'lag':* & 'aa':*`; empty without a word.

    A word has letters, digits and underscores only, so nothing in it is an operator.
    """
    return " & ".join(f"'{word}':*" for word in words_of(text))


def words_of(text: str) -> list[str]:
    """The first words, as they are typed."""
    return WORD.findall(text)[:WORDS_MAX]


def price_bands(least: int, most: int, decimals: int) -> list[int]:
    """Round amounts in minor units that divide what there is, from `least` to `most`, at most
    eight; the last one is `most` or more."""
    unit = 10**decimals
    bands: list[int] = []
    size = max(1, unit // 100)
    while not bands or bands[-1] < most:
        bands += [size * step for step in BANDS]
        size *= 10
    wanted = [band for band in bands if band >= least]
    upto = next(n for n, band in enumerate(wanted) if band >= most)
    return wanted[: upto + 1][-8:]
