"""Who had a place, and when: everything that the tables still tell of it, in the order of time.

Orders, payments, refunds, moves and scans are kept for good. Baskets that bought nothing are kept
for 60 days (operations/clean.py), written by the sweeper and by who gives places back; one that
lapsed and was overtaken before the sweeper came is told by nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tessera.box_office.model import Happened
from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)


def placed_at(hold_id: UUID) -> datetime:
    """When a hold was placed: the first 48 bits of its id (UUIDv7, RFC 9562) are milliseconds."""
    return datetime.fromtimestamp((hold_id.int >> 80) / 1000, UTC)


async def story_of(tx: Tx, show_id: int, *, place: int, label: str) -> list[Happened]:
    """All of it, the newest last."""
    orders = await tx.fetch(sql["orders_at_place"], show_id, place, label)
    ids = [row["id"] for row in orders]
    by_id = {row["id"]: row for row in orders}
    found = [event for row in orders for event in _of_order(row)]
    for row in await tx.fetch(sql["payments_of"], ids):
        found += _of_payment(row, by_id[row["order_id"]])
    refunds = await tx.fetch(sql["refunds_of"], ids)
    found += _of_refunds(refunds, orders)
    for row in await tx.fetch(sql["moves_at_place"], show_id, place):
        found.append(_of_move(row, place, by_id))
    for row in await tx.fetch(sql["show_moves_at_place"], show_id, label):
        detail = f"{row['was']} → {row['becomes'] or '–'}"
        found.append(
            _about(by_id, row["order_id"], at=row["moved_at"], what="show_moved", detail=detail)
        )
    for row in await tx.fetch(sql["scans_at_place"], show_id, place):
        what = "admitted" if row["result"] == "admitted" else "turned_away"
        detail = f"{row['gate']}, {row['who']}".strip(", ")
        found.append(_about(by_id, row["order_id"], at=row["at"], what=what, detail=detail))
    for row in await tx.fetch(sql["past_holds_of_place"], show_id, place):
        found += _of_basket(row)
    found += _of_claim(await tx.fetch_one(sql["claim_of_place"], show_id, place))
    return sorted(found, key=lambda event: event.at)


def _about(
    by_id: dict[UUID, Any], order_id: UUID, *, at: datetime, what: str, detail: str
) -> Happened:
    row = by_id.get(order_id)
    reference, who = (row["reference"], row["buyer_name"]) if row else ("", "")
    return Happened(at, what, order_id, reference, who, detail)


def _of_order(row: Any) -> Iterator[Happened]:
    about = (row["id"], row["reference"], row["buyer_name"])
    if row["invited"]:
        yield Happened(row["created_at"], "invited", *about)
        return
    yield Happened(min(placed_at(row["hold_id"]), row["created_at"]), "held", *about)
    yield Happened(row["created_at"], "ordered", *about, amount=row["price"])
    if row["paid_at"] is not None:
        yield Happened(row["paid_at"], "sold", *about)
    elif row["ended_at"] is not None:
        yield Happened(row["ended_at"], f"order_{row['status']}", *about)


def _of_payment(row: Any, order: Any) -> Iterator[Happened]:
    if row["ended_at"] is None or row["status"] not in ("succeeded", "failed"):
        return
    about = (row["order_id"], order["reference"], order["buyer_name"])
    what = f"payment_{row['status']}"
    yield Happened(row["ended_at"], what, *about, row["provider"], row["amount"])


def _of_refunds(refunds: Sequence[Any], orders: Sequence[Any]) -> Iterator[Happened]:
    by_refund = {row["id"]: row for row in refunds}
    for order in orders:
        if order["refund_id"] is None:
            continue
        refund = by_refund.get(order["refund_id"])
        at = refund["created_at"] if refund else order["ended_at"] or order["paid_at"]
        about = (order["id"], order["reference"], order["buyer_name"])
        yield Happened(at, "given_back", *about, refund["reason"] if refund else "")


def _of_move(row: Any, place: int, by_id: dict[UUID, Any]) -> Happened:
    what = "moved_here" if row["place"] == place else "moved_away"
    detail = f"{row['was_label']} → {row['label']}, {row['who']}: {row['reason']}"
    return _about(by_id, row["order_id"], at=row["at"], what=what, detail=detail.rstrip(": "))


def _of_basket(row: Any) -> Iterator[Happened]:
    mark = str(row["owner"])[-6:]
    yield Happened(placed_at(row["owner"]), "held", detail=mark)
    what = "released" if row["released"] else "lapsed"
    yield Happened(row["ended_at"], what, detail=mark)


def _of_claim(row: Any) -> Iterator[Happened]:
    if row is not None and row["state"] == "held":
        yield Happened(placed_at(row["owner"]), "held_now", detail=str(row["owner"])[-6:])
