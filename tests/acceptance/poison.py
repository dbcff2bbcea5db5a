"""Odd values for every field of every message, found through the descriptors.

`sound` builds a request that a service understands, `poisoned` gives one request for each odd
value in each of its fields.
"""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import geo_pb2, money_pb2

SOON = 1_900_000_000
DEEPEST = 5
# Tokens of lists, and what chooses another way through a service altogether.
LEFT_OUT = frozenset({"page_token", "after_cursor", "known_version", "answer", "campaign_id"})

TEXTS = ("a\0b", "a\x85", "two\nlines", "x" * 3_000, "🍜\u202e'%_\\")
TIMES = (253402300799, -62135596800, 2**62, 0)
SPANS = (2**62, -(2**62), -1)
NUMBERS = (math.nan, math.inf, 1e308, -1e308)
OTHER_ENUMS = (99, -1)
BYTES = (b"\0" * 100, b"\xff" * 70_000)
MANY = 2_000

_F = FieldDescriptor
ODD_BY_TYPE: Mapping[int, Sequence[Any]] = {
    _F.TYPE_STRING: TEXTS,
    _F.TYPE_BYTES: BYTES,
    _F.TYPE_ENUM: OTHER_ENUMS,
    _F.TYPE_DOUBLE: NUMBERS,
    _F.TYPE_FLOAT: NUMBERS,
    _F.TYPE_INT32: (2**31 - 1, -(2**31), 0),
    _F.TYPE_INT64: (2**63 - 1, -(2**63), 0),
    _F.TYPE_UINT32: (2**32 - 1,),
    _F.TYPE_UINT64: (2**64 - 1,),
}

Known = Mapping[str, str]


def sound(kind: Descriptor, known: Known, depth: int = 0) -> Message:
    """A message of that type with every field set; `known` gives texts by field name."""
    message = GetMessageClass(kind)()
    special = _special(message)
    if special is not None:
        return special
    chosen: set[str] = set()
    for field in kind.fields:
        group = field.containing_oneof
        if field.name in LEFT_OUT or _is_map(field) or (group and group.name in chosen):
            continue
        if field.message_type and depth >= DEEPEST:
            continue
        if group:
            chosen.add(group.name)
        _set(message, field, _sound_value(field, known, depth))
    return message


def poisoned(message: Message) -> Iterator[tuple[str, Message]]:
    """Copies of a message with one odd value each, and the field that has it."""
    for path, field in _places(message, ()):
        for value in _odd(field):
            twin = type(message)()
            twin.CopyFrom(message)
            _put(twin, path, field, value)
            yield ".".join([*(name for name, _ in path), field.name]), twin


def _special(message: Message) -> Message | None:
    match message:
        case Timestamp():
            return Timestamp(seconds=SOON)
        case Duration():
            return Duration(seconds=3600)
        case money_pb2.Money():
            return money_pb2.Money(minor_units=100, currency_code="CNY")
        case geo_pb2.GeoPoint():
            return geo_pb2.GeoPoint(latitude=31.24, longitude=121.49)
    return None


def _sound_value(field: FieldDescriptor, known: Known, depth: int) -> Any:
    if field.message_type:
        return sound(field.message_type, known, depth + 1)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return b"x"
    if field.type == FieldDescriptor.TYPE_STRING:
        return secrets.token_hex(8) if field.name == "request_id" else known.get(field.name, "odd")
    if field.enum_type:
        return field.enum_type.values[min(1, len(field.enum_type.values) - 1)].number
    return False if field.type == FieldDescriptor.TYPE_BOOL else 1


def _places(message: Message, path: tuple[Any, ...]) -> Iterator[tuple[Any, FieldDescriptor]]:
    """Every field within a message that can be given an odd value."""
    for field in message.DESCRIPTOR.fields:
        yield path, field
        inner = field.message_type
        if inner is None or _is_map(field) or isinstance(GetMessageClass(inner)(), Timestamp):
            continue
        value = getattr(message, field.name)
        if field.is_repeated and len(value):
            yield from _places(value[0], (*path, (field.name, 0)))
        elif not field.is_repeated and message.HasField(field.name):
            yield from _places(value, (*path, (field.name, None)))


def _odd(field: FieldDescriptor) -> list[Any]:
    """Odd values of a field; None stands for leaving it out."""
    if _is_map(field):
        return _odd_maps(field.message_type.fields_by_name["value"])
    odd: list[Any] = [None, *_odd_single(field)]
    if field.is_repeated:
        one = field.message_type
        odd.append([GetMessageClass(one)() if one else _sound_value(field, {}, 0)] * MANY)
    return odd


def _odd_maps(held: FieldDescriptor) -> list[Any]:
    if held.type == FieldDescriptor.TYPE_STRING:
        return [{"a\0": "b"}, {"a": "b\0"}, {f"k{n}": "v" for n in range(200)}]
    odd = [{"a": value} for value in ODD_BY_TYPE.get(held.type, ())]
    return [{"a\0": 1}, *odd, {f"k{n}": 1 for n in range(200)}]


def _odd_single(field: FieldDescriptor) -> list[Any]:
    if field.message_type:
        name = field.message_type.full_name
        if name == Timestamp.DESCRIPTOR.full_name:
            return [Timestamp(seconds=at) for at in TIMES] + [Timestamp(nanos=-5)]
        spans = name == Duration.DESCRIPTOR.full_name
        return [Duration(seconds=span) for span in SPANS] if spans else []
    return list(ODD_BY_TYPE.get(field.type, ()))


def _put(message: Message, path: tuple[Any, ...], field: FieldDescriptor, value: Any) -> None:
    for name, index in path:
        held = getattr(message, name)
        message = held if index is None else held[index]
    message.ClearField(field.name)
    if value is not None:
        _set(message, field, value)


def _set(message: Message, field: FieldDescriptor, value: Any) -> None:
    if _is_map(field):
        getattr(message, field.name).update(value)
    elif field.is_repeated:
        getattr(message, field.name).extend(value if isinstance(value, list) else [value])
    elif isinstance(value, Message):
        getattr(message, field.name).CopyFrom(value)
    else:
        setattr(message, field.name, value)


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry
