"""Say what is offered, in which order, and in which currency."""

from collections.abc import Sequence

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.money import CURRENCIES
from tessera.payments.providers.catalogue import KINDS
from tessera.payments.ways.enter import Editor, note, prepare
from tessera.payments.ways.model import WayRefusal

sql = named.beside(__file__)


async def switch(tx: Tx, editor: Editor, provider: str, *, enabled: bool) -> None:
    """Offer a way to pay, or offer it no more; what is under way goes on. Raises
    `Refused(provider_keys_missing)` where nobody knows the keys."""
    if provider not in KINDS:
        raise NotFound("provider")
    await prepare(tx, editor)
    if provider in editor.platform:
        await tx.fetch(sql["platforms_own"], editor.organization_id, provider)
    found = await tx.fetch_one(sql["switch"], editor.organization_id, provider, enabled)
    if found is None:
        raise Refused(WayRefusal.KEYS_MISSING)
    await note(tx, editor, provider, what="switched_on" if enabled else "switched_off")


async def put_in_order(tx: Tx, editor: Editor, providers: Sequence[str]) -> None:
    """The order in which customers see them. Raises `Invalid` unless each is named once."""
    await prepare(tx, editor)
    rows = await tx.fetch(sql["rows"], editor.organization_id)
    have = [row["provider"] for row in rows]
    if sorted(have) != sorted(providers):
        raise Invalid([Problem("providers", f"must name each of {', '.join(have)} once")])
    await tx.fetch(sql["order"], editor.organization_id, list(providers))
    was, now = {"providers": have}, {"providers": list(providers)}
    await note(tx, editor, "", what="moved", before=was, after=now)


async def move(tx: Tx, editor: Editor, provider: str, *, by: int) -> None:
    """Put a provider one place up (`by` -1) or down; at the end it stays."""
    await prepare(tx, editor)
    rows = await tx.fetch(sql["rows"], editor.organization_id)
    names = [row["provider"] for row in rows]
    if provider not in names:
        raise NotFound("provider")
    place = max(0, min(len(names) - 1, names.index(provider) + by))
    names.remove(provider)
    await put_in_order(tx, editor, [*names[:place], provider, *names[place:]])


async def choose_currency(tx: Tx, editor: Editor, currency: str) -> None:
    """The currency of shows to be planned. Raises `Refused(currency_in_use)` while a show in
    another one is not over: fees are amounts, and they would mean something else there."""
    if currency not in CURRENCIES:
        raise Invalid([Problem("currency", "is not a currency (ISO 4217)")])
    await prepare(tx, editor)
    organization_id = editor.organization_id
    if await tx.raw.fetchval(sql["shows_in_another_currency"], organization_id, currency):
        raise Refused(WayRefusal.CURRENCY_IN_USE)
    if await tx.fetch_one(sql["choose_currency"], organization_id, currency) is not None:
        await note(tx, editor, "", what="currency", after={"currency": currency})
