"""The embedded Valkey."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis.asyncio as redis

from tessera.engines.valkey import ValkeyEngine, answers


@pytest.fixture
def engine(engines_dir: Path) -> Iterator[ValkeyEngine]:
    """A server of this test's own, in a directory with a space, not yet started."""
    made = ValkeyEngine(engines_dir / f"own {time.monotonic_ns()}" / "run")
    yield made
    made.stop()


async def test_start_serves_bounded_memory_on_a_socket_only(engine: ValkeyEngine) -> None:
    """The server has a memory bound, keeps nothing on disk and listens on no TCP port."""
    client = redis.from_url(engine.start())

    async with client:
        settings = await client.config_get("*")

    assert (settings["port"], settings["save"], settings["appendonly"]) == ("0", "", "no")
    assert settings["maxmemory"] == str(256 * 1024 * 1024)
    assert settings["maxmemory-policy"] == "volatile-lru"


async def test_restart_after_a_crash_is_empty_and_answers(engine: ValkeyEngine) -> None:
    """A killed server comes back without what it held."""
    async with redis.from_url(engine.start()) as client:
        await client.set("kept", "no")

    engine.kill()

    async with redis.from_url(engine.restart()) as client:
        assert await client.get("kept") is None


def test_server_of_a_killed_parent_is_replaced(engine: ValkeyEngine) -> None:
    """A second engine on the same socket ends the leftover before it serves."""
    engine.start()

    heir = ValkeyEngine(engine.socket_dir)
    try:
        heir.start()
        assert not engine.running
        assert answers(heir.socket_dir / "valkey.sock")
    finally:
        heir.stop()
