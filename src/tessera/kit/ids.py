"""Identifiers: time-ordered UUIDs for rows, readable references for people."""

import base64
import os
import secrets
import time
from collections.abc import Callable
from uuid import UUID

from asyncpg.pgproto import pgproto

REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, without 0/O and 1/I, so that a reference survives being read aloud."""
REFERENCE_SIGNS = 10
_PAIRS = [first + second for first in REFERENCE_ALPHABET for second in REFERENCE_ALPHABET]

uuid_of: Callable[[bytes], UUID] = pgproto.UUID
"""The UUID of 16 bytes, as the database's driver makes them: in an eighth of the time."""


class _Noise:
    """The system's randomness, fetched a page at a time: a purchase takes fifteen identifiers."""

    def __init__(self) -> None:
        self._page = b""
        self._used = 0

    def take(self, size: int) -> bytes:
        """`size` bytes that nobody had before."""
        start = self._used
        self._used += size
        if self._used > len(self._page):
            self._page, start, self._used = os.urandom(_NOISE_PAGE_BYTES), 0, size
        return self._page[start : self._used]

    def forget(self) -> None:
        """Start a new page; a forked process must not repeat its parent's."""
        self._page, self._used = b"", 0


_NOISE_PAGE_BYTES = 4096
_noise = _Noise()
os.register_at_fork(after_in_child=_noise.forget)


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): milliseconds, then 74 random bits; index pages stay warm."""
    return id_at(time.time_ns() // 1_000_000)


def id_at(milliseconds: int) -> UUID:
    """The UUIDv7 of a given Unix time in milliseconds; for `new_id` and for tests."""
    noise = int.from_bytes(_noise.take(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | (noise & 0x3FFF_FFFF_FFFF_FFFF)
    return uuid_of(value.to_bytes(16, "big"))


def new_reference() -> str:
    """An order reference such as `T7KQ2-9FMH3`: 50 random bits, made unique by the database."""
    bits = int.from_bytes(_noise.take(7), "big")
    signs = "".join([_PAIRS[bits >> shift & 1023] for shift in (0, 10, 20, 30, 40)])
    return f"{signs[:5]}-{signs[5:]}"


def read_reference(text: str) -> str | None:
    """What a person typed (`t7kq2 9fmh3`) as a reference, or None where it cannot be one."""
    signs = [sign for sign in text.upper() if sign.isalnum()]
    if len(signs) != REFERENCE_SIGNS or not set(signs) <= set(REFERENCE_ALPHABET):
        return None
    return "".join(signs[:5]) + "-" + "".join(signs[5:])


def new_request_id() -> str:
    """12 URL-safe signs: enough to tell requests apart, nothing that has to be unguessable."""
    return base64.urlsafe_b64encode(_noise.take(9)).decode()


def new_secret(size_bytes: int = 24) -> str:
    """An unguessable URL-safe text."""
    return secrets.token_urlsafe(size_bytes)
