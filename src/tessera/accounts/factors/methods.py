"""What an account may be asked for."""

from uuid import UUID

from tessera.accounts.factors.model import Method
from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)


async def methods_of(tx: Tx, account_id: UUID) -> tuple[Method, ...]:
    """The second factors of an account, the best first; none where it has switched none on."""
    row = await tx.fetch_one(sql["methods"], account_id)
    assert row is not None, "a row of EXISTS is always there"
    found = tuple(method for method in Method if row[method])
    return () if found == (Method.RECOVERY,) else found
