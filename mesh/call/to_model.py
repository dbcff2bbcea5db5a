"""Messages of the contract as models: declared once, compiled at start, complete.

::

    LINE = ToModel(pb.OrderLine, Line)
    ORDER = ToModel(pb.NewOrder, NewOrder, names={"expected_time": "expected_at"}, uses=[LINE])
    order = ORDER(message, content_hash=digest)

A field fills the attribute of its name, or the one that `names` gives for it. A field that goes
nowhere is a TypeError at import, so that a new field of the contract cannot be forgotten; `left`
names the fields that are read elsewhere, or not at all. Nothing is checked here but what has no
value in the model: enum values and times that are none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, Generic, NamedTuple, TypeVar, cast, get_args, get_origin

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from mesh.call.to_message import fields_of, values_at
from mesh.call.wire import address_of, known, other_name_of
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.model_types import type_at, without_none

Model = TypeVar("Model")
M = TypeVar("M", bound=Message)

Read = Callable[[Any, str | None], Any]
"""Returns a field's value as that of a model.

The text is what a refusal calls the field. It is None at first: names are put together only when
there is a refusal, by reading once more.
"""


Container = Callable[[Iterable[Any]], Any]


class _Converted(NamedTuple):
    """A field that is read by more than copying it."""

    attribute: str
    field: str
    read: Read
    is_unset: Callable[[Message], bool] | None
    """Tells that the attribute is None; None itself where it never is."""


class ToModel(Generic[M, Model]):
    """Reads messages of one type as models of one type."""

    def __init__(
        self,
        message: type[M],
        model: type[Model],
        *,
        names: Mapping[str, str] | None = None,
        uses: Iterable[ToModel[Any, Any]] = (),
        parts: Mapping[str, ToModel[M, Any]] | None = None,
        only: Collection[str] = (),
        left: Collection[str] = (),
        given: Mapping[str, object] | None = None,
        currencies: Mapping[str, str] | None = None,
        then: Callable[[Model], Model] | None = None,
    ) -> None:
        """Compile the mapping. Raise TypeError for a field that goes nowhere.

        `names` maps fields to attributes; `uses` are the mappings of messages within. `parts` maps
        attributes to mappings of the same message, for what the model nests and the message does
        not; such a mapping names the fields that it reads by `only`.
        Attributes that no field fills are `given` here for all models, given in each call, or
        have a default. `currencies` maps amounts to the attributes that get their currencies, empty
        for an amount that is not set. `then` returns a model as it shall be: with its lists in
        order, for example, or with a default where the message has zero.
        """
        names, currencies = names or {}, currencies or {}
        self._source, self._model, self._then = message, model, then
        self._parts = dict(parts or {})
        self._given = dict(given or {})
        for attribute in self._given:
            type_at(model, attribute, message.DESCRIPTOR.full_name)
        self._inside: dict[str, Read] = {one.full_name: one.within for one in (*uses, self)}
        plain: dict[str, str] = {}
        self._converted: list[_Converted] = []
        self.fields: set[str] = {name for part in self._parts.values() for name in part.fields}
        """The names of the fields that are read."""
        for field in fields_of(message, named=[*names, *left, *only, *currencies]):
            if field.name in left or field.name in self.fields or (only and field.name not in only):
                continue
            self.fields.add(field.name)
            attribute = names.get(field.name, field.name)
            kind, optional = without_none(type_at(model, attribute, field.full_name))
            read, is_unset = self._read_of(field, kind), _unset(field) if optional else None
            if is_unset is None and read is _minor_units:
                plain[attribute] = f"{field.name}.minor_units"
            elif read is None and is_unset is None:
                plain[attribute] = field.name
            else:
                self._converted.append(_Converted(attribute, field.name, read or _same, is_unset))
            if field.name in currencies:
                attribute = currencies[field.name]
                type_at(model, attribute, field.full_name)
                self._converted.append(_Converted(attribute, field.name, _currency, None))
        self._names = tuple(plain)
        self._plain = values_at(list(plain.values()))

    @property
    def full_name(self) -> str:
        """The message's name in the contract."""
        return self._source.DESCRIPTOR.full_name

    def __call__(self, message: M, at: str = "", **given: Any) -> Model:
        """Return the model of a message; `at` stands before field names in refusals.

        Raise InvalidRequest for an enum value that the contract lacks, and for a time outside
        of the years 1 to 9999.
        """
        try:
            return self.read(message, None, given)
        except InvalidRequest:
            return self.read(message, at, given)

    def each(self, messages: Iterable[M], field: str) -> tuple[Model, ...]:
        """Return the models of the messages of a repeated field."""
        return tuple(self(one, f"{field}[{index}].") for index, one in enumerate(messages))

    def within(self, message: M, field: str | None) -> Model:
        """Return the model of the message in a field."""
        return self.read(message, None if field is None else f"{field}.", {})

    def read(self, message: M, at: str | None, given: Mapping[str, Any]) -> Model:
        """Return the model of a message; with None for `at`, refusals name no field."""
        values: dict[str, Any] = dict(zip(self._names, self._plain(message), strict=True))
        for attribute, field, read, is_unset in self._converted:
            if is_unset is not None and is_unset(message):
                values[attribute] = None
            else:
                name = None if at is None else at + field
                values[attribute] = read(getattr(message, field), name)
        for attribute, part in self._parts.items():
            values[attribute] = part.read(message, at, {})
        if self._given:
            values.update(self._given)
        if given:
            values.update(given)
        model = self._model(**values)
        return self._then(model) if self._then is not None else model

    def _read_of(self, field: FieldDescriptor, kind: Any) -> Read | None:
        """Return how values of the field are read; None when they are taken as they are."""
        made, item = _container(kind) if field.is_repeated else (tuple, kind)
        if field.message_type is None:
            read = _read_scalar(item)
            return _sequence(read, made) if field.is_repeated else read
        if field.message_type.GetOptions().map_entry:
            return lambda value, _: dict(value)
        name = field.message_type.full_name
        read = self._inside.get(name) or _COMMON.get(name)
        if read is None:
            raise TypeError(f"{field.full_name}: name the mapping of its message among `uses`")
        return _sequence(read, made) if field.is_repeated else read


