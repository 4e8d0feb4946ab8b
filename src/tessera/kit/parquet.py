"""Parquet, as little of it as a table needs: flat columns, one page a column and row group.

After the Apache Parquet format 2.11 (`parquet.thrift`) and the Thrift compact protocol. Libraries
that write Parquet weigh more than this whole application; what is here is read back by one of them
in `tests/unit/kit/test_parquet.py`. Values are plainly encoded and compressed by gzip; every column
may be empty. Rows are held until there are `ROWS_A_GROUP` of them, so memory has a bound.
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

ROWS_A_GROUP = 20_000
MAGIC = b"PAR1"
GZIP, PLAIN, RLE, OPTIONAL, DATA_PAGE = 2, 0, 3, 1, 0
BOOLEAN, INT32, INT64, BYTE_ARRAY = 0, 1, 2, 6
I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
EPOCH, EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


class Type(Enum):
    """What a column holds: its physical type and the converted type that readers go by."""

    TEXT = (BYTE_ARRAY, 0)
    WHOLE = (INT64, None)
    FLAG = (BOOLEAN, None)
    DAY = (INT32, 6)
    MOMENT = (INT64, 10)


class ParquetColumn(NamedTuple):
    """A column by its name."""

    name: str
    type: Type


class _Chunk(NamedTuple):
    column: ParquetColumn
    offset: int
    values: int
    raw: int
    packed: int


class ParquetWriter:
    """Rows in, bytes out: `head`, then `rows` as often as needed, then `tail`."""

    def __init__(self, columns: Sequence[ParquetColumn]) -> None:
        self._columns = columns
        self._waiting: list[Sequence[Any]] = []
        self._groups: list[tuple[list[_Chunk], int]] = []
        self._written = 0

    def head(self) -> bytes:
        """What the file begins with."""
        return self._told(MAGIC)

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """The groups that are full with these rows; often nothing yet."""
        self._waiting.extend(rows)
        out = b""
        while len(self._waiting) >= ROWS_A_GROUP:
            out += self._group(self._waiting[:ROWS_A_GROUP])
            del self._waiting[:ROWS_A_GROUP]
        return out

    def tail(self) -> bytes:
        """The last group, and what the file is read by."""
        out = self._group(self._waiting) if self._waiting else b""
        self._waiting = []
        about = _file(self._columns, self._groups)
        return out + self._told(about + struct.pack("<I", len(about)) + MAGIC)

    def _told(self, part: bytes) -> bytes:
        self._written += len(part)
        return part

    def _group(self, rows: Sequence[Sequence[Any]]) -> bytes:
        chunks, out = [], b""
        for n, column in enumerate(self._columns):
            body = _page([row[n] for row in rows], column.type)
            packed = zlib.compress(body, level=6, wbits=31)
            header = _page_header(len(rows), raw=len(body), packed=len(packed))
            sizes = len(header) + len(body), len(header) + len(packed)
            chunks.append(_Chunk(column, self._written, len(rows), *sizes))
            out += self._told(header + packed)
        self._groups.append((chunks, len(rows)))
        return out


def _page(values: Sequence[Any], kind: Type) -> bytes:
    """Which values there are, one bit each, then the values that there are."""
    levels = _bits([value is not None for value in values])
    run = _varint((len(levels) << 1) | 1) + levels
    there = [value for value in values if value is not None]
    return struct.pack("<I", len(run)) + run + PLAINLY[kind](there)


def _bits(flags: Sequence[bool]) -> bytes:
    """Eight to a byte, the first one lowest."""
    whole = sum(1 << n for n, flag in enumerate(flags) if flag) if len(flags) <= 8 else 0
    if len(flags) <= 8:
        return bytes([whole])
    return b"".join(_bits(flags[n : n + 8]) for n in range(0, len(flags), 8))


def _texts(values: Sequence[Any]) -> bytes:
    encoded = [str(value).encode() for value in values]
    return b"".join(struct.pack("<I", len(one)) + one for one in encoded)


PLAINLY: dict[Type, Callable[[Sequence[Any]], bytes]] = {
    Type.TEXT: _texts,
    Type.WHOLE: lambda values: struct.pack(f"<{len(values)}q", *values),
    Type.FLAG: lambda values: _bits(values) if values else b"",
    Type.DAY: lambda values: struct.pack(
        f"<{len(values)}i", *((v - EPOCH_DAY).days for v in values)
    ),
    Type.MOMENT: lambda values: struct.pack(
        f"<{len(values)}q", *((v - EPOCH) // MICROSECOND for v in values)
    ),
}


def _file(columns: Sequence[ParquetColumn], groups: Sequence[tuple[list[_Chunk], int]]) -> bytes:
    root = _struct((4, BINARY, _binary("rows")), (5, I32, _zigzag(len(columns))))
    schema = [root, *(_element(column) for column in columns)]
    return _struct(
        (1, I32, _zigzag(1)),
        (2, LIST, _list(STRUCT, schema)),
        (3, I64, _zigzag(sum(rows for _, rows in groups))),
        (4, LIST, _list(STRUCT, [_row_group(chunks, rows) for chunks, rows in groups])),
        (6, BINARY, _binary("tessera version 1.0.0")),
    )


def _element(column: ParquetColumn) -> bytes:
    physical, converted = column.type.value
    fields = [
        (1, I32, _zigzag(physical)),
        (3, I32, _zigzag(OPTIONAL)),
        (4, BINARY, _binary(column.name)),
    ]
    if converted is not None:
        fields.append((6, I32, _zigzag(converted)))
    return _struct(*fields)


def _row_group(chunks: Sequence[_Chunk], rows: int) -> bytes:
    return _struct(
        (1, LIST, _list(STRUCT, [_chunk(chunk) for chunk in chunks])),
        (2, I64, _zigzag(sum(chunk.raw for chunk in chunks))),
        (3, I64, _zigzag(rows)),
    )


def _chunk(chunk: _Chunk) -> bytes:
    about = _struct(
        (1, I32, _zigzag(chunk.column.type.value[0])),
        (2, LIST, _list(I32, [_zigzag(PLAIN), _zigzag(RLE)])),
        (3, LIST, _list(BINARY, [_binary(chunk.column.name)])),
        (4, I32, _zigzag(GZIP)),
        (5, I64, _zigzag(chunk.values)),
        (6, I64, _zigzag(chunk.raw)),
        (7, I64, _zigzag(chunk.packed)),
        (9, I64, _zigzag(chunk.offset)),
    )
    return _struct((2, I64, _zigzag(chunk.offset)), (3, STRUCT, about))


def _page_header(values: int, *, raw: int, packed: int) -> bytes:
    data = _struct(
        (1, I32, _zigzag(values)),
        (2, I32, _zigzag(PLAIN)),
        (3, I32, _zigzag(RLE)),
        (4, I32, _zigzag(RLE)),
    )
    return _struct(
        (1, I32, _zigzag(DATA_PAGE)),
        (2, I32, _zigzag(raw)),
        (3, I32, _zigzag(packed)),
        (5, STRUCT, data),
    )


def _struct(*fields: tuple[int, int, bytes]) -> bytes:
    """Fields by number: how far from the last one, the type, the value; nought at the end."""
    out, last = b"", 0
    for number, kind, value in fields:
        out += bytes([(number - last) << 4 | kind]) + value
        last = number
    return out + b"\0"


def _list(kind: int, items: Sequence[bytes]) -> bytes:
    short = len(items) < 15
    head = bytes([len(items) << 4 | kind]) if short else bytes([0xF0 | kind]) + _varint(len(items))
    return head + b"".join(items)


def _binary(text: str) -> bytes:
    encoded = text.encode()
    return _varint(len(encoded)) + encoded


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
