"""Enter the keys of an account at a provider, or take them away."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.trail import Facts, note_named
from tessera.kit.vault import Vault
from tessera.payments.providers.catalogue import KINDS, KeyField, key_problems
from tessera.payments.providers.registry import context_of
from tessera.payments.ways.model import WayRefusal

sql = named.beside(__file__)

HINT_SIGNS = 4


class Editor(msgspec.Struct, frozen=True):
    """Who changes the ways to pay of which organization; `platform` are the providers that it has
    without a choice of its own."""

    organization_id: int
    account_id: UUID
    platform: tuple[str, ...]


async def enter_keys(
    tx: Tx, vault: Vault, editor: Editor, *, provider: str, keys: Mapping[str, str]
) -> None:
    """Seal the keys; the way stays off until it is switched on. Raises `NotFound` for no provider
    of ours, `Invalid` with every key that is none."""
    kind = KINDS.get(provider)
    if kind is None or not kind.keys:
        raise NotFound("provider")
    stripped = {name: value.strip() for name, value in keys.items() if value.strip()}
    if problems := key_problems(kind, stripped):
        raise Invalid(problems)
    await prepare(tx, editor)
    plain = msgspec.json.encode(stripped)
    sealed = vault.seal(plain, context=context_of(editor.organization_id, provider))
    hints = [hint_of(field, stripped.get(field.name, "")) for field in kind.keys]
    await tx.fetch(
        sql["enter_keys"], editor.organization_id, provider, sealed.key_id, sealed.blob, hints
    )
    await note(tx, editor, provider, what="keys_entered")


def hint_of(field: KeyField, value: str) -> str:
    """What may be seen of a key: its last signs; all of what is a choice and no key."""
    if not value or value in field.prefix:
        return value
    return "…" + value[-HINT_SIGNS:]


async def remove_keys(tx: Tx, editor: Editor, provider: str) -> None:
    """Forget an account. Raises `Refused(provider_in_use)` while its money is moving."""
    await prepare(tx, editor)
    if await tx.raw.fetchval(sql["under_way"], editor.organization_id, provider):
        raise Refused(WayRefusal.IN_USE)
    if await tx.fetch_one(sql["remove"], editor.organization_id, provider) is None:
        raise NotFound("provider")
    await note(tx, editor, provider, what="keys_removed")


async def prepare(tx: Tx, editor: Editor) -> None:
    """Wait for other changes, and write down the platform's providers where nothing was chosen."""
    if await tx.fetch_one(sql["lock"], editor.organization_id) is None:
        raise NotFound("organization")
    await tx.fetch(sql["materialize"], editor.organization_id, list(editor.platform))


async def note(
    tx: Tx,
    editor: Editor,
    provider: str,
    *,
    what: str,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Record who did what; `provider` is empty where it is about all of them."""
    house = editor.organization_id
    await tx.fetch(sql["note_change"], house, provider, what, editor.account_id)
    subject = ("payment_provider", provider) if provider else ("organization", house)
    action = f"payment_provider.{what}" if provider else f"payments.{what}"
    await note_named(tx, action, subject=subject, organization_id=house, before=before, after=after)
