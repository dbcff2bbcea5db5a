"""Reads the Parquet files that mesh/pure/parquet.py writes, by the format's own description."""

import struct
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

TEXT, DAY, MOMENT = 0, 6, 10
"""Converted types."""


class _Thrift:
    """Reads values of Thrift's compact protocol: structs as dictionaries by number."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def varint(self) -> int:
        shift = value = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def value(self, kind: int) -> Any:
        if kind in (5, 6):
            number = self.varint()
            return number >> 1 ^ -(number & 1)
        if kind == 8:
            size = self.varint()
            self.at += size
            return self.data[self.at - size : self.at].decode()
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            size = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.value(head & 15) for _ in range(size)]
        return self.struct()

    def struct(self) -> dict[int, Any]:
        fields: dict[int, Any] = {}
        number = 0
        while head := self.data[self.at]:
            self.at += 1
            number += head >> 4
            fields[number] = self.value(head & 15)
        self.at += 1
        return fields


def rows_of(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of a file; lists hold a dictionary for each element."""
    assert data[:4] == data[-4:] == b"PAR1"
    (size,) = struct.unpack("<I", data[-8:-4])
    about = _Thrift(data[-8 - size : -8]).struct()
    leaves = [element for element in about[2] if 5 not in element]
    rows: list[dict[str, Any]] = []
    for group in about[4]:
        columns = [
            _column(data, entry[3], leaf) for entry, leaf in zip(group[1], leaves, strict=True)
        ]
        paths = [entry[3][3] for entry in group[1]]
        assert {len(values) for values in columns} == {group[3]}
        rows += [_row(paths, values) for values in zip(*columns, strict=True)]
    assert len(rows) == about[3]
    return rows


def _row(paths: list[list[str]], values: tuple[Any, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        if len(path) == 1:
            row[path[0]] = value
            continue
        elements = row.setdefault(path[0], [{} for _ in value])
        for element, part in zip(elements, value, strict=True):
            element[path[-1]] = part
    return row


def _column(data: bytes, chunk: dict[int, Any], leaf: dict[int, Any]) -> list[Any]:
    at, values = chunk[9], []
    while at < chunk[9] + chunk[7]:
        reader = _Thrift(data, at)
        header = reader.struct()
        at = reader.at + header[3]
        page = zlib.decompress(data[reader.at : at], 31)
        assert len(page) == header[2]
        values += _page(page, header[5][1], chunk[3], leaf)
    return values


def _page(page: bytes, count: int, path: list[str], leaf: dict[int, Any]) -> list[Any]:
    nested = len(path) > 1
    follows, page = _levels(page, count) if nested else ([False] * count, page)
    there, page = _levels(page, count) if nested or leaf[3] else ([True] * count, page)
    present = iter(_values(page, sum(there), leaf))
    values: list[Any] = []
    for again, is_there in zip(follows, there, strict=True):
        value = next(present) if is_there else None
        if not nested:
            values.append(value)
        elif again:
            values[-1].append(value)
        else:
            values.append([value] if is_there else [])
    return values


def _levels(page: bytes, count: int) -> tuple[list[bool], bytes]:
    (size,) = struct.unpack_from("<I", page)
    run = _Thrift(page, 4)
    assert run.varint() & 1, "a bit-packed run"
    return _bits(page[run.at :], count), page[4 + size :]


def _bits(data: bytes, count: int) -> list[bool]:
    return [bool(data[at // 8] >> at % 8 & 1) for at in range(count)]


def _values(page: bytes, count: int, leaf: dict[int, Any]) -> list[Any]:
    read_as = leaf.get(6)
    if leaf[1] == 0:
        return list(_bits(page, count))
    if read_as == DAY:
        days = struct.unpack(f"<{count}i", page)
        return [date(1970, 1, 1) + timedelta(day) for day in days]
    if read_as == TEXT:
        texts, at = [], 0
        for _ in range(count):
            (size,) = struct.unpack_from("<I", page, at)
            texts.append(page[at + 4 : at + 4 + size].decode())
            at += 4 + size
        return texts
    numbers = struct.unpack(f"<{count}q", page)
    if read_as == MOMENT:
        began = datetime(1970, 1, 1, tzinfo=UTC)
        return [began + timedelta(microseconds=number) for number in numbers]
    return list(numbers)
