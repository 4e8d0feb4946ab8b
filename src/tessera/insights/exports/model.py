"""What can be exported, column by column, and how."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.organizations.periods import Period


class Table(StrEnum):
    """What is taken away; the statement of the same name is in `queries.sql`."""

    ORDERS = "orders"
    TICKETS = "tickets"
    SALES = "sales"
    LEDGER = "ledger"
    PAYMENTS = "payments"
    CUSTOMERS = "customers"


class Format(StrEnum):
    """How it is written; the value is the file's ending."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    PARQUET = "parquet"


class Kind(StrEnum):
    """What a column holds. Amounts are minor units of the row's `currency`: tables for people show
    them in its units, tables for programs as they are."""

    TEXT = "text"
    WHOLE = "whole"
    AMOUNT = "amount"
    DAY = "day"
    MOMENT = "moment"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.PARQUET: "application/vnd.apache.parquet",
}
_SHOW = {
    "show_id": Kind.WHOLE,
    "title": Kind.TEXT,
    "venue": Kind.TEXT,
    "hall": Kind.TEXT,
    "starts_at": Kind.MOMENT,
}
_PRICE = {"face": Kind.AMOUNT, "fee": Kind.AMOUNT, "tax": Kind.AMOUNT}
COLUMNS: Mapping[Table, Mapping[str, Kind]] = {
    Table.ORDERS: {
        "reference": Kind.TEXT,
        "status": Kind.TEXT,
        **_SHOW,
        "created_at": Kind.MOMENT,
        "paid_at": Kind.MOMENT,
        "buyer_name": Kind.TEXT,
        "buyer_email": Kind.TEXT,
        "tickets": Kind.WHOLE,
        "tickets_given_back": Kind.WHOLE,
        **_PRICE,
        "refunded": Kind.AMOUNT,
        "currency": Kind.TEXT,
    },
    Table.TICKETS: {
        "reference": Kind.TEXT,
        "n": Kind.WHOLE,
        "place": Kind.TEXT,
        "category": Kind.TEXT,
        **_SHOW,
        "status": Kind.TEXT,
        "buyer_name": Kind.TEXT,
        "buyer_email": Kind.TEXT,
        "paid_at": Kind.MOMENT,
        **_PRICE,
        "currency": Kind.TEXT,
        "used_at": Kind.MOMENT,
        "gate": Kind.TEXT,
    },
    Table.SALES: {
        "day": Kind.DAY,
        **_SHOW,
        "orders": Kind.WHOLE,
        "tickets": Kind.WHOLE,
        "free_tickets": Kind.WHOLE,
        "tickets_given_back": Kind.WHOLE,
        **_PRICE,
        "sales": Kind.AMOUNT,
        "refunds": Kind.AMOUNT,
        "currency": Kind.TEXT,
    },
    Table.LEDGER: {
        "at": Kind.MOMENT,
        "transaction_id": Kind.TEXT,
        "account": Kind.TEXT,
        "amount": Kind.AMOUNT,
        "currency": Kind.TEXT,
        "reference": Kind.TEXT,
        **_SHOW,
    },
    Table.PAYMENTS: {
        "created_at": Kind.MOMENT,
        "ended_at": Kind.MOMENT,
        "payment_id": Kind.TEXT,
        "reference": Kind.TEXT,
        "provider": Kind.TEXT,
        "provider_reference": Kind.TEXT,
        "status": Kind.TEXT,
        "amount": Kind.AMOUNT,
        "refunded": Kind.AMOUNT,
        "currency": Kind.TEXT,
        **_SHOW,
    },
    Table.CUSTOMERS: {
        "email": Kind.TEXT,
        "name": Kind.TEXT,
        "consent": Kind.TEXT,
        "orders": Kind.WHOLE,
        "tickets": Kind.WHOLE,
        "paid": Kind.AMOUNT,
        "currency": Kind.TEXT,
        "first_at": Kind.MOMENT,
        "last_at": Kind.MOMENT,
    },
}
"""Every column there is, in its order."""


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One table to be taken away: whose, which columns, of which days, of one show or of all."""

    organization_id: int
    table: Table
    format: Format
    columns: tuple[str, ...]
    period: Period
    show_id: int | None = None

    @property
    def file_name(self) -> str:
        """What it is saved as."""
        since, until = self.period.since, self.period.until
        show = f"-show-{self.show_id}" if self.show_id else ""
        return f"{self.table}{show}-{since}-{until}.{self.format}"


class Every(StrEnum):
    """How often a scheduled export is made; each tells of the time since the one before."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """An export that is made by the clock of its organization; its maker is mailed a link.

    `weekday` (Monday is 1) is of weekly ones, `day` (1 … 28) of monthly ones.
    """

    id: UUID
    organization_id: int
    name: str
    table: Table
    format: Format
    columns: tuple[str, ...]
    every: Every
    weekday: int | None
    day: int | None
    at: str
    paused: bool
    next_at: datetime
    last_at: datetime | None
    last_rows: int | None
    failure: str
    version: int
    created_by: UUID
    email: str = ""


class NewSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is said of a new one. `columns` left empty are all; `at` is `HH:MM`."""

    name: str
    table: Table
    format: Format = Format.XLSX
    columns: tuple[str, ...] = ()
    every: Every = Every.DAY
    weekday: int | None = None
    day: int | None = None
    at: str = "07:00"


class ScheduleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is changed of one: whether it rests. `version` is the one that was looked at."""

    version: int
    paused: bool


class Due(msgspec.Struct, frozen=True):
    """The days that a run tells of."""

    since: date
    until: date
