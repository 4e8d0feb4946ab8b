"""Words of exports, and a form that asks for one on a timetable."""

from collections.abc import Mapping

from tessera.insights.exports.model import (
    Every,
    Format,
    NewSchedule,
    Schedule,
    Table,
)
from tessera.insights.present import weekdays
from tessera.kit.errors import Invalid, Problem
from tessera.web.present import N_, Say
from tessera.web.views.exports import ScheduleRow
from tessera.web.views.shell import Option

Fields = Mapping[str, list[str]]

TABLES: Mapping[Table, str] = {
    Table.ORDERS: N_("Orders"),
    Table.TICKETS: N_("Tickets and attendees"),
    Table.SALES: N_("Sales by day"),
    Table.LEDGER: N_("Ledger"),
    Table.PAYMENTS: N_("Payments"),
    Table.CUSTOMERS: N_("Customers who agreed"),
}
ABOUT: Mapping[Table, str] = {
    Table.ORDERS: N_("A line for each order, by when it was paid; unpaid ones by when they began."),
    Table.TICKETS: N_("A line for each place sold, with who bought it and whether they came."),
    Table.SALES: N_("A line for each show and day on which something was bought or given back."),
    Table.LEDGER: N_("Every posting of your shows; each transaction sums to nought."),
    Table.PAYMENTS: N_("Every attempt to pay, with what the provider calls it."),
    Table.CUSTOMERS: N_("Who bought and agreed to hear from you. Nobody else is in it."),
}
COLUMN_WORDS: Mapping[str, str] = {
    "reference": N_("Booking code"),
    "status": N_("Status"),
    "show_id": N_("Show number"),
    "title": N_("Title"),
    "venue": N_("Venue"),
    "hall": N_("Hall"),
    "starts_at": N_("Begins"),
    "created_at": N_("Begun at"),
    "paid_at": N_("Paid at"),
    "buyer_name": N_("Name of the buyer"),
    "buyer_email": N_("Address of the buyer"),
    "tickets": N_("Tickets"),
    "tickets_given_back": N_("Tickets given back"),
    "face": N_("Price"),
    "fee": N_("Booking fee"),
    "tax": N_("Tax"),
    "refunded": N_("Given back"),
    "currency": N_("Currency"),
    "n": N_("Line"),
    "place": N_("Place"),
    "category": N_("Category"),
    "used_at": N_("Let in at"),
    "gate": N_("Gate"),
    "day": N_("Day"),
    "orders": N_("Orders"),
    "free_tickets": N_("Free tickets"),
    "sales": N_("Sales"),
    "refunds": N_("Refunds"),
    "at": N_("Instant"),
    "transaction_id": N_("Transaction"),
    "account": N_("Account"),
    "amount": N_("Amount"),
    "ended_at": N_("Ended at"),
    "payment_id": N_("Payment"),
    "provider": N_("Provider"),
    "provider_reference": N_("The provider’s own code"),
    "email": N_("E-mail"),
    "name": N_("Name"),
    "consent": N_("How they agreed"),
    "paid": N_("Paid"),
    "first_at": N_("First bought at"),
    "last_at": N_("Last bought at"),
}
FORMATS: Mapping[Format, str] = {
    Format.XLSX: "Excel (XLSX)",
    Format.CSV: "CSV",
    Format.JSON: "JSON",
    Format.PARQUET: "Parquet",
}
EVERY: Mapping[Every, str] = {
    Every.DAY: N_("every day"),
    Every.WEEK: N_("every week"),
    Every.MONTH: N_("every month"),
}
FAILURES: Mapping[str, str] = {
    "maker_gone": N_("Who made this may not export here any more. Make a new one."),
    "could_not_be_made": N_("The last one could not be made. The next one is tried all the same."),
}


def formats(chosen: str) -> tuple[Option, ...]:
    """What files there are."""
    return tuple(Option(one.value, label, one.value == chosen) for one, label in FORMATS.items())


def every_options(say: Say, fields: Fields | None) -> tuple[Option, ...]:
    """How often."""
    chosen = (fields or {}).get("every", ["week"])[:1]
    return tuple(
        Option(one.value, say(words), [one.value] == chosen) for one, words in EVERY.items()
    )


def weekday_options(language: str, fields: Fields | None) -> tuple[Option, ...]:
    """Monday to Sunday."""
    chosen = (fields or {}).get("weekday", ["1"])[:1]
    names = weekdays(language)
    return tuple(Option(str(n), name, [str(n)] == chosen) for n, name in enumerate(names, start=1))


def schedule_row(found: Schedule, say: Say, language: str) -> ScheduleRow:
    """One in the list."""
    when = say(EVERY[found.every])
    if found.weekday is not None:
        when = f"{when}, {weekdays(language)[found.weekday - 1]}"
    if found.day is not None:
        when = f"{when}, {found.day}."
    return ScheduleRow(
        name=found.name,
        what=f"{say(TABLES[found.table])}, {FORMATS[found.format]}",
        when=f"{when}, {found.at}",
        email=found.email,
        paused=found.paused,
        next_at=found.next_at,
        last_at=found.last_at,
        last_rows=found.last_rows,
        failure=say(FAILURES[found.failure]) if found.failure else "",
        version=found.version,
        change_url=f"/organizer/export-schedules/{found.id}",
    )


def wanted_schedule(fields: Fields) -> NewSchedule:
    """What the form says. Raises `Invalid`."""
    said = {name: values[0].strip() for name, values in fields.items() if values}
    try:
        every = Every(said.get("every", ""))
        return NewSchedule(
            name=said.get("name", ""),
            table=Table(said.get("table", "")),
            format=Format(said.get("format", "")),
            columns=tuple(fields.get("columns", ())),
            every=every,
            weekday=_number(said.get("weekday", "")) if every is Every.WEEK else None,
            day=_number(said.get("day", "")) if every is Every.MONTH else None,
            at=said.get("at", ""),
        )
    except ValueError as error:
        raise Invalid([Problem("every", "choose one")]) from error


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else 0
