"""A sale as somebody wishes for it, what a purchase costs, and what that comes to."""

from typing import Annotated

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(gt=0, le=1)]


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """Processor time of one whole purchase by tier, in microseconds; and of one read."""

    server: float
    postgres: float
    worker: float
    valkey: float
    read: float
    besides: float = 0.0
    """What else ran on the same cores while it was measured: load generator, gateway."""
    source: str = ""
    cores: int = 0
    measured_per_second: float = 0.0
    """Purchases a second on so many cores, when all of it shared them."""


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sold to whom, and how people behave."""

    visitors: Annotated[int, Meta(ge=1)]
    tickets: Annotated[int, Meta(ge=1)]
    minutes: Annotated[float, Meta(gt=0)] = 60.0
    """In which it should be sold out."""
    places: Annotated[float, Meta(ge=1)] = 2.5
    """Tickets in a purchase."""
    buys: Share = 0.6
    """Of those who are let in, who buys."""
    turn_seconds: Annotated[float, Meta(gt=0)] = 180.0
    """How long somebody is inside, on average."""
    reads: Annotated[float, Meta(ge=0)] = 12.0
    """Maps and pages that somebody inside asks for."""
    poll_seconds: Annotated[float, Meta(gt=0)] = 30.0
    """How often somebody who waits asks for the public status."""
    poll_bytes: Annotated[float, Meta(gt=0)] = 600.0
    polls_per_core: Annotated[float, Meta(gt=0)] = 13_000.0
    """Small kept answers a second that nginx sends on one core: half of what was measured on two,
    which nginx shared with who asked (bench/results/2026-11-21-2356-queue.json)."""
    busy: Share = 0.6
    """How full a core may be on average: queues grow as 1 / (1 - busy)."""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """What a sale comes to. Cores are cores of the kind that was measured on."""

    purchases: int
    purchases_per_second: float
    admissions_per_minute: float
    inside: int
    server_cores: float
    server_processes: int
    postgres_cores: float
    worker_cores: float
    valkey_shards: int
    polls_per_second: float
    edge_cores: float
    edge_megabits: float
