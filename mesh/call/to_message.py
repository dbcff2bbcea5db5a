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
from typing import Any, Generic, TypeVar, cast

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from mesh.call.generated import function
from mesh.call.wire import address_message, other_name_message, stamp
from mesh.pure.model_types import path_to, type_at, without_none

Model = TypeVar("Model")
M = TypeVar("M", bound=Message)

Write = Callable[[Any, str], Any]
"""Returns a value of a model as that of a field; the text is the currency of amounts."""


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
        self._inside: dict[str, Write] = {one.full_name: one.values for one in uses}
        self._names: dict[str, Any] = {}
        self._lines: list[str] = []
        self._read: set[str] = set()
        for name, part in parts.items():
            self._names[f"write_{name}"] = part.values
            self._lines.append(f"fields[{name!r}] = write_{name}(model, currency)")
        for field in fields:
            name = field.name
            if name in parts or name in left:
                continue
            path = names.get(name) or path_to(model, name, inside)
            kind = type_at(model, path, field.full_name)
            written = self._written(field, kind, currencies.get(name))
            if name in currencies:
                type_at(model, currencies[name], field.full_name)
            unless = field.is_repeated or name in unless_zero
            self._add(field, self._at(path), written, unless_zero=unless)
        body = ["fields = {}", *self._lines, "return fields"]
        self.values: Callable[[Model, str], dict[str, Any]] = function(
            "values(model, currency)", body, self._names, self.full_name
        )
        """Returns the fields of a model's message, what it nests as fields in their turn.

        A message is made of them at once: each that is made by itself would be copied into the
        one around it.
        """

    @property
    def full_name(self) -> str:
        """The message's name in the contract."""
        return self.message_type.DESCRIPTOR.full_name

    def __call__(self, model: Model, currency: str = "", **given: Any) -> M:
        """Return the message of a model, its amounts in that currency.

        `given` are the values of fields that are `left`.
        """
        return self.message_type(**self.values(model, currency), **given)

    def each(self, models: Iterable[Model], currency: str = "") -> list[M]:
        """Return the messages of models."""
        return [self(model, currency) for model in models]

    def _at(self, path: str) -> str:
        """Return the expression for what lies at a path; what it leads through is read once."""
        through, _, name = path.rpartition(".")
        if not through:
            return f"model.{name}"
        local = f"at_{through.replace('.', '_')}"
        if through not in self._read:
            self._read.add(through)
            self._lines.append(f"{local} = {self._at(through)}")
        return f"{local}.{name}"

    def _add(
        self, field: FieldDescriptor, source: str, written: str | None, *, unless_zero: bool
    ) -> None:
        """Have a field written from `source`; `written` is how, None where it goes as it is."""
        if written is None and field.has_presence and not unless_zero:
            self._lines.append(f"fields[{field.name!r}] = {source}")
            return
        # Setting what is zero anyway costs as much as setting a value.
        there = "value" if written is None or unless_zero else "value is not None"
        self._lines += [
            f"value = {source}",
            f"if {there}: fields[{field.name!r}] = {written or 'value'}",
        ]

    def _written(self, field: FieldDescriptor, kind: Any, currency_path: str | None) -> str | None:
        """Return the expression for a value of that type; None when it goes as it is."""
        if field.message_type is None:
            return "value.isoformat()" if without_none(kind)[0] is date else None
        if field.message_type.GetOptions().map_entry:
            return None
        name = field.message_type.full_name
        currency = self._at(currency_path) if currency_path else "currency"
        one = "each" if field.is_repeated else "value"
        if name == _MONEY and name not in self._inside:
            written = f'{{"minor_units": {one}, "currency_code": {currency}}}'
        else:
            write = self._inside.get(name) or _COMMON.get(name)
            if write is None and name != self.full_name:
                raise TypeError(f"{field.full_name}: name the mapping of its message among `uses`")
            # A message of its own kind is written by this very function.
            called = f"write_{field.name}" if write else "values"
            if write:
                self._names[called] = write
            written = f"{called}({one}, {currency})"
        return f"[{written} for each in value]" if field.is_repeated else written


def fields_of(message: type[Message], named: Iterable[str]) -> list[FieldDescriptor]:
    """Return the fields of a message. Raise TypeError when one of those named is none."""
    for name in named:
        if name not in message.DESCRIPTOR.fields_by_name:
            raise TypeError(f"{message.DESCRIPTOR.full_name} has no field {name}")
    return cast("list[FieldDescriptor]", message.DESCRIPTOR.fields)


_MONEY = "zhongtai.common.v1.Money"
_COMMON: dict[str, Write] = {
    "google.protobuf.Timestamp": lambda at, _: stamp(at),
    "zhongtai.common.v1.Address": lambda address, _: address_message(address),
    "zhongtai.common.v1.OtherName": lambda name, _: other_name_message(name),
}
