"""Reads what Ele.me sends: messages are JSON within a text of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from gateways.takeaway import reading
from mesh.pure.errors import InvalidRequest, Violation

T = TypeVar("T")
_NEEDED = frozenset({"id", "orderId", "groups", "totalPrice", "goodsList", "type", "message"})


def read(fields: Mapping[str, Any], shape: type[T]) -> T:
    """Return a message, or an answer's result, as its shape. Raise InvalidRequest."""
    return reading.read(fields, shape, needed=_NEEDED)


def decoded(text: str | bytes) -> dict[str, Any]:
    """Return a JSON object. Raise InvalidRequest."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as exc:
        raise InvalidRequest(violations=[Violation("message", str(exc)[:200])]) from None
    if not isinstance(found, dict):
        raise InvalidRequest(violations=[Violation("message", "must be a JSON object")])
    return found
