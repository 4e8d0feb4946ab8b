"""How values are worded on paper: money with its code, because not every font has every sign."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

import msgspec
from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from litestar import Response

from tessera.kit.money import Money, exponent
from tessera.web import wording
from tessera.web.templates import LOCALES, translations

NEEDS_SHAPING = frozenset({"hi"})
"""Languages whose signs join: without a shaping library their paper is written in English."""


class Print(msgspec.Struct, frozen=True):
    """One language of paper."""

    say: Callable[[str], str]
    locale: Locale

    @classmethod
    def in_language(cls, language: str) -> Self:
        """For who reads `language`."""
        written = "en" if language in NEEDS_SHAPING else language
        return cls(translations(written).gettext, Locale.parse(LOCALES[written]))

    def figure(self, amount: int, currency: str) -> str:
        """Minor units with all decimals, for columns: `1,450.00`."""
        decimals = "0" * exponent(currency)
        pattern = f"#,##0.{decimals}" if decimals else "#,##0"
        return format_decimal(Money(amount, currency).decimal(), pattern, locale=self.locale)

    def money(self, amount: int, currency: str) -> str:
        """The same with its currency: `1,450.00 INR`."""
        return f"{self.figure(amount, currency)} {currency}"

    def share(self, basis_points: int) -> str:
        """Ten-thousandths as a percentage: `18%`, `5.5%`."""
        return format_percent(Decimal(basis_points) / 10_000, "#,##0.##%", locale=self.locale)

    def long_date(self, day: date) -> str:
        """A day, long."""
        return format_date(day, "long", locale=self.locale)

    def month(self, day: date) -> str:
        """The month of a day, with its year."""
        return format_skeleton("yMMMM", day, locale=self.locale)

    def day(self, at: datetime, timezone: str) -> str:
        """The day of an instant there."""
        return self.long_date(at.astimezone(ZoneInfo(timezone)).date())

    def moment(self, at: datetime, timezone: str) -> str:
        """A day and a time."""
        return wording.moment(at.astimezone(ZoneInfo(timezone)), self.locale)


def csv_answer(body: bytes, name: str) -> Response[bytes]:
    """A table that is for one reader only, to be saved."""
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def pdf_answer(body: bytes, name: str) -> Response[bytes]:
    """A PDF that is for one reader only."""
    return Response(
        body,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
