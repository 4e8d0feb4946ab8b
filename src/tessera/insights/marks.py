"""Say that a show changed in a way that leaves no sign for the roller."""

from collections.abc import Iterable

from tessera.kit.database import Tx


async def mark(tx: Tx, show_ids: Iterable[int]) -> None:
    """These shows are rolled up anew once the transaction commits: sales of the past, say, or
    places given back for nothing. Never on the way of a sale, which leaves signs enough."""
    await tx.fetch(
        "INSERT INTO insight_marks (show_id) SELECT unnest($1::bigint[])", sorted(set(show_ids))
    )
