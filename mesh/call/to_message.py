"""Models as messages of the contract: declared once, compiled at start, complete.

::

    LINE = ToMessage(Line, pb.OrderLine)
    ORDER = ToMessage(Order, pb.Order, names={"create_time": "times.created_at"}, uses=[LINE])
    message = ORDER(order, currency="CNY")

A field is filled from the attribute of its name, or from the path that `names` gives for it.
With ``inside=["head"]`` the attribute may also be one of `model.head`.
Times, money, enums, dates, addresses, other names and lists are converted by their types. A field
without a source is a TypeError at import, and so is a path that the model lacks, so that a new
field of the contract cannot be forgotten. `left` names the fields that each call gives, or that
others fill.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from mesh.call.wire import address_message, other_name_message, stamp
from mesh.pure.model_types import path_to, type_at, without_none

Model = TypeVar("Model")
M = TypeVar("M", bound=Message)

Write = Callable[[Any, str], Any]
"""Returns a value of a model as that of a field; the text is the currency of amounts."""
Source = Callable[[Any], Any]


class ToMessage(Generic[Model, M]):
    """Writes models of one type as messages of one type."""

    def __init__(
        self,
        model: type[Model],
        message: type[M],
        *,
        names: Mapping[str, str] | None = None,
        parts: Mapping[str, ToMessage[Model, Any]] | None = None,
        uses: Iterable[ToMessage[Any, Any]] = (),
        inside: Collection[str] = (),
        left: Collection[str] = (),
        unless_zero: Collection[str] = (),
        currencies: Mapping[str, str] | None = None,
    ) -> None:
        """Compile the mapping. Raise TypeError for a field without a source.

        `names` maps fields to paths of attributes; `parts` maps fields to mappings of the same
        model, for what the message nests and the model does not. `uses` are the mappings of
        messages within. `inside` are attributes of the model whose attributes count as its own,
        where it has none of that name itself. The fields `unless_zero` stay unset when their value
        is zero or empty.
        `currencies` maps amounts to the paths of their currencies, where the model has them itself.
        """
        names, parts, currencies = names or {}, parts or {}, currencies or {}
        fields = fields_of(message, named=[*names, *parts, *left, *unless_zero, *currencies])
        self.message_type = message
        self._inside: dict[str, Write] = {one.full_name: one.values for one in (*uses, self)}
        plain: dict[str, str] = {}
        self._converted: list[tuple[str, Source, Write]] = [
            (name, lambda model: model, part.values) for name, part in parts.items()
        ]
        for field in fields:
            if field.name in parts or field.name in left:
                continue
            path = names.get(field.name) or path_to(model, field.name, inside)
            write = self._write_of(field, type_at(model, path, field.full_name))
            if field.name in unless_zero:
                write = _unless_zero(write or _same)
            currency = currencies.get(field.name)
            if write is None:
                plain[field.name] = path
            elif currency:
                type_at(model, currency, field.full_name)
                self._converted.append(
                    (field.name, attrgetter(path, currency), _of_pair(_unless_none(write)))
                )
            else:
                self._converted.append((field.name, attrgetter(path), write))
        self._names = tuple(plain)
        self._plain = values_at(list(plain.values()))
        self._with_presence = frozenset(field.name for field in fields if field.has_presence)

    @property
    def full_name(self) -> str:
        """The message's name in the contract."""
        return self.message_type.DESCRIPTOR.full_name

    def __call__(self, model: Model, currency: str = "", **given: Any) -> M:
        """Return the message of a model, its amounts in that currency.

        `given` are the values of fields that are `left`.
        """
        return self.message_type(**self.values(model, currency), **given)

    def values(self, model: Model, currency: str) -> dict[str, Any]:
        """Return the fields of a model's message, what it nests as fields in their turn.

        A message is made of them at once: each that is made by itself would be copied into the
        one around it.
        """
        plain = zip(self._names, self._plain(model), strict=True)
        # Setting what is zero anyway costs as much as setting a value.
        values = {name: value for name, value in plain if value or name in self._with_presence}
        for name, get, write in self._converted:
            value = get(model)
            if value is not None and value != ():
                values[name] = write(value, currency)
        return values

    def each(self, models: Iterable[Model], currency: str = "") -> list[M]:
        """Return the messages of models."""
        return [self(model, currency) for model in models]

    def _write_of(self, field: FieldDescriptor, kind: Any) -> Write | None:
        """Return how values of that type are written; None when they go as they are."""
        if field.message_type is None:
            return _iso if without_none(kind)[0] is date else None
        if field.message_type.GetOptions().map_entry:
            return None
        name = field.message_type.full_name
        write = self._inside.get(name) or _COMMON.get(name)
        if write is None:
            raise TypeError(f"{field.full_name}: name the mapping of its message among `uses`")
        return _each(write) if field.is_repeated else write


def values_at(paths: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads all of these paths of attributes at once."""
    if not paths:
        return lambda _: ()
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda value: (get(value),)


def fields_of(message: type[Message], named: Iterable[str]) -> list[FieldDescriptor]:
    """Return the fields of a message. Raise TypeError when one of those named is none."""
    for name in named:
        if name not in message.DESCRIPTOR.fields_by_name:
            raise TypeError(f"{message.DESCRIPTOR.full_name} has no field {name}")
    return cast("list[FieldDescriptor]", message.DESCRIPTOR.fields)


def _same(value: Any, _: str) -> Any:
    return value


def _iso(value: date | None, _: str) -> str:
    return value.isoformat() if value is not None else ""


def _unless_none(write: Write) -> Write:
    return lambda value, currency: None if value is None else write(value, currency)


def _unless_zero(write: Write) -> Write:
    return lambda value, currency: write(value, currency) if value else None


def _of_pair(write: Write) -> Write:
    return lambda amount_and_currency, _: write(*amount_and_currency)


def _each(write: Write) -> Write:
    return lambda values, currency: [write(value, currency) for value in values]


_COMMON: dict[str, Write] = {
    "google.protobuf.Timestamp": lambda at, _: stamp(at),
    "zhongtai.common.v1.Money": lambda amount, currency: {
        "minor_units": amount,
        "currency_code": currency,
    },
    "zhongtai.common.v1.Address": lambda address, _: address_message(address),
    "zhongtai.common.v1.OtherName": lambda name, _: other_name_message(name),
}
