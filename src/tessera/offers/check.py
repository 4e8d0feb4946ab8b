"""What keeps an offer from being one: all that is wrong, each with its path."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from tessera.kit.errors import Problem
from tessera.offers.model import OfferKind, Rule, Way

ASKED = {
    OfferKind.PERCENTAGE: ("basis_points",),
    OfferKind.FLAT: ("amount",),
    OfferKind.FIXED_PRICE: ("amount",),
    OfferKind.N_FOR_M: ("buys", "pays"),
}
"""What each kind has to say; the others of these fields are not its own."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer would be; `of_platform` without an organization."""

    rule: Rule
    way: Way
    code: str
    listed: bool
    starts_at: datetime | None
    ends_at: datetime | None
    uses_per_customer_max: int | None
    of_platform: bool


def problems_of(terms: Terms) -> list[Problem]:
    """All that is wrong with it."""
    return [*_of_kind(terms.rule), *_of_way(terms), *_of_conditions(terms)]


def _of_kind(rule: Rule) -> Iterator[Problem]:
    for name in ("basis_points", "amount", "buys", "pays"):
        given = getattr(rule, name) is not None
        if given is not (name in ASKED[rule.kind]):
            says = "does not belong to this kind" if given else "is required"
            yield Problem(f"rule.{name}", says)
    if rule.kind is OfferKind.FLAT and rule.amount == 0:
        yield Problem("rule.amount", "must be more than nothing")
    if rule.kind is OfferKind.N_FOR_M and (rule.pays or 0) >= (rule.buys or 0):
        yield Problem("rule.pays", "must be fewer than are bought")


def _of_way(terms: Terms) -> Iterator[Problem]:
    if terms.way is Way.CODE and not 3 <= len(code_of(terms.code)) <= 40:
        yield Problem("code", "must have 3 to 40 letters and digits")
    if terms.way is not Way.CODE and terms.code:
        yield Problem("code", "belongs to offers with one code")
    if terms.way is Way.CODES and terms.listed:
        yield Problem("listed", "nobody could use it: each code is somebody's own")


def _of_conditions(terms: Terms) -> Iterator[Problem]:
    if terms.starts_at and terms.ends_at and terms.starts_at >= terms.ends_at:
        yield Problem("ends_at", "must be after it begins")
    for name, at in (("starts_at", terms.starts_at), ("ends_at", terms.ends_at)):
        if at is not None and at.tzinfo is None:
            yield Problem(name, "must name its offset from UTC")
    rule = terms.rule
    if rule.from_time is not None and rule.from_time == rule.until_time:
        yield Problem("rule.until_time", "must differ from the beginning")
    if rule.first_purchase and terms.uses_per_customer_max != 1:
        yield Problem("uses_per_customer_max", "must be 1: a first purchase happens once")
    if terms.of_platform and (rule.kind is OfferKind.FLAT or rule.cap or rule.minimum):
        yield Problem("rule.amount", "an amount needs a currency: give a share")
    if terms.of_platform and rule.kind is OfferKind.FIXED_PRICE:
        yield Problem("rule.kind", "lowers prices, and those are the organizations' own")


def code_of(text: str) -> str:
    """A code as it is kept, whatever spaces, dashes and small letters somebody typed."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
