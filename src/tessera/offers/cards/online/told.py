"""What providers tell of sales of cards: webhooks and lists of captures that no order explains."""

from collections.abc import Sequence

from tessera.kit import sql as named
from tessera.offers.cards.online.pay import look, settled, told_of
from tessera.offers.cards.online.sell import read_payment, read_sale
from tessera.payments.captures import Account
from tessera.payments.inbox import Key, Outcome
from tessera.payments.providers.port import Capture, ProviderAnswer, WebhookEvent
from tessera.services import Services

sql = named.beside(__file__)


class CardsToldOf:
    """Asked about payments that are none of an order."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def event(self, key: Key, event: WebhookEvent) -> Outcome | None:
        """Act upon a message about a sale's payment; None where it is none of ours either."""
        pool = self._services.db.pool
        names = [name for name in (event.reference, event.also) if name]
        account = (key.provider, key.organization_id)
        payment_id = await told_of(pool, account, event.payment_id, names=names)
        payment = await read_payment(pool, payment_id) if payment_id else None
        if payment is None:
            return None
        if event.answer is None:
            sale = await read_sale(pool, payment.sale_id)
            said = await look(self._services, sale, payment)
            return Outcome("done", said.status if said else "ended")
        return Outcome("done", str(await settled(self._services, payment.id, event.answer)))

    async def captures(self, items: Sequence[tuple[Account, Capture]]) -> set[int]:
        """Settle those captures that belong to sales; answers which of them do, by number."""
        rows = await self._services.db.pool.fetch(
            sql["match_captures"],
            list(range(len(items))),
            [account.provider for account, _ in items],
            [account.organization_id for account, _ in items],
            [capture.payment_id for _, capture in items],
            [capture.reference for _, capture in items],
            [capture.also for _, capture in items],
        )
        for row in rows:
            if row["status"] != "succeeded":
                found = items[row["n"]][1]
                said = ProviderAnswer("succeeded", found.amount, found.currency, found.reference)
                await settled(self._services, row["id"], said)
        return {row["n"] for row in rows}
