"""What is wrong with a field, in the reader's language.

Programs read the English sentence as it was raised. Pages look up its text in the catalogues: the
sentence itself, or that of `PATTERNS` which it was made of, with what was filled in.
"""

import re
from collections.abc import Mapping
from functools import cache

from tessera.web.present import N_

PATTERNS: tuple[str, ...] = (
    N_("%(name)s is not a timezone (IANA)"),
    N_("%(label)s is the label of another seat"),
    N_("%(most)s problems are enough for once"),
    N_("%(name)s stands twice"),
    N_("draws more than %(most)s seats"),
    N_("has %(count)s entries, at most %(most)s are allowed"),
    N_("has %(count)s places, at most %(most)s are allowed"),
    N_("has %(count)s signs, at most %(most)s are allowed"),
    N_("has more than %(most)s lines"),
    N_("have %(count)s areas, at most %(most)s are allowed"),
    N_("have %(count)s seats, at most %(most)s are allowed"),
    N_("is larger than %(most)s bytes"),
    N_("is missing for the shape %(name)s"),
    N_("is nested deeper than %(most)s groups"),
    N_("is no table: %(why)s"),
    N_("is not JSON: %(why)s"),
    N_("must be %(wanted)s, not %(name)s"),
    N_("must be a whole number, not %(name)s"),
    N_("must be a number, not %(name)s"),
    N_("must be a list, not %(name)s"),
    N_("must be an object, not %(name)s"),
    N_("must be between %(least)s and %(most)s"),
    N_("must be one of %(names)s"),
    N_("must be text, not %(name)s"),
    N_("must be true or false, not %(name)s"),
    N_("must have at least %(least)s entries"),
    N_("must match %(name)s"),
    N_("no category has the key %(name)s"),
    N_("no category is named %(name)s"),
    N_("area %(name)s is not for sale"),
    N_("begins with %(start)s"),
    N_("cannot turn from %(before)s to %(after)s"),
    N_("have %(count)s seats together, the hall has %(seats)s"),
    N_("has %(name)s, which shows like these cannot have"),
    N_("has no price for %(names)s then"),
    N_("makes more than %(most)s shows"),
    N_("is none of %(names)s"),
    N_("must lie between -%(most)s and %(least)s"),
    N_("leaves %(count)s people without a place, more than %(most)s"),
    N_("leaves less than the %(minutes)s minutes of the title"),
    N_("must be a file of at most %(most)s MB"),
    N_("is one too many: a venue has at most %(most)s pictures"),
    N_("must be a whole number up to %(most)s"),
    N_("an offer may have %(most)s"),
    N_("must be from 0 to %(most)s"),
    N_("must be from 1 to %(most)s"),
    N_("must have %(least)s to %(most)s accounts"),
    N_("must have %(least)s to %(most)s characters"),
    N_("must have %(least)s to %(most)s printable characters"),
    N_("must have %(least)s to %(most)s letters and digits"),
    N_("must have %(least)s to %(most)s digits"),
    N_("must have %(least)s pixels or more on each side"),
    N_("must have %(most)s bytes at most"),
    N_("must have at most %(most)s characters"),
    N_("must have at most %(most)s million pixels"),
    N_("must have at most %(most)s printable characters"),
    N_("must lie within %(most)s days of since"),
    N_("must lie within %(most)s years of since"),
    N_("must name at least one of %(names)s, and no other"),
    N_("must name each of %(names)s once"),
    N_("nothing was sold in %(name)s"),
    N_("place %(place)s is named twice"),
    N_("place %(place)s is not for sale"),
    N_("the hall has %(names)s"),
    N_("the seat plan has %(names)s"),
    N_("the title is shown in %(names)s"),
    N_("there is no area %(name)s"),
    N_("there is no category %(name)s"),
    N_("there is no hall %(name)s of yours"),
    N_("there is no hall %(name)s"),
    N_("there is no line %(name)s to cancel"),
    N_("there is no line %(name)s"),
    N_("must name %(least)s to %(most)s places"),
    N_("there is no place called %(name)s"),
    N_("there is no place %(name)s"),
    N_("there is no seat plan %(name)s of yours"),
    N_("there is no placeholder %(name)s"),
    N_("there is no title %(name)s"),
    N_("there is no show %(name)s of yours"),
    N_("there is no price list %(name)s of yours"),
    N_("there is no template %(name)s of yours"),
    N_("there is no venue %(name)s of yours"),
)
TYPED: Mapping[str, str] = {
    "Expected `str` of length >= %(least)s": N_("must have %(least)s characters or more"),
    "Expected `str` of length <= %(most)s": N_("must have at most %(most)s characters"),
    "Invalid enum value %(name)s": N_("choose one"),
    "Expected `str` matching regex %(name)s": N_("is not written as it should be"),
    "Expected `float` >= %(least)s": N_("must be %(least)s or more"),
    "Expected `float` <= %(most)s": N_("must be %(most)s or less"),
    "Expected `int` >= %(least)s": N_("must be %(least)s or more"),
    "Expected `int` <= %(most)s": N_("must be %(most)s or less"),
}
"""What msgspec says of values of another type, and what people read instead."""
_BLANK = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


def words_of(message: str) -> tuple[str, dict[str, str]]:
    """The text that a sentence was made of, and what was filled in; the sentence itself where it
    is a text without blanks."""
    for pattern, text in _compiled():
        if filled := pattern.fullmatch(message):
            named = filled.groupdict()
            return text, {name: value for name, value in named.items() if f"%({name})s" in text}
    return message, {}


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The longest first: one may be the beginning of another."""
    texts = {text: text for text in PATTERNS} | dict(TYPED)
    longest = sorted(texts, key=len, reverse=True)
    return tuple((_pattern(shape), texts[shape]) for shape in longest)


def _pattern(shape: str) -> re.Pattern[str]:
    literal = re.escape(shape)
    return re.compile(_BLANK.sub(lambda m: f"(?P<{m[1] or m[2]}>.+?)", literal))
