"""What readers of a broadcast see, in the way of Zulip: an old snapshot and the frames since make a
fresh snapshot, however late somebody reads and however often they come back."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tessera.claims.broadcast import FRAMES_MAX, Broadcasts, Channel, frames
from tessera.claims.live_map import LiveMap
from tessera.claims.model import ClaimState

CAPACITY = 9
READERS = 3

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("apply"),
            st.lists(st.integers(0, CAPACITY - 1), min_size=1, max_size=3, unique=True),
            st.sampled_from([None, *ClaimState]),
        ),
        st.tuples(st.just("look")),
        st.tuples(st.just("read"), st.integers(0, READERS - 1)),
        st.tuples(st.just("leave"), st.integers(0, READERS - 1)),
        st.tuples(st.just("another plan")),
    ),
    max_size=60,
)


class Reader:
    """A page that follows: it believes only what it is sent."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.states = ""
        self.status = ""

    def hear(self, sent: bytes) -> None:
        """Take in some events, as `live.js` does."""
        for event, facts in events(sent):
            if event == "status":
                self.status = facts["status"]
            elif event == "snapshot":
                self.version, self.states = facts["version"], facts["states"]
            else:
                assert facts["from_version"] == self.version
                self.version = facts["version"]
                signs = list(self.states)
                for place, sign in facts["changes"]:
                    signs[place] = sign
                self.states = "".join(signs)


def events(sent: bytes) -> list[tuple[str, dict[str, Any]]]:
    """The events of what was sent: their names and their data."""
    found = []
    for block in sent.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] not in ": ")
        if "data" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


@given(steps)
def test_whoever_reads_late_sees_what_a_fresh_reader_sees(chosen: list[tuple[Any, ...]]) -> None:
    """Readers take frames when they like, and resume where they were."""
    live = LiveMap(CAPACITY, version=100)
    channel = Channel(live, "on_sale")
    readers = [Reader() for _ in range(READERS)]
    for name, *facts in chosen:
        if name == "apply":
            live.apply(*facts)
        elif name == "look":
            channel.look(live, "on_sale")
        elif name == "read":
            readers[facts[0]].hear(channel.since(readers[facts[0]].version))
            assert readers[facts[0]].states == channel_states(channel)
        elif name == "leave":
            readers[facts[0]] = Reader()
        else:
            live = LiveMap(CAPACITY, version=live.version + 1000)

    channel.look(live, "on_sale")
    for reader in readers:
        reader.hear(channel.since(reader.version))
        assert reader.states == live.shown_signs()
        assert reader.version == live.version


def channel_states(channel: Channel) -> str:
    """What somebody would see who comes now."""
    [(_, facts)] = events(channel.snapshot())
    states: str = facts["states"]
    return states


def test_all_readers_at_one_version_are_sent_the_same_bytes() -> None:
    """Written once: ten thousand readers cost ten thousand sends and no more."""
    live = LiveMap(CAPACITY)
    channel = Channel(live, "on_sale")
    version = channel.version
    live.apply((1, 2), ClaimState.HELD)
    channel.look(live, "on_sale")

    assert channel.snapshot() is channel.snapshot()
    [(event, facts)] = events(channel.since(version))
    assert (event, facts["changes"]) == ("delta", [[1, "h"], [2, "h"]])


def test_who_is_too_far_behind_gets_a_snapshot() -> None:
    """Frames are kept for a while; the journal of the map reaches further, and ends too."""
    live = LiveMap(CAPACITY)
    channel = Channel(live, "on_sale")
    start = channel.version
    for n in range(FRAMES_MAX + 5):
        live.apply((n % CAPACITY,), ClaimState.HELD if n // CAPACITY % 2 else ClaimState.SOLD)
        channel.look(live, "on_sale")

    assert [event for event, _ in events(channel.since(start))] == ["delta"]
    assert [event for event, _ in events(channel.since(-5))] == ["snapshot"]
    assert [event for event, _ in events(channel.since(channel.version + 1))] == ["snapshot"]


async def test_stream_tells_the_status_first_and_again_when_it_changes() -> None:
    """Then the seats; then what changes, gathered for a moment."""
    live, status = LiveMap(CAPACITY), ["on_sale"]

    async def look() -> tuple[LiveMap, str]:
        return live, status[0]

    broadcasts = Broadcasts(readers_max=1)
    async with broadcasts.follow(1, look) as channel, asyncio.timeout(10):
        assert broadcasts.full
        sent = frames(channel, None)
        assert [event for event, _ in events(await anext(sent))] == ["status", "snapshot"]
        live.apply((3,), ClaimState.HELD)
        live.apply((3,), ClaimState.SOLD)
        [(event, facts)] = events(await anext(sent))
        assert (event, facts["changes"]) == ("delta", [[3, "s"]])
        status[0] = "cancelled"
        live.apply((4,), ClaimState.HELD)
        assert [event for event, _ in events(await next_told(sent))] == ["status", "delta"]
    assert not broadcasts.full


async def next_told(sent: AsyncIterator[bytes]) -> bytes:
    """The next frames that are more than a sign of life."""
    while not events(told := await anext(sent)):
        pass
    return told
