"""Reads what Meituan sends, leniently: a form's texts, JSON in texts, numbers as either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from gateways.takeaway.plain import NOTHING, plain
from mesh.pure.errors import InvalidRequest, Violation

T = TypeVar("T")
_WITHIN = ("detail", "extras", "poi_receive_detail", "food")
"""Fields that are JSON within a text."""
_NEEDED = frozenset({"order_id", "detail", "total", "money", "food"})
_FIELD = re.compile(r"\$\.(\w+)")


def read(fields: Mapping[str, Any], shape: type[T]) -> T:
    """Return a push, or an answer's data, as its shape.

    A field that is not as it should be is left out where the order can be made without it. Raise
    InvalidRequest.
    """
    given = {key: value for key, value in fields.items() if value not in NOTHING}
    while True:
        try:
            for name in _WITHIN:
                if isinstance(given.get(name), str):
                    given[name] = msgspec.json.decode(given[name])
            return msgspec.convert(plain(given), shape, strict=False)
        except (msgspec.ValidationError, msgspec.DecodeError) as exc:
            odd = _FIELD.search(str(exc))
            if odd is None or odd[1] in _NEEDED or odd[1] not in given:
                raise InvalidRequest(violations=[Violation("body", str(exc)[:200])]) from None
            del given[odd[1]]
