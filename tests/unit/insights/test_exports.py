"""Exports without a database: what may be asked for, when the next one is, what is written."""

import csv
import io
import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from tessera.insights.exports.model import COLUMNS, Every, Export, Format, NewSchedule, Table
from tessera.insights.exports.rules import check_schedule, chosen_columns, due_days, next_run
from tessera.insights.exports.writers import writer_of
from tessera.kit.errors import Invalid
from tessera.organizations.periods import Period

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 21), "Asia/Kolkata")
AT = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
EVIL = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx", "  =1"]
CHOSEN = ("reference", "paid_at", "buyer_name", "tickets", "face", "currency")


def row(name: str, n: int = 1) -> dict[str, Any]:
    """An order of somebody who calls themselves so."""
    about = {"reference": f"T{n}", "paid_at": AT, "buyer_name": name, "tickets": n}
    return {**about, "face": 45_050 * n, "currency": "INR"}


def written(format_: Format, rows: list[dict[str, Any]]) -> bytes:
    """The whole file."""
    export = Export(
        organization_id=1, table=Table.ORDERS, format=format_, columns=CHOSEN, period=PERIOD
    )
    writer = writer_of(export)
    body = writer.head() + b"".join(writer.rows([one]) for one in rows)
    return body + b"".join(writer.tail())


def test_csv_has_units_the_clock_there_and_no_formula() -> None:
    """What looks like a formula gets an apostrophe before it; numbers stay numbers."""
    text = written(Format.CSV, [row(name) for name in EVIL]).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))

    assert [line["buyer_name"] for line in lines] == [f"'{name}" for name in EVIL]
    assert (lines[0]["face"], lines[0]["paid_at"]) == ("450.50", "2026-11-21T19:00:00+05:30")


def test_sheet_has_texts_numbers_and_instants_and_no_formula() -> None:
    """As Excel would read it: the type of each cell says what it is."""
    body = written(Format.XLSX, [row(name) for name in EVIL])
    sheet = load_workbook(io.BytesIO(body)).active
    names = list(sheet["C"])[1:]

    assert {cell.data_type for cell in names} == {"s"}
    assert names[0].value == "=1+1"
    assert [cell.value for cell in sheet[1]] == list(CHOSEN)
    assert [cell.value for cell in sheet[2]][3:] == [1, 450.5, "INR"]
    assert sheet["B2"].value == datetime(2026, 11, 21, 19)  # noqa: DTZ001


def test_json_and_parquet_have_minor_units_and_utc() -> None:
    """The same rows, in the same order."""
    rows = [row("Añu", n) for n in range(1, 4)]
    items = json.loads(written(Format.JSON, rows))["items"]
    table = parquet.read_table(io.BytesIO(written(Format.PARQUET, rows))).to_pylist()

    assert (
        [item["face"] for item in items]
        == [one["face"] for one in table]
        == [45_050, 90_100, 135_150]
    )
    assert (items[0]["paid_at"], table[0]["paid_at"]) == ("2026-11-21T13:30:00Z", AT)
    assert {item["buyer_name"] for item in items} == {"Añu"}


@pytest.mark.parametrize("format_", list(Format))
def test_file_of_nothing_is_a_file(format_: Format) -> None:
    """It has its columns and opens."""
    assert written(format_, [])


def test_amount_brings_its_currency_and_columns_keep_their_order() -> None:
    """Nobody has an amount of they know not what."""
    assert chosen_columns(Table.ORDERS, ("face", "reference")) == ("reference", "face", "currency")
    assert chosen_columns(Table.SALES, ()) == tuple(COLUMNS[Table.SALES])
    with pytest.raises(Invalid):
        chosen_columns(Table.LEDGER, ("buyer_email",))


@pytest.mark.parametrize(
    ("every", "weekday", "day", "due"),
    [
        (Every.DAY, None, None, datetime(2026, 11, 22, 1, 30, tzinfo=UTC)),
        (Every.WEEK, 1, None, datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        (Every.MONTH, None, 28, datetime(2026, 11, 28, 1, 30, tzinfo=UTC)),
        (Every.MONTH, None, 1, datetime(2026, 12, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_next_run_is_by_the_clock_of_the_house(
    every: Every, weekday: int | None, day: int | None, due: datetime
) -> None:
    """Seven in the morning in India; it is seven in the evening of the day before."""
    found = next_run(every, weekday=weekday, day=day, at=time(7), after=AT, timezone="Asia/Kolkata")

    assert found == due


def test_run_tells_of_the_time_since_the_one_before() -> None:
    """Yesterday, seven days, or from the same day of the month before."""
    on = date(2026, 3, 1)

    assert due_days(Every.DAY, on).since == date(2026, 2, 28)
    assert due_days(Every.WEEK, on).since == date(2026, 2, 22)
    assert due_days(Every.MONTH, on).since == date(2026, 2, 1)
    assert {due_days(every, on).until for every in Every} == {date(2026, 2, 28)}


def test_timetable_that_cannot_be_says_all_that_is_wrong() -> None:
    """Each with the field that it is of."""
    wrong = NewSchedule(
        name=" ", table=Table.ORDERS, columns=("x",), every=Every.WEEK, day=31, at="7"
    )

    with pytest.raises(Invalid) as refused:
        check_schedule(wrong)

    assert [p.path for p in refused.value.problems] == ["name", "columns", "at", "weekday", "day"]
