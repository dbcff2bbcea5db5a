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

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar, get_args, get_origin

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from mesh.call.generated import function
from mesh.call.to_message import fields_of
from mesh.call.wire import address_of, known, other_name_of, time_of
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
        parts, self._given = parts or {}, dict(given or {})
        self._source = message
        for attribute in self._given:
            type_at(model, attribute, message.DESCRIPTOR.full_name)
        self._inside = {one.full_name: one.read for one in uses}
        self._names: dict[str, Any] = {"make": model, "then": then, "GIVEN": self._given}
        values = {}
        self.fields: set[str] = {name for part in parts.values() for name in part.fields}
        """The names of the fields that are read."""
        for field in fields_of(message, named=[*names, *left, *only, *currencies]):
            name = field.name
            if name in left or name in self.fields or (only and name not in only):
                continue
            self.fields.add(name)
            attribute = names.get(name, name)
            values[attribute] = self._value(field, type_at(model, attribute, field.full_name))
            if name in currencies:
                type_at(model, currencies[name], field.full_name)
                values[currencies[name]] = f"message.{name}.currency_code"
        for attribute, part in parts.items():
            self._names[f"part_{attribute}"] = part.read
            values[attribute] = f"part_{attribute}(message, at)"
        made = f"make({', '.join(f'{name}={value}' for name, value in values.items())}, **given)"
        body = [f"return then({made})" if then else f"return {made}"]
        self.read: Callable[..., Model] = function(
            "read(message, at, given=GIVEN)", body, self._names, self.full_name
        )
        """Returns the model of a message, with what is `given` in the call.

        `at` stands before field names in refusals; with None they name no field.
        """

    @property
    def full_name(self) -> str:
        """The message's name in the contract."""
        return self._source.DESCRIPTOR.full_name

    def __call__(self, message: M, at: str = "", **given: Any) -> Model:
        """Return the model of a message; `at` stands before field names in refusals.

        Raise InvalidRequest for an enum value that the contract lacks, and for a time outside
        of the years 1 to 9999.
        """
        given = self._given | given
        try:
            return self.read(message, None, given)
        except InvalidRequest:
            return self.read(message, at, given)

    def each(self, messages: Iterable[M], field: str) -> tuple[Model, ...]:
        """Return the models of the messages of a repeated field."""
        return tuple(self(one, f"{field}[{index}].") for index, one in enumerate(messages))

    def within(self, message: M, field: str | None) -> Model:
        """Return the model of the message in a field."""
        return self.read(message, None if field is None else f"{field}.")

    def _value(self, field: FieldDescriptor, kind: Any) -> str:
        """Return the expression for a field's value as that of an attribute of that type."""
        kind, optional = without_none(kind)
        name, value = field.name, f"message.{field.name}"
        is_list = field.is_repeated and not _is_map(field)
        read = self._list(field, kind) if is_list else self._one(field, kind, value, name)
        if not optional:
            return read
        # Without presence: what a filter leaves open, an enum of zero for example.
        unset = f"not message.HasField({name!r})" if field.has_presence else f"not {value}"
        return f"(None if {unset} else {read})"

    def _list(self, field: FieldDescriptor, kind: Any) -> str:
        """Return the expression for the values of a repeated field, as a list of that type."""
        made, item = _container(kind)
        name, values, make = field.name, f"message.{field.name}", f"list_{field.name}"
        self._names |= {make: made, f"no_{name}": made(())}
        one = self._one(field, item, "each", None)
        if one == "each":
            return f"{make}({values})"
        named = self._one(field, item, "each", f"{name}[{{index}}]")
        return (
            f"(no_{name} if not {values} else {make}([{one} for each in {values}]) if at is None"
            f" else {make}([{named} for index, each in enumerate({values})]))"
        )

    def _one(self, field: FieldDescriptor, kind: Any, value: str, called: str | None) -> str:
        """Return the expression for one value; refusals call it so, behind what `at` says."""
        read, is_message = self._read_of(field, kind)
        if read is None:
            return value
        if isinstance(read, str):
            return read.format(value)
        end = "." if is_message else ""
        at = "None" if called is None else f"None if at is None else f'{{at}}{called}{end}'"
        # A message of its own kind is read by the function that is being written.
        name = "read" if read is self else f"read_{field.name}"
        if read is not self:
            self._names[name] = read
        return f"{name}({value}, {at})"

    def _read_of(self, field: FieldDescriptor, kind: Any) -> tuple[Any, bool]:
        """Return how a value is read, None for as it is, and whether it is a message of ours."""
        if field.message_type is None:
            return _read_scalar(kind), False
        if _is_map(field):
            return "dict({})", False
        name = field.message_type.full_name
        if name == self.full_name or name in self._inside:
            return self._inside.get(name, self), True
        if name == _MONEY:
            return "{}.minor_units", False
        if name not in _COMMON:
            raise TypeError(f"{field.full_name}: name the mapping of its message among `uses`")
        return _COMMON[name], False


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def _container(kind: Any) -> tuple[Container, Any]:
    """Return what makes a list of that type, a tuple or a set, and the type of its items."""
    items = get_args(kind)
    return (frozenset if get_origin(kind) is frozenset else tuple), items[0] if items else Any


def _read_scalar(kind: Any) -> Read | None:
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        members = {int(member): member for member in kind}
        return lambda value, at: (
            members[value] if value in members else known(kind, value, at or "")
        )
    return _date if kind is date else None


def _time(value: Any, at: str | None) -> datetime:
    try:
        return time_of(value)
    except OverflowError:
        raise InvalidRequest(violations=[Violation(at or "", "is not a time")]) from None


def _date(value: str, at: str | None) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidRequest(violations=[Violation(at or "", "is not a date")]) from None


_MONEY = "zhongtai.common.v1.Money"
_COMMON: dict[str, Read] = {
    "google.protobuf.Timestamp": _time,
    "zhongtai.common.v1.Address": lambda address, _: address_of(address),
    "zhongtai.common.v1.OtherName": lambda name, _: other_name_of(name),
}
