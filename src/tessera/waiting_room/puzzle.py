"""A proof of work, asked for only while a room is under attack.

The puzzle is a signed text; its answer a number with which SHA-256 of `text.number` begins with
`PUZZLE_BITS` zero bits: about a second for a telephone, and nothing for the server to remember.
Whoever cannot or will not work waits in the slow lane.
"""

import hashlib
import struct

from tessera.kit.signing import Signer

PUZZLE_BITS = 17
PUZZLE_SECONDS = 600
ANSWER_SIGNS_MAX = 20
_SAID = struct.Struct(">QqI")


class Puzzles:
    """Sets and checks puzzles."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, "puzzle")

    def set(self, room_id: int, now: int, *, salt: int) -> str:
        """A puzzle of a room, at Unix second `now`; `salt` makes it one of its own."""
        return self._signer.seal(_SAID.pack(room_id, now, salt))

    def solved(self, puzzle: str, answer: str, *, room_id: int, now: int) -> bool:
        """Whether `answer` answers a puzzle that was set here, for this room, a moment ago."""
        if not (answer.isascii() and answer.isdecimal() and len(answer) <= ANSWER_SIGNS_MAX):
            return False
        said = self._signer.open(puzzle) if len(puzzle) < 200 else None
        if said is None or len(said) != _SAID.size:
            return False
        room, at, _ = _SAID.unpack(said)
        fresh = 0 <= now - at <= PUZZLE_SECONDS
        return bool(room == room_id and fresh and answers(puzzle, answer))


def answers(puzzle: str, answer: str) -> bool:
    """Whether the hash begins with enough zero bits."""
    digest = hashlib.sha256(f"{puzzle}.{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - PUZZLE_BITS) == 0


def solve(puzzle: str) -> str:
    """An answer; for tests and programs."""
    number = 0
    while not answers(puzzle, str(number)):
        number += 1
    return str(number)
