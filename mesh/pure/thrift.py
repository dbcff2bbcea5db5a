"""Values in Thrift's compact protocol, as far as the headers of Parquet files need it.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_LONG_LIST = 15


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written, and the number of its type."""

    type: int
    raw: bytes


def i32(value: int) -> Value:
    """Return a whole number of 32 bits."""
    return Value(_I32, _signed(value))


def i64(value: int) -> Value:
    """Return a whole number of 64 bits."""
    return Value(_I64, _signed(value))


def text(value: str) -> Value:
    """Return a text."""
    encoded = value.encode()
    return Value(_BINARY, varint(len(encoded)) + encoded)


def i32s(values: Sequence[int]) -> Value:
    """Return a list of whole numbers of 32 bits."""
    return _list(_I32, [i32(value) for value in values])


def texts(values: Sequence[str]) -> Value:
    """Return a list of texts."""
    return _list(_BINARY, [text(value) for value in values])


def structs(values: Sequence[Value]) -> Value:
    """Return a list of what `struct` has made."""
    return _list(_STRUCT, values)


def struct(fields: Mapping[int, Value]) -> Value:
    """Return a struct of fields by their numbers, which are less than 16 apart."""
    parts: list[bytes] = []
    last = 0
    for number, value in sorted(fields.items()):
        parts += [bytes([(number - last) << 4 | value.type]), value.raw]
        last = number
    return Value(_STRUCT, b"".join([*parts, b"\0"]))


def varint(value: int) -> bytes:
    """Return a number that is not negative, seven bits to a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _signed(value: int) -> bytes:
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


def _list(of: int, values: Sequence[Value]) -> Value:
    size = len(values)
    short = size < _LONG_LIST
    head = bytes([size << 4 | of]) if short else bytes([_LONG_LIST << 4 | of]) + varint(size)
    return Value(_LIST, head + b"".join(value.raw for value in values))
