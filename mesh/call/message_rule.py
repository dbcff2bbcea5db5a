"""The rule for messages from outside, driven by their descriptors.

Every text is text (mesh.pure.text) and not endless, every time lies within the years that we
handle, every number is one, every enum value is known, and nothing is nested too deeply or
repeated too often. What the fields mean is not looked at: that is the service's own check.

A type is compiled when its first message comes, so that looking at an order of three lines
costs some tens of microseconds::

    check_message(request)      # raises InvalidRequest naming the fields
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from mesh.call.walk import TOO_DEEP, Path, Walk
from mesh.pure import limits
from mesh.pure.text import fault_of_text

_TIME = "must be a time from 1970 to 2199"
_SPAN = "must be a span of time from 0 to ten years"
_NUMBER = "must be a finite number"
_KNOWN = "is not a known value"
_MAX_NANOS = 999_999_999

_Fault = Callable[[Any], str]
_Look = Callable[[Walk, Any, Path, int], None]


def check_message(message: Message, *, of_customer: bool = False) -> None:
    """Raise InvalidRequest, naming the fields, for a message that breaks the rule.

    What a customer sends may hold fewer values than what a system does.
    Lists in `limits.ITEMS_APART` are left to the service, which checks each item.
    """
    name = message.DESCRIPTOR.full_name
    most = limits.MORE_VALUES.get(name, limits.MAX_VALUES)
    walk = Walk(limits.MAX_VALUES_OF_CUSTOMERS if of_customer else most)
    _look_within(walk, message, (), 0, limits.ITEMS_APART.get(name, ()))
    walk.end()


def _look_within(
    walk: Walk, message: Message, path: Path, level: int, apart: Collection[str] = ()
) -> None:
    if level >= limits.MAX_LEVELS:
        walk.note(path, TOO_DEEP)
        return
    fields = message.ListFields()
    walk.spend(len(fields))
    looks = _looks_of(message.DESCRIPTOR)
    for field, value in fields:
        found = looks.get(field)
        if found is not None and field.name not in apart:
            found[1](walk, value, (path, found[0]), level + 1)


@cache
def _looks_of(descriptor: Descriptor) -> dict[FieldDescriptor, tuple[str, _Look]]:
    """Return the fields of a type that must be looked at: what they are called, and how."""
    looks = ((field, _look_at(field)) for field in descriptor.fields)
    return {field: (field.name, look) for field, look in looks if look is not None}


def _look_at(field: FieldDescriptor) -> _Look | None:
    message = field.message_type
    if message is not None and message.GetOptions().map_entry:
        return _map_look(field.name, message.fields_by_name["key"], message.fields_by_name["value"])
    one = _single_look(field, field.name)
    return _list_look(one) if field.is_repeated else one


def _single_look(field: FieldDescriptor, name: str) -> _Look | None:
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text_look(_text_fault(name))
    if field.message_type is None:
        fault_of = _fault_of(field, name)
    elif field.message_type is Timestamp.DESCRIPTOR:
        fault_of = _fault_of_time
    elif field.message_type is Duration.DESCRIPTOR:
        fault_of = _fault_of_span
    else:
        return _look_within
    return None if fault_of is None else _scalar_look(fault_of)


def _scalar_look(fault_of: _Fault) -> _Look:
    def look(walk: Walk, value: Any, path: Path, _level: int) -> None:
        fault = fault_of(value)
        if fault:
            walk.note(path, fault)

    return look


def _text_look(fault_of: _Fault) -> _Look:
    def look(walk: Walk, text: str, path: Path, _level: int) -> None:
        # What nearly all texts are: short and printable.
        if len(text) <= limits.MAX_TEXT and text.isprintable():
            return
        fault = fault_of(text)
        if fault:
            walk.note(path, fault)

    return look


def _list_look(one: _Look | None) -> _Look:
    def look(walk: Walk, values: Any, path: Path, level: int) -> None:
        walk.spend(len(values))
        if one is not None:
            for index, value in enumerate(values):
                one(walk, value, (path, index), level)

    return look


def _map_look(name: str, key: FieldDescriptor, held: FieldDescriptor) -> _Look:
    fault_of_key = _fault_of(key, "key")
    one = _single_look(held, name)

    def look(walk: Walk, values: Any, path: Path, level: int) -> None:
        walk.spend(len(values))
        for number, (each, value) in enumerate(values.items()):
            fault = fault_of_key(each) if fault_of_key else ""
            if fault:
                walk.note((path, number), f"its key {fault}")
            elif one is not None:
                one(walk, value, (path, each), level)

    return look


def _fault_of(field: FieldDescriptor, name: str) -> _Fault | None:
    """What can be wrong with values of a scalar field; None for whole numbers and the like."""
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text_fault(name)
    if field.enum_type is not None:
        known = frozenset(field.enum_type.values_by_number)
        return lambda value: "" if value in known else _KNOWN
    if field.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return lambda value: "" if math.isfinite(value) else _NUMBER
    return None


def _text_fault(name: str) -> _Fault:
    free = name in limits.FREE_TEXT
    longest = limits.LONGER_TEXT.get(name, limits.MAX_TEXT)
    too_long = f"must have at most {longest} characters"

    def fault(text: str) -> str:
        return too_long if len(text) > longest else fault_of_text(text, free=free)

    return fault


def _fault_of_time(at: Timestamp) -> str:
    within = limits.EARLIEST_SECONDS <= at.seconds < limits.LATEST_SECONDS
    return "" if within and 0 <= at.nanos <= _MAX_NANOS else _TIME


def _fault_of_span(span: Duration) -> str:
    within = 0 <= span.seconds <= limits.MAX_DURATION_SECONDS
    return "" if within and 0 <= span.nanos <= _MAX_NANOS else _SPAN