def _container(kind: Any) -> tuple[Container, Any]:
    """Return what makes a list of that type, a tuple or a set, and the type of its items."""
    items = get_args(kind)
    return (frozenset if get_origin(kind) is frozenset else tuple), items[0] if items else Any


def _unset(field: FieldDescriptor) -> Callable[[Message], bool]:
    name = field.name
    if field.has_presence:
        return lambda message: not message.HasField(name)
    # What a filter leaves open, an enum of zero for example.
    return lambda message: not getattr(message, name)


def _read_scalar(kind: Any) -> Read | None:
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        members = {int(member): member for member in kind}
        return lambda value, at: (
            members[value] if value in members else known(kind, value, at or "")
        )
    return _date if kind is date else None


def _sequence(read: Read | None, made: Container) -> Read:
    if read is None:
        return lambda values, _: made(values)

    def read_each(values: Sequence[Any], at: str | None) -> Any:
        if at is None:
            return made([read(value, None) for value in values] if values else ())
        return made([read(value, f"{at}[{index}]") for index, value in enumerate(values)])

    return read_each


def _same(value: Any, _: str | None) -> Any:
    return value


def _currency(value: Any, _: str | None) -> Any:
    return value.currency_code


def _time(value: Any, at: str | None) -> datetime:
    try:
        return cast("datetime", value.ToDatetime(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise InvalidRequest(violations=[Violation(at or "", "is not a time")]) from None


def _date(value: str, at: str | None) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidRequest(violations=[Violation(at or "", "is not a date")]) from None


def _minor_units(money: Any, _: str | None) -> Any:
    return money.minor_units


_COMMON: dict[str, Read] = {
    "google.protobuf.Timestamp": _time,
    "zhongtai.common.v1.Money": _minor_units,
    "zhongtai.common.v1.Address": lambda address, _: address_of(address),
    "zhongtai.common.v1.OtherName": lambda name, _: other_name_of(name),
}
