"""Reads what Meituan sends, leniently: a form's texts, JSON in texts, numbers as either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
import structlog

from gateways.takeaway.plain import NOTHING, plain
from mesh.pure.errors import InvalidRequest, Violation

T = TypeVar("T")
_WITHIN = ("detail", "extras", "poi_receive_detail", "food")
"""Fields that are JSON within a text."""
_NEEDED = frozenset({"order_id", "detail", "total", "money", "food"})
_FIELD = re.compile(r"\$\.(\w+)")

log = structlog.get_logger()


def read(fields: Mapping[str, Any], shape: type[T]) -> T:
    """Return a push, or an answer's data, as its shape.

    A field that is not as it should be is left out where the order can be made without it. Raise
    InvalidRequest.
    """
    given = {key: value for key, value in fields.items() if value not in NOTHING}
    for name in _WITHIN:
        if isinstance(given.get(name), str):
            try:
                given[name] = msgspec.json.decode(given[name])
            except msgspec.DecodeError as exc:
                _leave_out(given, name, exc)
    while True:
        try:
            return msgspec.convert(plain(given), shape, strict=False)
        except msgspec.ValidationError as exc:
            odd = _FIELD.search(str(exc))
            _leave_out(given, odd[1] if odd is not None else "", exc)


def _leave_out(given: dict[str, Any], name: str, why: Exception) -> None:
    """Leave out a field that is not as it should be. Raise InvalidRequest where it is needed."""
    if name in _NEEDED or name not in given:
        raise InvalidRequest(violations=[Violation("body", str(why)[:200])]) from None
    log.warning("field_left_out", field=name)
    del given[name]
