"""The draw: who came before the opening is ordered by a secret that was promised before.

    commitment = SHA-256(seed)                                    published when the room is made
    key(n)     = HMAC-SHA-256(seed, "tessera-draw/1|room|lane|N|n")
    rank(n)    = position of key(n) among the keys of 1 … N, smallest first

A visitor's id is their number n. N, how many came early, is part of each message and known to
nobody before the opening, so that whoever knew the seed could not have chosen a good number.
Anybody can recompute every rank from seed, room, lane and N
(docs/decisions/0042-a-draw-anyone-can-repeat.md).
"""

import hashlib
import hmac
import sys
from array import array

SEED_BYTES = 32
FORMAT = "tessera-draw/1"
RANK_CODE = "I"
"""Ranks are kept as 32-bit numbers: 4 MB for a million."""


def commitment_of(seed: bytes) -> bytes:
    """What is published before."""
    return hashlib.sha256(seed).digest()


def key_of(seed: bytes, *, room_id: int, lane: str, early: int, n: int) -> bytes:
    """What number `n` of `early` is ordered by."""
    return hmac.digest(seed, f"{FORMAT}|{room_id}|{lane}|{early}|{n}".encode(), "sha256")


def draw(seed: bytes, *, room_id: int, lane: str, early: int) -> "array[int]":
    """The rank of number n at index n - 1. A million take two or three seconds of one core."""
    head = f"{FORMAT}|{room_id}|{lane}|{early}|".encode()
    digest = hmac.digest
    keys = [digest(seed, b"%b%d" % (head, n), "sha256") for n in range(1, early + 1)]
    ranks = array(RANK_CODE, bytes(4 * early))
    for rank, index in enumerate(sorted(range(early), key=keys.__getitem__), start=1):
        ranks[index] = rank
    return ranks


def main() -> None:
    """Draw in a process of its own, so that no server stands still: one line in, ranks out."""
    seed, room_id, lane, early = sys.stdin.readline().split()
    ranks = draw(bytes.fromhex(seed), room_id=int(room_id), lane=lane, early=int(early))
    sys.stdout.buffer.write(ranks.tobytes())


if __name__ == "__main__":
    main()
