"""Looks at what else a sale needs: Valkey, the simulated gateway, money that is explained."""

import os

from tessera.kit.errors import TesseraError
from tessera.operations.doctor.database import ANSWER_SECONDS_MAX, connected
from tessera.settings import Settings

WRITTEN = 7


async def strays(url: str) -> str:
    """Captures that no attempt of ours explains."""
    async with connected(url) as connection:
        count = await connection.fetchval(
            "SELECT count(*) FROM stray_captures WHERE state = 'flagged'"
        )
    if count:
        raise TesseraError(
            f"{count} captures that no attempt explains: docs/runbooks/paid-without-ticket.md"
        )
    return "every capture is explained"


async def valkey(settings: Settings) -> str:
    """Write something and read it back."""
    import redis.asyncio as redis

    from tessera.kit.valkey import connect

    url = settings.valkey_url
    cache, mark = connect(url, cluster=settings.valkey_cluster), os.urandom(8).hex()
    try:
        await cache.add(f"tessera:doctor:{mark}", WRITTEN, seconds=60)
        if await cache.read(f"tessera:doctor:{mark}") != WRITTEN:
            raise TesseraError("does not answer: sales go on; live maps and limits suffer")
    finally:
        await cache.close()
    if settings.valkey_cluster:
        return "a cluster: written and read back"
    async with redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX) as client:
        facts = await client.info("server")
    version = str(facts.get("valkey_version") or facts["redis_version"])
    name = "Valkey" if "valkey_version" in facts else "Redis"
    return f"{name} {version}: written and read back"


async def gateway(url: str) -> str:
    """Ask the simulated gateway for its books."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"{url}/v1/books") as answer,
    ):
        return f"{url} answers {answer.status}"
