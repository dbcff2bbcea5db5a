"""Reads what Ele.me sends: messages are JSON within a text of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from gateways.takeaway import reading

T = TypeVar("T")
_NEEDED = frozenset({"id", "orderId", "groups", "totalPrice", "goodsList", "type", "message"})


def read(fields: Mapping[str, Any], shape: type[T]) -> T:
    """Return a message, or an answer's result, as its shape. Raise InvalidRequest."""
    return reading.read(fields, shape, needed=_NEEDED)
