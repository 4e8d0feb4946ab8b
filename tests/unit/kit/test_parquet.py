"""Parquet as others read it: every type, what is missing, more rows than a group holds."""

import io
from datetime import UTC, date, datetime
from typing import Any

from pyarrow import parquet

from tessera.kit.parquet import ROWS_A_GROUP, ParquetColumn, ParquetWriter, Type

COLUMNS = [
    ParquetColumn("name", Type.TEXT),
    ParquetColumn("amount", Type.WHOLE),
    ParquetColumn("used", Type.FLAG),
    ParquetColumn("day", Type.DAY),
    ParquetColumn("at", Type.MOMENT),
]
AT = datetime(2026, 11, 21, 19, 45, 1, 500, tzinfo=UTC)


def read_back(rows: list[tuple[Any, ...]]) -> Any:
    """What a library makes of what was written."""
    writer = ParquetWriter(COLUMNS)
    halves = rows[: len(rows) // 3], rows[len(rows) // 3 :]
    parts = [writer.head(), *(writer.rows(half) for half in halves), writer.tail()]
    return parquet.ParquetFile(io.BytesIO(b"".join(parts)))


def test_every_type_is_read_back_and_what_is_missing_stays_missing() -> None:
    """Texts of any script, negative and large numbers, days before 1970, microseconds."""
    rows = [
        ("दिन – =1+1", -(2**62), True, date(1969, 7, 20), AT),
        (None, None, None, None, None),
        ("", 0, False, date(2026, 11, 21), datetime(1970, 1, 1, tzinfo=UTC)),
    ]

    found = read_back(rows).read().to_pylist()

    assert [tuple(row.values()) for row in found] == rows
    assert list(found[0]) == [column.name for column in COLUMNS]


def test_many_rows_are_in_groups_and_none_is_lost() -> None:
    """Two full groups and a rest, of more columns than a short list holds bits for."""
    count = 2 * ROWS_A_GROUP + 7
    file = read_back([(f"n{n}", n if n % 3 else None, n % 2 == 0, None, AT) for n in range(count)])

    table = file.read()

    assert [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)] == [
        ROWS_A_GROUP,
        ROWS_A_GROUP,
        7,
    ]
    assert table.column("name").to_pylist() == [f"n{n}" for n in range(count)]
    assert table.column("amount").to_pylist() == [n if n % 3 else None for n in range(count)]
    assert table.column("used").to_pylist() == [n % 2 == 0 for n in range(count)]


def test_table_without_rows_is_one() -> None:
    """It has its columns."""
    table = read_back([]).read()

    assert (table.num_rows, table.column_names) == (0, [column.name for column in COLUMNS])
