"""Passwords that everybody thinks of, refused without asking anybody.

No list is shipped. What the published counts of leaked passwords have in common is a way of making
them: a favourite word or two, letters swapped for signs, a year or a row of digits behind, a walk
over the keyboard, the same thing again. So the way is undone, and what is left is looked up among
the favourite words. That covers the known ones of ten signs and more, and their many cousins.
"""

import re
from pathlib import Path

WORDS = frozenset((Path(__file__).parent / "common_words.txt").read_text("ascii").split())
"""Favourite words, as counts of leaks show them again and again, and words of this very house."""
PHRASES = frozenset({"correcthorsebatterystaple", "thequickbrownfox", "tobeornottobe"})
ROWS = (
    "01234567890",
    "09876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "mnbvcxzlkjhgfdsapoiuytrewq",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaq12wsxcde34rfvbgt56yhn",
    "147258369",
    "741852963",
    "1a2b3c4d5e6f7g8h9i0j",
    "a1b2c3d4e5f6g7h8i9j0",
)
"""Walks over keyboards, the alphabet, digits."""
SWAPPED = str.maketrans({"@": "a", "4": "a", "3": "e", "!": "i", "1": "i", "0": "o", "$": "s",
                         "5": "s", "7": "t", "+": "t", "8": "b", "9": "g"})  # fmt: skip
WALK_SIGNS_MIN = 3
WORDS_MAX = 3
"""So many favourite words in a row are still no sentence."""
FRAME_SIGNS_MAX = 8
"""Digits and signs before and after the words: a date at most."""
OWN_SIGNS_MIN = 4
"""Parts of somebody's own name or address shorter than this prove nothing."""

_FRAME = re.compile(r"^([\W\d_]*)(.*?)([\W\d_]*)$", re.DOTALL)
_PARTS = re.compile(r"[\W_]+")


def is_common(password: str, own: tuple[str, ...] = ()) -> bool:
    """Whether everybody would think of it, or whoever knows `own`: somebody's name and address."""
    said = password.casefold().strip()
    names = {p for text in own for p in _PARTS.split(text.casefold()) if len(p) >= OWN_SIGNS_MIN}
    names |= {_PARTS.sub("", text.casefold()) for text in own}
    known = WORDS | {name for name in names if name}
    return (
        _PARTS.sub("", said) in PHRASES
        or len(set(said)) <= 3
        or _is_repeated(said, known)
        or any(_is_walk(form) for form in (said, said[1:], said[:-1]))
        or any(_is_favourite(form, known) for form in (said, said.translate(SWAPPED)))
        or _is_favourite(_trimmed(said).translate(SWAPPED), known)
    )


def _is_repeated(said: str, known: frozenset[str]) -> bool:
    """`abcabcabc`: a short piece again and again, or any piece that is common by itself."""
    for size in range(1, len(said) // 2 + 1):
        piece = said[:size]
        if len(said) % size == 0 and piece * (len(said) // size) == said:
            return size <= 4 or _is_walk(piece) or _is_favourite(piece, known)
    return False


def _is_walk(said: str) -> bool:
    """Whether it is made of walks alone, each of three signs or more: `qwerty12345`."""
    rest = said
    while rest:
        step = max((_walked(rest, row) for row in ROWS), default=0)
        if step < WALK_SIGNS_MIN:
            return False
        rest = rest[step:]
    return True


def _walked(said: str, row: str) -> int:
    """How many of the first signs are a piece of the row."""
    size = 0
    while size < len(said) and said[: size + 1] in row:
        size += 1
    return size


def _is_favourite(said: str, known: frozenset[str]) -> bool:
    """Whether it is up to three known words, with digits and signs around and between them."""
    found = _FRAME.match(said)
    assert found is not None
    before, core, after = found.groups()
    if len(before) + len(after) > FRAME_SIGNS_MAX:
        return False
    if not core:
        return True
    return _in_words(_PARTS.sub("", core), known, WORDS_MAX)


def _in_words(core: str, known: frozenset[str], words_max: int) -> bool:
    if not core:
        return True
    if words_max == 0:
        return False
    return any(
        core.startswith(word) and _in_words(core[len(word) :], known, words_max - 1)
        for word in known
    )


def _trimmed(said: str) -> str:
    """Without the digits and signs behind, so that `p4ssw0rd2024` swaps its letters alone."""
    return said.rstrip("0123456789!?.,;:-_*#$%&+@ ")
