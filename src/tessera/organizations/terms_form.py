"""The form of an organization's terms: read it, with everything wrong beside its field."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import UNSET

from tessera.kit.money import BASIS_POINTS, Money, read_decimal, read_minor_units
from tessera.kit.versions import typed_version
from tessera.organizations.model import Organization, OrganizationChange
from tessera.organizations.periods import problems_of_timezone
from tessera.organizations.terms import (
    MINUTES_MAX,
    RATES_MAX,
    RefundPolicy,
    TaxRate,
    problems_of_policy,
    problems_of_rates,
)
from tessera.web.present import N_, Say

Fields = Mapping[str, Sequence[str]]
Problems = dict[str, str]
"""By field: a sentence that is marked for translation."""

MINUTES = 60
AMOUNT_MAX = 10**12
NO_AMOUNT = N_("Write an amount such as 15.50, not below zero.")
NO_SHARE = N_("Write a percentage from 0 to 100, such as 2.5.")
NO_RATE = N_("Write a percentage from 0.01 to 100.")
NO_HOURS = N_("Write hours before the start, such as 24 or 1.5.")
NO_NAME = N_("Name this tax, in 40 signs at most.")
TWICE = N_("This tax is named twice.")
TOO_MUCH = N_("All taxes together are more than the price itself.")
TOO_EARLY = N_("This lies further before the start than the free time ends.")
NO_ZONE = N_("This timezone is not known. Write one such as Asia/Kolkata.")
TOO_LONG = N_("This is too long.")
POLICY_LABELS = {
    "free_until_hours": N_("Free until, hours before"),
    "later_percent": N_("Percent that come back later"),
    "later_until_hours": N_("Until, hours before"),
    "fee_returned": N_("The booking fee comes back with the price"),
}
INCLUDED = {"yes": N_("in the price"), "no": N_("on top of it")}
RECKONED_ON = {"price": N_("the price"), "fee": N_("the booking fee"), "both": N_("both")}
PLACES = tuple(RECKONED_ON)


def one(fields: Fields, name: str) -> str:
    """The first value of a field, without blanks around it."""
    values = fields.get(name) or ("",)
    return values[0].strip()[:1000]


def read_policy(fields: Fields, problems: Problems) -> RefundPolicy:
    """The refund policy in the form; what is wrong goes to `problems`."""
    later = _share(fields, "later_percent", problems)
    policy = RefundPolicy(
        free_until_minutes=_minutes(fields, "free_until_hours", problems),
        later_basis_points=later,
        later_until_minutes=_minutes(fields, "later_until_hours", problems) if later else 0,
        fee_returned=bool(one(fields, "fee_returned")),
    )
    if problems_of_policy(policy):
        problems.setdefault("later_until_hours", TOO_EARLY)
    return policy


def read_terms(fields: Fields, organization: Organization) -> tuple[OrganizationChange, Problems]:
    """The change that the form asks for, and all that is wrong with it, by field."""
    problems: Problems = {}
    currency = organization.currency
    cap = one(fields, "fee_cap")
    change = OrganizationChange(
        fee_fixed=_amount(fields, "fee_fixed", currency, problems=problems),
        fee_basis_points=_share(fields, "fee_percent", problems),
        fee_cap=_amount(fields, "fee_cap", currency, problems=problems) if cap else None,
        tax_rates=tuple(_rates(fields, problems)),
        refund_policy=read_policy(fields, problems),
        prices_all_in=bool(one(fields, "prices_all_in")),
        timezone=_zone(fields, problems),
        address=_text(fields, "address", 500, problems=problems),
        tax_number=_text(fields, "tax_number", 60, problems=problems),
        version=typed_version(one(fields, "version")) or UNSET,
    )
    return change, problems


def _rates(fields: Fields, problems: Problems) -> Iterator[TaxRate]:
    rates: list[TaxRate] = []
    rows: list[int] = []
    for row in range(RATES_MAX):
        name, percent = one(fields, f"tax_name_{row}"), one(fields, f"tax_percent_{row}")
        if not name and not percent:
            continue
        if not 1 <= len(name) <= 40:
            problems[f"tax_name_{row}"] = NO_NAME
        points = _points(percent)
        if not points:
            problems[f"tax_percent_{row}"] = NO_RATE
        on = one(fields, f"tax_on_{row}")
        place: Literal["price", "fee", "both"] = on if on in PLACES else "price"  # type: ignore[assignment]
        rates.append(
            TaxRate(
                name=name,
                basis_points=points or 1,
                included=one(fields, f"tax_included_{row}") != "no",
                on=place,
                categories=_categories(one(fields, f"tax_categories_{row}")),
            )
        )
        rows.append(row)
    for problem in problems_of_rates(rates):
        if problem.path == "tax_rates":
            problems.setdefault(f"tax_percent_{rows[-1]}", TOO_MUCH)
        else:
            index = int(problem.path.partition("[")[2].partition("]")[0])
            problems.setdefault(f"tax_name_{rows[index]}", TWICE)
    yield from rates


def _categories(text: str) -> tuple[str, ...]:
    keys = (part.strip()[:60] for part in text.split(","))
    return tuple(dict.fromkeys(key for key in keys if key))[:50]


def _amount(fields: Fields, name: str, currency: str, *, problems: Problems) -> int:
    amount = read_minor_units(one(fields, name) or "0", currency)
    if amount is None or not 0 <= amount <= AMOUNT_MAX:
        problems[name] = NO_AMOUNT
        return 0
    return amount


def _points(text: str) -> int | None:
    exact = read_decimal(text or "0")
    points = exact * 100 if exact is not None else None
    if points is None or points != points.to_integral_value() or not 0 <= points <= BASIS_POINTS:
        return None
    return int(points)


def _share(fields: Fields, name: str, problems: Problems) -> int:
    points = _points(one(fields, name))
    if points is None:
        problems[name] = NO_SHARE
    return points or 0


def _minutes(fields: Fields, name: str, problems: Problems) -> int:
    hours = read_decimal(one(fields, name) or "0")
    minutes = hours * MINUTES if hours is not None else Decimal(-1)
    if not 0 <= minutes <= MINUTES_MAX:
        problems[name] = NO_HOURS
        return 0
    return int(minutes.to_integral_value())


def _zone(fields: Fields, problems: Problems) -> str:
    name = one(fields, "timezone")
    if problems_of_timezone(name):
        problems["timezone"] = NO_ZONE
    return name


def _text(fields: Fields, name: str, signs_max: int, *, problems: Problems) -> str:
    text = one(fields, name).replace("\r\n", "\n")
    if len(text) > signs_max:
        problems[name] = TOO_LONG
    return text[:signs_max]


def policy_fields(policy: RefundPolicy) -> dict[str, str]:
    """A policy as the form's fields."""
    return {
        "free_until_hours": _plain(Decimal(policy.free_until_minutes) / MINUTES),
        "later_percent": _percent(policy.later_basis_points),
        "later_until_hours": _plain(Decimal(policy.later_until_minutes) / MINUTES),
        "fee_returned": "yes" if policy.fee_returned else "",
    }


