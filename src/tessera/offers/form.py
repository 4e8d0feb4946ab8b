"""The form of an offer: read it, with everything wrong beside its field; and write it again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tessera.kit.errors import Invalid, Problem
from tessera.kit.money import BASIS_POINTS, Money, read_decimal, read_minor_units
from tessera.offers.check import ASKED
from tessera.offers.model import NewOffer, Offer, OfferChange, OfferKind, Rule
from tessera.web.answers import field_problems

Fields = Mapping[str, Sequence[str]]
LOCAL = "%Y-%m-%dT%H:%M"
TEXTS = ("name", "description", "topic", "way", "code")
SWITCHES = ("stacks", "listed", "enabled")
MANY = (
    *("weekdays", "channels", "providers", "title_ids", "venue_ids", "title_kinds"),
    "combines_restaurant_ids",
)


class House(NamedTuple):
    """What amounts and times of the form are in."""

    currency: str
    timezone: str


def new_offer(fields: Fields, house: House) -> NewOffer:
    """What the form asks for. Raises `Invalid` with every problem."""
    asked, problems = _read(fields, house)
    made: NewOffer = _converted(asked, NewOffer, problems)
    return made


def offer_change(fields: Fields, house: House) -> OfferChange:
    """The change of the whole form, of the version that it was made from. Raises `Invalid`."""
    asked, problems = _read(fields, house)
    version = one(fields, "version")
    asked["version"] = int(version) if version.isdecimal() and len(version) < 10 else 0
    change: OfferChange = _converted(asked, OfferChange, problems)
    return change


def one(fields: Fields, name: str) -> str:
    """The first value of a field, without blanks around it."""
    values = fields.get(name) or ("",)
    return values[0].strip()[:2000]


def _read(fields: Fields, house: House) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    asked: dict[str, Any] = {name: one(fields, name) for name in TEXTS}
    asked |= {name: bool(one(fields, name)) for name in SWITCHES}
    for name in ("starts_at", "ends_at"):
        asked[name] = _instant(fields, name, house.timezone, problems=problems)
    for name in ("uses_max", "uses_per_customer_max"):
        asked[name] = _whole(fields, name, problems)
    asked["rule"] = _rule(fields, house, problems)
    return asked, problems


def _rule(fields: Fields, house: House, problems: list[Problem]) -> dict[str, Any]:
    kind = one(fields, "kind")
    rule: dict[str, Any] = {"kind": kind, "first_purchase": bool(one(fields, "first_purchase"))}
    readers: dict[str, Callable[[], Any]] = {
        "basis_points": lambda: _points(fields, problems),
        "amount": lambda: _amount(fields, "amount", house.currency, problems=problems),
        "buys": lambda: _whole(fields, "buys", problems),
        "pays": lambda: _whole(fields, "pays", problems),
    }
    # What belongs to another kind may still stand in its field, and is not looked at.
    for name in ASKED.get(OfferKind(kind), ()) if kind in set(OfferKind) else ():
        rule[name] = readers[name]()
    for name in ("cap", "minimum"):
        amount = _amount(fields, name, house.currency, problems=problems)
        rule |= {} if amount is None else {name: amount}
    for name in ("from_time", "until_time"):
        rule[name] = one(fields, name) or None
    rule["categories"] = _words(one(fields, "categories"))
    for name in MANY:
        rule[name] = [_number(value) for value in fields.get(name, ()) if value]
    return rule


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 19 else text


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip()[:60] for part in text.split(",") if part.strip()))


def _points(fields: Fields, problems: list[Problem]) -> int | None:
    share = read_decimal(one(fields, "percent"))
    points = share * 100 if share is not None else Decimal(0)
    if points != points.to_integral_value() or not 0 < points <= BASIS_POINTS:
        problems.append(Problem("rule.basis_points", "must be from 0.01 to 100"))
        return None
    return int(points)


def _amount(fields: Fields, name: str, currency: str, *, problems: list[Problem]) -> int | None:
    text = one(fields, name)
    amount = read_minor_units(text, currency) if text and currency else None
    if text and amount is None:
        problems.append(Problem(f"rule.{name}", "is not an amount such as 15.50"))
    return amount


def _whole(fields: Fields, name: str, problems: list[Problem]) -> int | None:
    text = one(fields, name)
    if text and not (text.isdecimal() and len(text) < 10):
        problems.append(Problem(name, "is not a whole number"))
        return None
    return int(text) if text else None


def _instant(
    fields: Fields, name: str, timezone: str, *, problems: list[Problem]
) -> datetime | None:
    text = one(fields, name)
    if not text:
        return None
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))
    except ValueError:
        problems.append(Problem(name, "is not a day and a time"))
        return None
    return local.astimezone(UTC)


def _converted(asked: dict[str, Any], wanted: Any, problems: list[Problem]) -> Any:
    try:
        made = msgspec.convert(asked, wanted)
    except msgspec.ValidationError:
        found = [p for p in field_problems(asked, wanted) if p.path != "version"]
        rule = field_problems(asked["rule"], Rule)
        found = [p for p in found if not p.path.startswith("rule")]
        nested = [Problem(f"rule.{p.path}", p.message) for p in rule if p.path]
        raise Invalid(_once([*problems, *found, *nested])) from None
    if problems:
        raise Invalid(problems)
    return made


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """The first of each field."""
    first = {problem.path: problem for problem in reversed(problems)}
    return list(first.values())[::-1] or [Problem("", "cannot be accepted")]


def values_of(offer: Offer, house: House) -> dict[str, str]:
    """An offer as its form shows it."""
    rule, zone = offer.rule, ZoneInfo(house.timezone)

    def amount(minor: int | None) -> str:
        return str(Money(minor, house.currency).decimal()) if minor and house.currency else ""

    def local(at: datetime | None) -> str:
        return at.astimezone(zone).strftime(LOCAL) if at else ""

    said = {
        **{name: str(getattr(offer, name)) for name in TEXTS},
        **{name: "yes" if getattr(offer, name) else "" for name in SWITCHES},
        "kind": str(rule.kind),
        "percent": f"{(rule.basis_points or 0) / 100:g}" if rule.basis_points else "",
        "amount": amount(rule.amount) or ("0" if rule.amount == 0 else ""),
        "cap": amount(rule.cap),
        "minimum": amount(rule.minimum),
        "categories": ", ".join(rule.categories),
        "first_purchase": "yes" if rule.first_purchase else "",
        "starts_at": local(offer.starts_at),
        "ends_at": local(offer.ends_at),
        "version": str(offer.version),
    }
    for name in ("buys", "pays", "from_time", "until_time"):
        said[name] = str(getattr(rule, name) or "")
    for name in ("uses_max", "uses_per_customer_max"):
        said[name] = str(getattr(offer, name) or "")
    return said


def many_of(offer: Offer) -> dict[str, list[str]]:
    """What is ticked in an offer's form."""
    ticked = {name: [str(value) for value in getattr(offer.rule, name)] for name in MANY}
    return ticked | {"combines_restaurant_ids": [str(n) for n in sorted(offer.rule.tables)]}


def field_of(path: str) -> str:
    """The field that a problem belongs to: `rule.basis_points` is typed as `percent`."""
    name = path.removeprefix("rule.").partition("[")[0]
    return "percent" if name == "basis_points" else name
