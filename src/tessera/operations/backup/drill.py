"""Try a backup out: bring it back into a throwaway server and audit what came back."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec

from tessera.engines.postgres import DATABASE, PostgresEngine
from tessera.operations.audit.model import Proof
from tessera.operations.audit.prove import audit
from tessera.operations.backup.model import DRILLED, Drilled, Manifest
from tessera.operations.backup.restore import restore
from tessera.settings import Settings


def drill(backup: Path, settings: Settings, *, migrate: Callable[[str], None]) -> Drilled:
    """Bring it back, `migrate` it, prove every promise; the outcome is also noted beside it.

    Call it from the main thread, outside any loop. Raises `BackupError` or `EngineError` where it
    does not come back at all.
    """
    began = time.monotonic()
    with _throwaway() as url:
        manifest = restore(backup, url)
        migrate(url)
        proofs = asyncio.run(_audit(settings, url, manifest))
        orders = asyncio.run(_orders(url))
    broken = [proof.id for proof in proofs if not proof.kept]
    broken += ["orders"] if orders < manifest.orders else []
    seconds = round(time.monotonic() - began, 1)
    outcome = Drilled(datetime.now(UTC), seconds, orders, tuple(broken))
    (backup / DRILLED).write_bytes(msgspec.json.encode(outcome))
    return outcome


async def _audit(settings: Settings, url: str, manifest: Manifest) -> tuple[Proof, ...]:
    """The proofs as of the moment in which the backup was taken: nobody swept since."""
    age = int((datetime.now(UTC) - manifest.taken_at).total_seconds())
    known = None
    if manifest.audit_line:
        number, _, digest = manifest.audit_line.partition(":")
        known = (int(number), digest)
    then = msgspec.structs.replace(settings, database_url=url, clock_offset_seconds=-age)
    return await audit(then, known_line=known)


async def _orders(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        count: int = await connection.fetchval("SELECT count(*) FROM orders")
        return count
    finally:
        await connection.close()


@contextmanager
def _throwaway() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="tessera-drill-"))
    folder.chmod(0o711)  # under root the server runs as another user
    engine = PostgresEngine(folder / "data", folder / "run", durable=False)
    try:
        engine.start()
        yield engine.url(DATABASE)
    finally:
        engine.stop()
        shutil.rmtree(folder, ignore_errors=True)
