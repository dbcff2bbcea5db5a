"""Tables as Parquet files, written from the front to the end: who sends one on keeps little of it.

What is written is the plain part of https://parquet.apache.org/docs/file-format/ that every
reader has: PLAIN values, data pages of version 1, GZIP. A file is made of row groups, which have a
chunk of each column; a chunk is of pages. Each `add` makes a page of each column, and a row group
goes out when its pages are large enough.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from mesh.pure import thrift

MAGIC = b"PAR1"
GROUP_BYTES = 4 << 20
"""A row group ends with the page that brings it to so many bytes."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1)
_REQUIRED, _OPTIONAL, _REPEATED = range(3)
_PLAIN, _RLE = 0, 3
_GZIP, _GZIP_WINDOW, _GZIP_LEVEL = 2, 31, 1
_LIST = 3
"""The converted type of a list."""


class Kind(Enum):
    """What a column holds: text, a whole number, yes or no, a day, or a moment."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `within` names the list whose elements have it, which then is never absent.

    A value is a str, int, bool, date or datetime by its kind, None where an `optional` one is
    absent. A column within a list has one value for each element instead, in a sequence.
    """

    name: str
    kind: Kind
    optional: bool = False
    within: str = ""

    @property
    def path(self) -> list[str]:
        """The names from the root of the schema down to it."""
        return [self.within, "list", "element", self.name] if self.within else [self.name]


@dataclass(slots=True)
class _Chunk:
    """The pages of a column that wait for the end of their row group."""

    pages: list[bytes] = field(default_factory=list)
    values: int = 0
    plain_size: int = 0


class ParquetWriter:
    """One file. What `add` and `end` return, one after the other, is the file."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Columns of one list stand together."""
        self._columns = columns
        self._chunks = [_Chunk() for _ in columns]
        self._waiting_rows = self._waiting_bytes = 0
        self._groups: list[thrift.Value] = []
        self._rows = self._sent = 0

    def add(self, rows: Sequence[Sequence[object]]) -> bytes:
        """Add rows, whose values are in the order of the columns; return what is to be sent now."""
        start = b"" if self._sent else MAGIC
        self._sent += len(start)
        if not rows:
            return start
        for column, chunk, values in zip(
            self._columns, self._chunks, zip(*rows, strict=True), strict=True
        ):
            self._waiting_bytes += _add_page(chunk, column, values)
        self._waiting_rows += len(rows)
        return start + (self._end_group() if self._waiting_bytes >= GROUP_BYTES else b"")

    def end(self) -> bytes:
        """Return the rest of the file."""
        last = self.add([]) + self._end_group()
        about = thrift.struct(
            {
                1: thrift.i32(1),
                2: thrift.structs(_schema(self._columns)),
                3: thrift.i64(self._rows),
                4: thrift.structs(self._groups),
                6: thrift.text("zhongtai"),
            }
        )
        return last + about.raw + struct.pack("<I", len(about.raw)) + MAGIC

    def _end_group(self) -> bytes:
        """Return the waiting pages, and keep where in the file they are."""
        if not self._waiting_rows:
            return b""
        parts: list[bytes] = []
        described: list[thrift.Value] = []
        for column, chunk in zip(self._columns, self._chunks, strict=True):
            data = b"".join(chunk.pages)
            described.append(_chunk_entry(column, chunk, self._sent, len(data)))
            self._sent += len(data)
            parts.append(data)
        group = {
            1: thrift.structs(described),
            2: thrift.i64(sum(chunk.plain_size for chunk in self._chunks)),
            3: thrift.i64(self._waiting_rows),
        }
        self._groups.append(thrift.struct(group))
        self._rows += self._waiting_rows
        self._chunks = [_Chunk() for _ in self._columns]
        self._waiting_rows = self._waiting_bytes = 0
        return b"".join(parts)


def _add_page(chunk: _Chunk, column: Column, values: Sequence[object]) -> int:
    """Add a page of values to a chunk; return its size in the file."""
    levels, present, count = _levels(column, values)
    plain = levels + _ENCODED[column.kind](present)
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    packed = packer.compress(plain) + packer.flush()
    about = {
        1: thrift.i32(count),
        2: thrift.i32(_PLAIN),
        3: thrift.i32(_RLE),
        4: thrift.i32(_RLE),
    }
    header = thrift.struct(
        {
            1: thrift.i32(0),
            2: thrift.i32(len(plain)),
            3: thrift.i32(len(packed)),
            5: thrift.struct(about),
        }
    ).raw
    chunk.pages.append(header + packed)
    chunk.values += count
    chunk.plain_size += len(header) + len(plain)
    return len(header) + len(packed)


