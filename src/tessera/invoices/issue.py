"""Issue what is due: numbers without gap or twin, in the order of payment, in one transaction.

`invoices_due` is filled by the transaction that moved the money. Issuing empties it, counts on and
writes the documents together: whoever dies on the way has done nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from tessera.invoices.model import Document, InvoiceKind, InvoiceLine
from tessera.invoices.rules import sold_line, taxes_together, with_taxes
from tessera.kit import sql as named
from tessera.kit.database import Database, Tx
from tessera.orders.model import Line, Order
from tessera.orders.read import read_orders
from tessera.shows.model import Show
from tessera.shows.read import read_shows
from tessera.shows.sheets import Sheet, read_sheet

sql = named.beside(__file__)

AT_ONCE = 20
"""Due rows a transaction; each is a batch of orders sold together, or one refund."""


class Draft(msgspec.Struct, frozen=True):
    """A document that has no number yet."""

    organization_id: int
    order: Order
    refund_id: UUID | None
    document: Document

    @property
    def kind(self) -> InvoiceKind:
        """A refund is what makes it a credit note."""
        return InvoiceKind.CREDIT_NOTE if self.refund_id else InvoiceKind.INVOICE


async def issue_all(db: Database) -> int:
    """Issue until nothing is due; answers how many documents. Any number of workers may."""
    issued = 0
    while True:
        taken, written = await issue_some(db)
        issued += written
        if not taken:
            return issued


async def issue_some(db: Database) -> tuple[int, int]:
    """One transaction of it, the worker's round: an invoice can wait for the end of an on-sale, a
    buyer cannot, and a worker that is told to stop stops soon."""
    async with db.transaction() as tx:
        return await issue_due(tx, AT_ONCE)


async def issue_due(tx: Tx, limit: int = AT_ONCE) -> tuple[int, int]:
    """Issue for the `limit` oldest due rows: how many rows were taken, how many documents made."""
    due = await tx.fetch(sql["due"], limit)
    if not due:
        return 0, 0
    sold = [order_id for row in due for order_id in row["order_ids"] or ()]
    refunds = [row["refund_id"] for row in due if row["refund_id"]]
    # Invoices first: a credit note names the one that it takes back.
    written = await _write(tx, await _invoices(tx, sold)) if sold else 0
    written += await _write(tx, await _credit_notes(tx, refunds)) if refunds else 0
    await tx.fetch(sql["forget_due"], [row["id"] for row in due])
    return len(due), written


async def issue_for(tx: Tx, order_ids: Sequence[UUID]) -> None:
    """Issue the invoices of these orders now, where they are not written yet: their lines are about
    to change. What is due for them finds nothing more to do."""
    if drafts := await _invoices(tx, order_ids):
        await _write(tx, drafts)


async def _invoices(tx: Tx, order_ids: Sequence[UUID]) -> list[Draft]:
    rows = await tx.fetch(sql["without_invoice"], order_ids)
    about = await _read_about(tx, [row["id"] for row in rows])
    return [
        about.draft(order, [(line, sold_line(line)) for line in order.lines])
        for order in about.orders
    ]


async def _credit_notes(tx: Tx, refund_ids: Sequence[UUID]) -> list[Draft]:
    rows = await tx.fetch(sql["without_credit_note"], refund_ids)
    order_ids = [row["order_id"] for row in rows]
    about = await _read_about(tx, list(dict.fromkeys(order_ids)))
    orders = {order.id: order for order in about.orders}
    backs = defaultdict(list)
    for back in await tx.fetch(sql["given_back"], order_ids, refund_ids):
        backs[back["refund_id"]].append(back)
    numbers = {
        row["order_id"]: row["number"] for row in await tx.fetch(sql["invoice_numbers"], order_ids)
    }
    drafts = []
    for row in rows:
        order = orders[row["order_id"]]
        lines = {line.n: line for line in order.lines}
        pairs = []
        for back in backs[row["id"]]:
            line = _as_sold(lines[back["n"]], back)
            gone = InvoiceLine(line.label, line.category, back["face"], back["fee"], back["tax"])
            pairs.append((line, gone))
        draft = about.draft(order, pairs, refund_id=row["id"], refers_to=numbers.get(order.id))
        drafts.append(draft)
    return drafts


def _as_sold(line: Line, back: Any) -> Line:
    """A line as it was when this went back: another place may have cost more."""
    return msgspec.structs.replace(
        line,
        label=back["label"],
        category=back["category"],
        face=back["sold_face"],
        fee=back["sold_fee"],
        tax=back["sold_tax"],
    )


class _About(msgspec.Struct, frozen=True):
    """All that documents tell of, read once a batch."""

    orders: list[Order]
    shows: dict[int, Show]
    sellers: dict[int, Any]
    sheets: dict[tuple[int, int | None], Sheet]

    def draft(
        self,
        order: Order,
        lines: Sequence[tuple[Line, InvoiceLine]],
        *,
        refund_id: UUID | None = None,
        refers_to: int | None = None,
    ) -> Draft:
        show = self.shows[order.show_id]
        seller = self.sellers[show.organization_id]
        sheet = self.sheets[order.show_id, order.show_version]
        documented = tuple(with_taxes(sold, gone, sheet) for sold, gone in lines)
        document = Document(
            seller=seller["name"],
            seller_address=seller["address"],
            seller_tax_number=seller["tax_number"],
            buyer_name=order.buyer_name,
            buyer_email=order.buyer_email,
            reference=order.reference,
            title=show.title.name,
            venue=f"{show.venue.name}, {show.venue.city}",
            starts_at=show.starts_at,
            timezone=show.venue.timezone,
            lines=documented,
            taxes=taxes_together(documented),
            refers_to=refers_to,
        )
        return Draft(show.organization_id, order, refund_id, document)


async def _read_about(tx: Tx, order_ids: Sequence[UUID]) -> _About:
    orders = await read_orders(tx, order_ids)
    shows = await read_shows(tx, list({order.show_id for order in orders}))
    sellers = await tx.fetch(sql["sellers"], list({show.organization_id for show in shows}))
    versions = {(order.show_id, order.show_version) for order in orders}
    return _About(
        orders,
        {show.id: show for show in shows},
        {row["id"]: row for row in sellers},
        {key: await read_sheet(tx, *key) for key in versions},
    )


async def _write(tx: Tx, drafts: Sequence[Draft]) -> int:
    """Give each its number and keep it."""
    wanted = Counter((draft.organization_id, draft.kind) for draft in drafts)
    rows = await tx.fetch(
        sql["count_on"],
        [organization_id for organization_id, _ in wanted],
        [kind for _, kind in wanted],
        list(wanted.values()),
    )
    last = {(row["organization_id"], InvoiceKind(row["kind"])): row["last"] for row in rows}
    given: Counter[tuple[int, InvoiceKind]] = Counter()
    numbers = []
    for draft in drafts:
        key = (draft.organization_id, draft.kind)
        given[key] += 1
        numbers.append(last[key] - wanted[key] + given[key])
    await tx.fetch(
        sql["write"],
        [draft.organization_id for draft in drafts],
        [draft.kind for draft in drafts],
        numbers,
        [draft.order.id for draft in drafts],
        [draft.refund_id for draft in drafts],
        [draft.order.currency for draft in drafts],
        [draft.document.total for draft in drafts],
        [msgspec.json.encode(draft.document).decode() for draft in drafts],
    )
    return len(drafts)
