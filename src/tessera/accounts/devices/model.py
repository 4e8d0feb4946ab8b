"""Devices: each sign-in that still lasts."""

from uuid import UUID

import msgspec

from tessera.kit.clock import Instant


class Device(msgspec.Struct, frozen=True):
    """One sign-in: a browser's session, or the bearer pairs of a program. `id` is its family."""

    id: UUID
    program: bool
    began_at: Instant
    seen_at: Instant
    address: str
    browser: str
    current: bool
