"""Reads what platforms send, leniently: numbers as texts or not, odd fields left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import msgspec
import structlog

from gateways.takeaway.plain import NOTHING, plain
from mesh.pure.errors import InvalidRequest, Violation

T = TypeVar("T")
_FIELD = re.compile(r"\$\.(\w+)")
_WORDS = 200
_NOT_JSON = (msgspec.DecodeError, UnicodeError, RecursionError)

log = structlog.get_logger()


def decoded(content: str | bytes | msgspec.Raw) -> dict[str, Any]:
    """Return a JSON object. Raise InvalidRequest."""
    try:
        found = msgspec.json.decode(content)
    except _NOT_JSON as exc:
        raise _odd(exc) from None
    if not isinstance(found, dict):
        raise InvalidRequest(violations=[Violation("body", "must be a JSON object")])
    return found


def read(
    fields: Mapping[str, Any],
    shape: type[T],
    *,
    needed: Collection[str],
    within: Collection[str] = (),
) -> T:
    """Return a message, or an answer's data, as its shape; fields of `within` are JSON in a text.

    A field that is not as it should be is left out, unless it is `needed`. Raise InvalidRequest.
    """
    given = {key: value for key, value in fields.items() if value not in NOTHING}
    for name in within:
        if isinstance(given.get(name), str):
            try:
                given[name] = msgspec.json.decode(given[name])
            except _NOT_JSON as exc:
                _leave_out(given, name, exc, needed)
    try:
        given = plain(given)
    except RecursionError as exc:
        raise _odd(exc) from None
    while True:
        try:
            return msgspec.convert(given, shape, strict=False)
        except msgspec.ValidationError as exc:
            odd = _FIELD.search(str(exc))
            _leave_out(given, odd[1] if odd is not None else "", exc, needed)


def _leave_out(given: dict[str, Any], name: str, why: Exception, needed: Collection[str]) -> None:
    """Leave out a field that is not as it should be. Raise InvalidRequest where it is needed."""
    if name in needed or name not in given:
        raise _odd(why) from None
    log.warning("field_left_out", field=name)
    del given[name]


def _odd(why: Exception) -> InvalidRequest:
    return InvalidRequest(violations=[Violation("body", str(why)[:_WORDS])])
