"""Messages that have the same fields under the same names, with other messages around them.

What a customer sees of an order is some of what the order center has: each field is named as there,
and copied by its name. That it can be is looked at when a pair is declared, at import, so that a
field which has no like is a fault of the start and not an empty place on a screen::

    order_of = Likeness(order_pb2.Order, mall_pb2.Order)
    order_of(order)
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

M = TypeVar("M", bound=Message)


class Likeness(Generic[M]):
    """Makes messages of one type out of like ones of another.

    Every field of the smaller of the two has its like in the other: of the made one, or with
    `leaving` of the given one, but for the fields named so. Raise TypeError for one that has none.
    """

    def __init__(
        self, given: type[Message], made: type[M], *, leaving: frozenset[str] | None = None
    ) -> None:
        self._made = made
        if leaving is None:
            _demand_like(made.DESCRIPTOR, given.DESCRIPTOR, frozenset(), set())
        else:
            _demand_like(given.DESCRIPTOR, made.DESCRIPTOR, leaving, set())

    def __call__(self, given: Message) -> M:
        """Return what is like the given message."""
        made = self._made()
        _copy(given, made)
        return made


def _demand_like(small: Any, big: Any, leaving: frozenset[str], seen: set[Any]) -> None:
    if small is big or (small, big) in seen:
        return
    seen.add((small, big))
    for field in small.fields:
        if field.name in leaving:
            continue
        like = big.fields_by_name.get(field.name)
        if like is None or _shape(like) != _shape(field):
            raise TypeError(f"{big.full_name} has no field like {field.full_name}")
        if field.message_type is not None:
            _demand_like(field.message_type, like.message_type, leaving, seen)


def _shape(field: FieldDescriptor) -> tuple[object, ...]:
    return field.type, field.is_repeated, field.has_presence, field.enum_type


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def _copy(given: Message, made: Message) -> None:
    likes = made.DESCRIPTOR.fields_by_name
    for field, value in given.ListFields():
        like = likes.get(field.name)
        if like is None:
            continue
        same = field.message_type is like.message_type or _is_map(field)
        if same and field.is_repeated:
            getattr(made, field.name).MergeFrom(value)
        elif same and field.message_type is None:
            setattr(made, field.name, value)
        elif same:
            getattr(made, field.name).CopyFrom(value)
        elif field.is_repeated:
            for each in value:
                _copy(each, getattr(made, field.name).add())
        else:
            part = getattr(made, field.name)
            part.SetInParent()
            _copy(value, part)
