"""Reads the JSON of an OpenDelivery platform, leniently, as the shapes of `bodies.py`."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
import structlog

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.plain import plain
from mesh.pure.errors import InvalidRequest

T = TypeVar("T")

_NEEDED = frozenset({"id", "items", "total", "merchant"})
"""What an order cannot be made without."""
_FIELD = re.compile(r"\$\.(\w+)")
_WORDS = 200

log = structlog.get_logger()


def read(content: bytes | msgspec.Raw, shape: type[T]) -> T:
    """Return JSON as the shape that it must have. Raise InvalidRequest."""
    return _shaped(_decoded(content), shape)


def read_order(content: bytes) -> bodies.Order:
    """Return an order; a field that is odd is left out where it can be made without.

    Raise InvalidRequest.
    """
    given = _decoded(content)
    while True:
        try:
            return _shaped(given, bodies.Order)
        except InvalidRequest as odd:
            field = _FIELD.search(odd.message)
            name = field[1] if field is not None else ""
            if name in _NEEDED or not isinstance(given, dict) or name not in given:
                raise
            log.warning("field_left_out", field=name)
            del given[name]


def parts(content: bytes) -> list[msgspec.Raw]:
    """Return the members of a list, each to be read apart. Raise InvalidRequest."""
    try:
        return msgspec.json.decode(content, type=list[msgspec.Raw]) if content else []
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise _odd(exc) from None


def _decoded(content: bytes | msgspec.Raw) -> Any:
    try:
        return plain(msgspec.json.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise _odd(exc) from None


def _shaped(given: Any, shape: type[T]) -> T:
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as exc:
        raise _odd(exc) from None


def _odd(exc: Exception) -> InvalidRequest:
    words = str(exc) if isinstance(exc, msgspec.DecodeError) else type(exc).__name__
    return InvalidRequest(f"It is not the standard's: {words[:_WORDS]}")