def terms_fields(organization: Organization) -> dict[str, str]:
    """What an organization has, as the form's fields."""
    currency, cap = organization.currency, organization.fee_cap
    fields = {
        "fee_fixed": str(Money(organization.fee_fixed, currency).decimal()),
        "fee_percent": _percent(organization.fee_basis_points),
        "fee_cap": "" if cap is None else str(Money(cap, currency).decimal()),
        "prices_all_in": "yes" if organization.prices_all_in else "",
        "timezone": organization.timezone,
        "address": organization.address,
        "tax_number": organization.tax_number,
        "version": str(organization.version),
    }
    for row, rate in enumerate(organization.tax_rates):
        fields |= {
            f"tax_name_{row}": rate.name,
            f"tax_percent_{row}": _percent(rate.basis_points),
            f"tax_included_{row}": "yes" if rate.included else "no",
            f"tax_on_{row}": rate.on,
            f"tax_categories_{row}": ", ".join(rate.categories),
        }
    return fields | policy_fields(organization.refund_policy)


def told(fields: Mapping[str, str], speak: Say) -> dict[str, str]:
    """The form's fields, its taxes in a line: to be laid beside what somebody else has saved."""
    taxes = []
    for row in range(RATES_MAX):
        parts = ("name", "percent", "included", "on", "categories")
        name, percent, included, on, keys = (fields.get(f"tax_{p}_{row}", "") for p in parts)
        if name or percent:
            where = f"{speak(INCLUDED.get(included, ''))}, {speak(RECKONED_ON.get(on, ''))}"
            taxes.append(f"{name} {percent} % ({where})" + (f": {keys}" if keys else ""))
    return {**fields, "taxes": "; ".join(taxes)}


def as_changed(organization: Organization, change: OrganizationChange) -> Organization:
    """What it would be with that change; for previews."""
    names = msgspec.structs.asdict(change)
    known = {n: v for n, v in names.items() if v is not msgspec.UNSET}
    return msgspec.structs.replace(organization, **known)


def _percent(basis_points: int) -> str:
    return _plain(Decimal(basis_points) / 100)


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"
