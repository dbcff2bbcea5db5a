"""Rows of a database as models, and models as the parameters of set-based statements.

::

    head_of = RowReader(Head, nested=("times",), json=("delivery",))
    head = head_of(row)
    NEW_ORDERS = Columns(Order, "head.order_id", "head.times.created_at", json=("wishes",))
    await connection.execute(SQL.create_orders, *NEW_ORDERS(orders))
    PERSON = Values(Person, "person_id", "phone")
    await connection.execute(SQL.save_person, *PERSON(person))

All are declared once and checked at import: a path that the model lacks is a TypeError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from mesh.data.database import Record
from mesh.pure.model_types import type_at, without_none

Model = TypeVar("Model")

_json = msgspec.json.Encoder()
_read_json = msgspec.json.Decoder()


class RowReader(Generic[Model]):
    """Reads rows, whose columns have the names of attributes, as models of one type."""

    def __init__(
        self,
        model: type[Model],
        *,
        nested: Iterable[str] = (),
        json: Iterable[str] = (),
        packed: Iterable[str] = (),
    ) -> None:
        """Name the attributes that are no plain columns.

        `nested` are models, or named tuples, of columns of the same row; one within another is
        named by its path, such as "head.times". `json` are read from a column of JSON text, NULL
        for None. `packed` are columns with a JSON object each, whose keys are attributes.
        """
        self._model = model
        self._json = tuple(json)
        self._packed = tuple(packed)
        kinds = {
            path.rpartition(".")[2]: without_none(type_at(model, path, "nested"))[0]
            for path in nested
        }
        self._tuples = {
            name: kind._fields for name, kind in kinds.items() if hasattr(kind, "_fields")
        }
        self._parts = tuple(name for name in kinds if name not in self._tuples)

    def __call__(self, row: Record, **given: object) -> Model:
        """Return the model of a row.

        `given` are attributes from elsewhere: models, or plain values, for example a list of rows
        as dicts for a tuple of models.
        """
        values: dict[str, Any] = {**row, **given}
        for column in self._packed:
            values |= _read_json.decode(values.pop(column))
        for name in self._json:
            text = values.get(name)
            values[name] = _read_json.decode(text) if isinstance(text, str) else text
        for name, columns in self._tuples.items():
            values[name] = [values[column] for column in columns]
        for name in self._parts:
            values[name] = values
        return msgspec.convert(values, self._model)

    def each(self, rows: Iterable[Record]) -> list[Model]:
        """Return the models of rows."""
        return [self(row) for row in rows]


class Columns(Generic[Model]):
    """Turns models of one type into columns, as `unnest` wants them."""

    def __init__(
        self,
        model: type[Model],
        *paths: str,
        json: Iterable[str] = (),
        packed: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Name the paths of attributes in the order of the columns; `json` among them as text.

        `packed` names columns that are no attributes: JSON objects, with the paths of the
        attributes that they hold, by the last name of each.
        """
        packed = packed or {}
        for path in [*paths, *(path for inner in packed.values() for path in inner)]:
            if path not in packed:
                type_at(model, path, "a column")
        as_text = frozenset((*json, *packed))
        if not as_text.issubset(paths):
            raise TypeError(f"{sorted(as_text.difference(paths))}: no columns of {model.__name__}")
        self._columns = [
            (_object_of(packed[path]) if path in packed else attrgetter(path), path in as_text)
            for path in paths
        ]

    def __call__(self, models: Sequence[Model]) -> list[list[Any]]:
        """Return one list per column."""
        return [
            [_text_or_none(get(model)) for model in models]
            if as_text
            else [get(model) for model in models]
            for get, as_text in self._columns
        ]


class Values(Generic[Model]):
    """Turns a model into the parameters of a statement that writes one row."""

    def __init__(
        self, model: type[Model], first: str, *paths: str, json: Iterable[str] = ()
    ) -> None:
        """Name the paths of attributes, at least two, in the order of the parameters.

        `json` among them are given as text.
        """
        every, as_text = (first, *paths), frozenset(json)
        for path in every:
            type_at(model, path, "a parameter")
        if not as_text.issubset(every):
            raise TypeError(f"{sorted(as_text.difference(every))}: no parameters")
        self._get = attrgetter(*every)
        self._texts = [number for number, path in enumerate(every) if path in as_text]

    def __call__(self, model: Model) -> tuple[Any, ...]:
        """Return the parameters."""
        values: tuple[Any, ...] = self._get(model)
        if not self._texts:
            return values
        written = list(values)
        for number in self._texts:
            written[number] = _text_or_none(written[number])
        return tuple(written)


def columns(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Turn rows of `width` values into as many columns, as `unnest` wants them."""
    turned = [list(column) for column in zip(*rows, strict=True)]
    return turned or [[] for _ in range(width)]


def json_text(value: object) -> str:
    """Return a dataclass, or a container of plain values, as JSON text for a jsonb parameter."""
    return _json.encode(value).decode()


def json_rows(rows: Iterable[object]) -> str:
    """Dataclasses as a JSON list of rows, for jsonb_populate_recordset."""
    return json_text(list(rows))


def _object_of(paths: Sequence[str]) -> Callable[[Any], dict[str, Any]]:
    parts = [(path.rpartition(".")[2], attrgetter(path)) for path in paths]
    return lambda model: {name: get(model) for name, get in parts}


def _text_or_none(value: object) -> str | None:
    return None if value is None else json_text(value)
