"""The demo's box office: somebody invited, a note, and a ticket that got another place."""

from collections.abc import Sequence

from tessera.accounts.find import account_of_email
from tessera.box_office.comp import comp
from tessera.box_office.model import ReseatWanted
from tessera.box_office.notes import note_order
from tessera.box_office.reseat import reseat
from tessera.kit.database import Tx
from tessera.operations.demo.people import OWNER
from tessera.orders.model import Buyer
from tessera.orders.read import orders_of_show
from tessera.shows.model import ForSale, ShowStatus

PRESS = Buyer("Petra Press", "petra@press.example", 0)
FREE = """
SELECT n AS place FROM generate_series(0, $2 - 1) AS n
WHERE NOT EXISTS (SELECT FROM claims c WHERE c.show_id = $1 AND c.place = n) ORDER BY n LIMIT 3
"""


async def work_at_desk(tx: Tx, shows: Sequence[ForSale]) -> None:
    """At the next show that has an order and three free places."""
    owner = await account_of_email(tx, OWNER)
    assert owner is not None, "everybody was registered before"
    for for_sale in sorted(shows, key=lambda one: one.show.starts_at):
        if for_sale.show.status is not ShowStatus.ON_SALE:
            continue
        show_id = for_sale.show.id
        free = [row["place"] for row in await tx.fetch(FREE, show_id, for_sale.plan.seats)]
        paid = await orders_of_show(tx, show_id, before=None, status="paid", limit=1)
        if len(free) < 3 or not paid:
            continue
        await comp(tx, for_sale, free[:2], buyer=PRESS, account_id=owner, reason="Press")
        order = paid[0]
        text = "Rang: one of them cannot climb stairs."
        await note_order(tx, order.id, show_id=show_id, account_id=owner, text=text)
        wanted = ReseatWanted(
            n=order.lines[0].n,
            place=free[2],
            account_id=owner,
            waive=True,
            reason="A place without stairs",
        )
        await reseat(tx, order.id, for_sale=for_sale, wanted=wanted)
        # The demo's people have no mailboxes.
        await tx.fetch("DELETE FROM pgqueuer")
        return
