"""Reads the JSON of an OpenDelivery platform as the shapes of `bodies.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from gateways.takeaway import reading
from mesh.pure.errors import InvalidRequest, Violation

T = TypeVar("T")

_NEEDED = frozenset(
    {"id", "items", "total", "merchant", "eventId", "eventType", "orderId", "metadata"}
)
"""What an order cannot be made without, and an event not be dealt with."""


def read(content: bytes | msgspec.Raw, shape: type[T]) -> T:
    """Return a JSON object as its shape. Raise InvalidRequest."""
    return of(reading.decoded(content), shape)


def of(told: Mapping[str, Any], shape: type[T]) -> T:
    """Return the members of an object as its shape. Raise InvalidRequest."""
    return reading.read(told, shape, needed=_NEEDED)


def parts(content: bytes) -> list[msgspec.Raw]:
    """Return the members of a list, each to be read apart. Raise InvalidRequest."""
    try:
        return msgspec.json.decode(content, type=list[msgspec.Raw]) if content else []
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise InvalidRequest(violations=[Violation("body", str(exc))]) from None
