"""How values are worded for people: Jinja filters for one locale, after CLDR (Babel).

Instants are aware and in UTC; `tz` is an IANA name, always the venue's.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from tessera.kit.money import Money

Filter = Callable[..., str]


def filters(locale: Locale) -> Mapping[str, Filter]:
    """The filters `money price day short_day weekday clock moment iso number share duration`."""
    return {
        "money": lambda value: money(value, locale),
        "price": lambda value: price(value, locale),
        "day": lambda at, tz: format_date(_at(at, tz), "full", locale=locale),
        "long_date": lambda on: format_date(on, "full", locale=locale),
        "short_date": lambda on: format_skeleton("MMMEd", on, locale=locale),
        "short_day": lambda at, tz: format_skeleton("MMMEd", _at(at, tz), locale=locale),
        "weekday": lambda on: format_date(on, "EEE", locale=locale),
        "month_day": lambda on: format_skeleton("MMMd", on, locale=locale),
        "clock": lambda at, tz: format_time(_at(at, tz), "short", locale=locale),
        "moment": lambda at, tz: moment(_at(at, tz), locale),
        "iso": iso,
        "number": lambda value: format_decimal(value, locale=locale),
        "share": lambda value: format_percent(value, locale=locale),
        "duration": lambda minutes: duration(minutes),
        "year": lambda on: str(on.year),
    }


def money(value: Money, locale: Locale) -> str:
    """With all decimals, for columns that add up: `₹450.00`."""
    return format_currency(value.decimal(), value.currency, locale=locale)


def price(value: Money, locale: Locale) -> str:
    """Short, for reading at a glance: `₹450`, but `₹449.50`."""
    exact = value.decimal()
    if exact != exact.to_integral_value():
        return money(value, locale)
    return format_currency(
        exact, value.currency, locale=locale, format=_whole(locale), currency_digits=False
    )


def moment(local: datetime, locale: Locale) -> str:
    """A day and a time without seconds: `21 Nov 2026, 19:45`."""
    day = format_date(local, "medium", locale=locale)
    return f"{day}, {format_time(local, 'short', locale=locale)}"


def iso(value: datetime | date) -> str:
    """For the `datetime` attribute of `<time>`."""
    return value.isoformat()


def duration(minutes: int) -> str:
    """`2 h 46`, as on a cinema's board; under an hour, `45 min`."""
    hours, rest = divmod(int(timedelta(minutes=minutes).total_seconds()) // 60, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _at(at: datetime, tz: str) -> datetime:
    assert at.tzinfo is not None, "an instant without a zone cannot be shown anywhere"
    return at.astimezone(ZoneInfo(tz))


def _whole(locale: Locale) -> str:
    """The locale's currency pattern without its decimals."""
    pattern: str = locale.currency_formats["standard"].pattern
    return pattern.replace(".00", "")
