"""Identifiers: time-ordered UUIDs for rows, readable references for people."""

import os
import secrets
import time
from uuid import UUID

REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, without 0/O and 1/I, so that a reference survives being read aloud."""
REFERENCE_SIGNS = 10


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): milliseconds, then 74 random bits; index pages stay warm."""
    return id_at(time.time_ns() // 1_000_000)


def id_at(milliseconds: int) -> UUID:
    """The UUIDv7 of a given Unix time in milliseconds; for `new_id` and for tests."""
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | (noise & 0x3FFF_FFFF_FFFF_FFFF)
    return UUID(int=value)


def new_reference() -> str:
    """An order reference such as `T7KQ2-9FMH3`: 50 random bits, made unique by the database."""
    bits = secrets.randbits(5 * REFERENCE_SIGNS)
    signs = [REFERENCE_ALPHABET[bits >> 5 * i & 31] for i in range(REFERENCE_SIGNS)]
    return "".join(signs[:5]) + "-" + "".join(signs[5:])


def read_reference(text: str) -> str | None:
    """What a person typed (`t7kq2 9fmh3`) as a reference, or None where it cannot be one."""
    signs = [sign for sign in text.upper() if sign.isalnum()]
    if len(signs) != REFERENCE_SIGNS or not set(signs) <= set(REFERENCE_ALPHABET):
        return None
    return "".join(signs[:5]) + "-" + "".join(signs[5:])


def new_secret(size_bytes: int = 24) -> str:
    """An unguessable URL-safe text."""
    return secrets.token_urlsafe(size_bytes)