def _levels(column: Column, values: Sequence[object]) -> tuple[bytes, list[object], int]:
    """Return which values are there and where lists begin, encoded; the values; and their number.

    An empty list counts as one value that is not there.
    """
    if column.within:
        lists: Sequence[Sequence[object]] = values  # type: ignore[assignment]
        begins = [at > 0 for each in lists for at in range(max(1, len(each)))]
        there = [bool(each) for each in lists for _ in range(max(1, len(each)))]
        present = [value for each in lists for value in each]
        return _sized(begins) + _sized(there), present, len(there)
    if column.optional:
        there = [value is not None for value in values]
        return _sized(there), [value for value in values if value is not None], len(values)
    return b"", list(values), len(values)


def _sized(bits: Sequence[bool]) -> bytes:
    """Return levels of one bit each: one bit-packed run, and its size before it."""
    run = thrift.varint((len(bits) + 7) // 8 << 1 | 1) + _packed(bits)
    return struct.pack("<I", len(run)) + run


def _packed(bits: Sequence[object]) -> bytes:
    """Return bits, eight to a byte, the first of them the lowest."""
    number = int("".join("1" if bit else "0" for bit in reversed(bits)) or "0", 2)
    return number.to_bytes((len(bits) + 7) // 8, "little")


def _texts(values: Sequence[object]) -> bytes:
    encoded = [str(value).encode() for value in values]
    return b"".join(part for each in encoded for part in (struct.pack("<I", len(each)), each))


def _numbers(values: Sequence[object]) -> bytes:
    return struct.pack(f"<{len(values)}q", *values)


def _days(values: Sequence[object]) -> bytes:
    return struct.pack(f"<{len(values)}i", *((day - _FIRST_DAY).days for day in values))  # type: ignore[operator]


def _moments(values: Sequence[object]) -> bytes:
    tick = timedelta(microseconds=1)
    return _numbers([(moment - _EPOCH) // tick for moment in values])  # type: ignore[operator]


_ENCODED: dict[Kind, Callable[[Sequence[object]], bytes]] = {
    Kind.TEXT: _texts,
    Kind.NUMBER: _numbers,
    Kind.FLAG: _packed,
    Kind.DAY: _days,
    Kind.MOMENT: _moments,
}
_TYPES: dict[Kind, tuple[int, int | None]] = {
    Kind.TEXT: (6, 0),
    Kind.NUMBER: (2, None),
    Kind.FLAG: (0, None),
    Kind.DAY: (1, 6),
    Kind.MOMENT: (2, 10),
}
"""The type in the file, and what it is to be read as."""


def _schema(columns: Sequence[Column]) -> list[thrift.Value]:
    """Return the elements of the schema, each group before what is in it."""
    lists = list(dict.fromkeys(column.within for column in columns if column.within))
    top = sum(not column.within for column in columns) + len(lists)
    elements = [_group("schema", None, top)]
    for column in columns:
        if column.within and column.within in lists:
            lists.remove(column.within)
            inside = sum(other.within == column.within for other in columns)
            elements += [
                _group(column.within, _REQUIRED, 1, _LIST),
                _group("list", _REPEATED, 1),
                _group("element", _REQUIRED, inside),
            ]
        elements.append(_leaf(column))
    return elements


def _group(
    name: str, repetition: int | None, children: int, read_as: int | None = None
) -> thrift.Value:
    fields = {4: thrift.text(name), 5: thrift.i32(children)}
    if repetition is not None:
        fields[3] = thrift.i32(repetition)
    if read_as is not None:
        fields[6] = thrift.i32(read_as)
    return thrift.struct(fields)


def _leaf(column: Column) -> thrift.Value:
    kept_as, read_as = _TYPES[column.kind]
    repetition = _OPTIONAL if column.optional else _REQUIRED
    fields = {1: thrift.i32(kept_as), 3: thrift.i32(repetition), 4: thrift.text(column.name)}
    if read_as is not None:
        fields[6] = thrift.i32(read_as)
    return thrift.struct(fields)


def _chunk_entry(column: Column, chunk: _Chunk, offset: int, size: int) -> thrift.Value:
    """Return what the end of the file says of a column in a row group."""
    about = {
        1: thrift.i32(_TYPES[column.kind][0]),
        2: thrift.i32s([_PLAIN, _RLE]),
        3: thrift.texts(column.path),
        4: thrift.i32(_GZIP),
        5: thrift.i64(chunk.values),
        6: thrift.i64(chunk.plain_size),
        7: thrift.i64(size),
        9: thrift.i64(offset),
    }
    return thrift.struct({2: thrift.i64(offset), 3: thrift.struct(about)})
