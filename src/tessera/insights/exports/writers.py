"""Write a table as rows come: bytes out, memory bounded, and nothing in it is ever a formula."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from tessera.insights.exports.model import COLUMNS, Export, Format, Kind
from tessera.kit.money import Money
from tessera.kit.parquet import ParquetColumn, ParquetWriter, Type
from tessera.kit.spreadsheet import BOM, csv_bytes

CHUNK = 256 * 1024
XLSX_ROWS_MAX = 1_048_575
"""What a sheet holds below its head (ECMA-376); the other formats have no end."""
DAY_FORMAT, MOMENT_FORMAT, AMOUNT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0.00"
Row = Mapping[str, Any]


class TooManyRows(Exception):
    """More rows than a sheet can hold."""


class Writer(Protocol):
    """One file: `head`, then `rows` as they come, then `tail`."""

    def head(self) -> bytes:
        """What it begins with."""
        ...

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Some more; often nothing to send yet."""
        ...

    def tail(self) -> Iterator[bytes]:
        """What it ends with."""
        ...


def writer_of(export: Export) -> Writer:
    """The writer of an export's format."""
    return WRITERS[export.format](export)


def kinds_of(export: Export) -> list[tuple[str, Kind]]:
    """The chosen columns with what they hold."""
    return [(name, COLUMNS[export.table][name]) for name in export.columns]


class CsvWriter:
    """For spreadsheets and people: amounts in units of the currency, times by the house's clock."""

    def __init__(self, export: Export) -> None:
        self._columns = kinds_of(export)
        self._zone = ZoneInfo(export.period.timezone)

    def head(self) -> bytes:
        """The names of the columns."""
        return csv_bytes([[name for name, _ in self._columns]])

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Lines."""
        cells = ([self._cell(row, name, kind) for name, kind in self._columns] for row in rows)
        return csv_bytes(cells).removeprefix(BOM.encode())

    def tail(self) -> Iterator[bytes]:
        """Nothing."""
        return iter(())

    def _cell(self, row: Row, name: str, kind: Kind) -> str | int | Decimal | None:
        value = row[name]
        if value is None:
            return None
        if kind is Kind.WHOLE:
            return int(value)
        if kind is Kind.AMOUNT:
            return Money(value, row["currency"]).decimal()
        if isinstance(value, datetime):
            return value.astimezone(self._zone).isoformat(timespec="seconds")
        return value.isoformat() if isinstance(value, date) else str(value)


class JsonWriter:
    """For programs, as the interface has it: amounts in minor units, times in UTC."""

    def __init__(self, export: Export) -> None:
        self._names = export.columns
        self._begun = False

    def head(self) -> bytes:
        """The list begins."""
        return b'{"items":['

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Items."""
        items = [msgspec.json.encode({n: row[n] for n in self._names}) for row in rows]
        before = b",\n" if self._begun and items else b""
        self._begun = self._begun or bool(items)
        return before + b",\n".join(items)

    def tail(self) -> Iterator[bytes]:
        """The list ends."""
        yield b"]}\n"


class ParquetFile:
    """For analysts: minor units as whole numbers, instants in UTC."""

    TYPES: Mapping[Kind, Type] = {
        Kind.TEXT: Type.TEXT,
        Kind.WHOLE: Type.WHOLE,
        Kind.AMOUNT: Type.WHOLE,
        Kind.DAY: Type.DAY,
        Kind.MOMENT: Type.MOMENT,
    }

    def __init__(self, export: Export) -> None:
        self._names = export.columns
        self._writer = ParquetWriter(
            [ParquetColumn(name, self.TYPES[kind]) for name, kind in kinds_of(export)]
        )

    def head(self) -> bytes:
        """What the file begins with."""
        return self._writer.head()

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Groups of rows that are full."""
        return self._writer.rows([[row[name] for name in self._names] for row in rows])

    def tail(self) -> Iterator[bytes]:
        """The last group and the description."""
        yield self._writer.tail()


class XlsxWriter:
    """A workbook with one sheet. Its rows go to a file as they come; it is packed at the end."""

    def __init__(self, export: Export) -> None:
        import xlsxwriter  # a twentieth of a second at every start, for few

        self._columns = kinds_of(export)
        self._zone = ZoneInfo(export.period.timezone)
        # `tail` takes it away; what a reader leaves half-way goes with the object.
        self._folder = tempfile.TemporaryDirectory(prefix="tessera-export-")
        self._path = Path(self._folder.name) / "table.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": self._folder.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        self._book = xlsxwriter.Workbook(str(self._path), options)
        self._sheet = self._book.add_worksheet(export.table.value)
        self._formats = {
            Kind.DAY: self._book.add_format({"num_format": DAY_FORMAT}),
            Kind.MOMENT: self._book.add_format({"num_format": MOMENT_FORMAT}),
            Kind.AMOUNT: self._book.add_format({"num_format": AMOUNT_FORMAT}),
        }
        self._line = 0

    def head(self) -> bytes:
        """The names of the columns, in sight while one scrolls."""
        bold = self._book.add_format({"bold": True})
        for n, (name, kind) in enumerate(self._columns):
            self._sheet.set_column(n, n, 20 if kind in (Kind.MOMENT, Kind.TEXT) else 12)
            self._sheet.write_string(0, n, name, bold)
        self._sheet.freeze_panes(1, 0)
        return b""

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Lines. Raises `TooManyRows`."""
        for row in rows:
            self._line += 1
            if self._line > XLSX_ROWS_MAX:
                raise TooManyRows
            for n, (name, kind) in enumerate(self._columns):
                if row[name] is not None:
                    self._write(n, row, name=name, kind=kind)
        return b""

    def _write(self, n: int, row: Row, *, name: str, kind: Kind) -> None:
        value, style = row[name], self._formats.get(kind)
        if kind is Kind.AMOUNT:
            number = Money(value, row["currency"]).decimal()
            self._sheet.write_number(self._line, n, float(number), style)
        elif kind is Kind.WHOLE:
            self._sheet.write_number(self._line, n, value)
        elif kind is Kind.TEXT:
            # Written as a text, whatever it begins with: a cell of this type is never a formula.
            self._sheet.write_string(self._line, n, str(value)[:32_767])
        else:
            local = value.astimezone(self._zone) if isinstance(value, datetime) else value
            naive = local.replace(tzinfo=None) if isinstance(local, datetime) else local
            self._sheet.write_datetime(self._line, n, naive, style)

    def tail(self) -> Iterator[bytes]:
        """The packed file, piece by piece."""
        self._book.close()
        with self._folder, self._path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


WRITERS: Mapping[Format, Callable[[Export], Writer]] = {
    Format.CSV: CsvWriter,
    Format.JSON: JsonWriter,
    Format.PARQUET: ParquetFile,
    Format.XLSX: XlsxWriter,
}
