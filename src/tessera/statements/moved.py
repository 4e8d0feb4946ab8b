"""What the ledger says of an interval, read from its entries; taxes split by the rates of sale."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from tessera.invoices.model import InvoiceLine
from tessera.invoices.rules import with_taxes
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.orders.model import Line
from tessera.shows.sheets import Sheet, read_sheet
from tessera.statements.model import Account, Kind, Moved, rate_key

sql = named.beside(__file__)
NOBODY = UUID(int=0)


class Of(NamedTuple):
    """Whose movements; None means everybody's, in every currency."""

    organization_id: int | None = None
    currency: str | None = None


class Posted(msgspec.Struct, frozen=True):
    """A movement with whose it is, and its currency."""

    organization_id: int
    currency: str
    moved: Moved


async def movements(tx: Tx, begins: datetime, ends: datetime, *, of: Of) -> list[Posted]:
    """Everything in `[begins, ends)`; the sums are the ledger's own, to the last minor unit."""
    rows = await tx.fetch(sql["moved"], begins, ends, *of)
    rates = await _rates(tx, begins, ends, of=of) if any(_is_tax(row) for row in rows) else {}
    found = []
    for row in rows:
        show_id, kind, account = row["show_id"], Kind(row["kind"]), Account(row["account"])
        for rate, amount in _parts(row, rates):
            moved = Moved(show_id, kind, account, rate, amount, row["transactions"])
            found.append(Posted(row["organization_id"], row["currency"], moved))
    return found


def _is_tax(row: Any) -> bool:
    return bool(row["account"] == Account.TAXES)


def _parts(row: Any, rates: "_Rates") -> list[tuple[str, int]]:
    """A sum of the ledger by rates; what no rate explains stays a part of its own."""
    if not _is_tax(row):
        return [("", row["amount"])]
    key = row["show_id"], row["currency"], row["kind"]
    parts = [(rate, amount) for rate, amount in rates.get(key, {}).items() if amount]
    rest = row["amount"] - sum(amount for _, amount in parts)
    return [*parts, ("", rest)] if rest or not parts else parts


_Rates = dict[tuple[int, str, str], dict[str, int]]
"""Of a show, a currency and a kind: what each rate took, with the ledger's sign."""


async def _rates(tx: Tx, begins: datetime, ends: datetime, *, of: Of) -> _Rates:
    found: defaultdict[tuple[int, str, str], defaultdict[str, int]]
    found = defaultdict(lambda: defaultdict(int))
    sheets: dict[tuple[int, int | None], Sheet] = {}
    for name, sign in (("taxed_sales", -1), ("taxed_back", 1)):
        for row in await tx.fetch(sql[name], begins, ends, *of):
            version = row["show_id"], row["show_version"]
            if version not in sheets:
                sheets[version] = await read_sheet(tx, *version)
            sums = found[row["show_id"], row["currency"], row["kind"]]
            for tax in _taxed(row, sheets[version]).taxes:
                if tax.name:
                    key = rate_key(tax.name, tax.basis_points)
                    sums[key] += sign * tax.amount * row["n"]
    return {key: dict(sums) for key, sums in found.items()}


def _taxed(row: Any, sheet: Sheet) -> InvoiceLine:
    """One of the lines that are alike, as its invoice or credit note splits it."""
    category = row["category"]
    sold = Line(1, 0, "", category, row["face"], row["fee"], row["tax"], NOBODY)
    given = InvoiceLine("", category, row["given_face"], row["given_fee"], row["given_tax"])
    return with_taxes(sold, given, sheet)
