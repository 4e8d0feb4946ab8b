"""What is remembered: read once, ended at once, bounded."""

import asyncio

import pytest

from tessera.kit.memory import Memory

KEY = ("titles", "Mumbai")


class Source:
    """Says how often it was read; waits for a sign where asked to."""

    def __init__(self) -> None:
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self) -> int:
        """The number of this read."""
        self.reads += 1
        number = self.reads
        await self.gate.wait()
        return number


async def test_value_is_read_once_for_all_who_ask_at_once_and_later() -> None:
    """A hundred at the same moment, and one after them: one read."""
    memory, source = Memory(entries_max=10), Source()

    found = await asyncio.gather(*(memory.get(KEY, source.read, seconds=60) for _ in range(100)))

    assert set(found) == {1}
    assert await memory.get(KEY, source.read, seconds=60) == 1
    assert memory.counts == {
        ("titles", "read"): 1,
        ("titles", "joined"): 99,
        ("titles", "remembered"): 1,
    }


async def test_change_during_a_read_is_not_missed() -> None:
    """Who asks after the change gets a read that began after it, also while the old one is under
    way; and the old one, though it ends last, is not kept."""
    memory, source = Memory(entries_max=10), Source()
    source.gate.clear()
    old = asyncio.create_task(memory.get(KEY, source.read, seconds=60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    memory.forget()
    new = asyncio.create_task(memory.get(KEY, source.read, seconds=60))
    await asyncio.sleep(0)
    source.gate.set()

    assert (await old, await new) == (1, 2)
    assert await memory.get(KEY, source.read, seconds=60) == 2


async def test_age_and_number_are_bounded() -> None:
    """Too old is read anew; the longest kept goes first."""
    memory, source = Memory(entries_max=2), Source()

    assert [await memory.get(KEY, source.read, seconds=0) for _ in range(2)] == [1, 2]
    for name in "abc":
        await memory.get((name,), source.read, seconds=60)
    assert await memory.get(("c",), source.read, seconds=60) == 5
    assert await memory.get(("a",), source.read, seconds=60) == 6


async def test_failed_read_is_told_to_all_and_not_kept() -> None:
    """The next one tries again."""
    memory = Memory(entries_max=2)

    async def fail() -> int:
        raise LookupError

    told = await asyncio.gather(
        *(memory.get(KEY, fail, seconds=60) for _ in range(3)), return_exceptions=True
    )

    assert [type(error) for error in told] == [LookupError] * 3
    with pytest.raises(LookupError):
        await memory.get(KEY, fail, seconds=60)
    assert await memory.get(KEY, Source().read, seconds=60) == 1
