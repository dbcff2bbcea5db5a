"""Tryton's JSON-RPC: values and answers as they travel; pure.

Decimals, days and moments have forms of their own. A moment is UTC without a zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from zhongtai_plugin.errors import RetryLater
from zhongtai_plugin.tryton.faults import fault_of_error

Row = Mapping[str, Any]
"""A record as Tryton tells it: fields by name, those of another record under "its_name."."""

_DAY = ("year", "month", "day")
_MOMENT = (*_DAY, "hour", "minute", "second", "microsecond")


def request_of(method: str, params: list[Any]) -> bytes:
    """Return the body of a call: it has these three keys, no more and no fewer."""
    return msgspec.json.encode({"id": 1, "method": method, "params": _told(params)})


def result_of(content: bytes) -> Any:
    """Return what a call was answered with. Raise what Tryton says instead.

    Raise RetryLater for what is no answer: what came of the call is not known then.
    """
    try:
        answer = msgspec.json.decode(content)
    except msgspec.DecodeError:
        raise _odd("is no JSON: is the address right?") from None
    if not isinstance(answer, dict) or not answer.keys() & {"result", "error"}:
        raise _odd("has another form than JSON-RPC.")
    if "error" in answer:
        raise fault_of_error(answer["error"])
    try:
        return _read(answer["result"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise _odd("has values of another form.") from None


def _told(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
        return {"__class__": "datetime"} | {name: getattr(value, name) for name in _MOMENT}
    if isinstance(value, date):
        return {"__class__": "date"} | {name: getattr(value, name) for name in _DAY}
    if isinstance(value, Mapping):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(each) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("__class__")
    if kind == "Decimal":
        return Decimal(value["decimal"])
    if kind == "datetime":
        return datetime(**{name: value[name] for name in _MOMENT}, tzinfo=UTC)
    if kind == "date":
        return date(*(value[name] for name in _DAY))
    return {name: _read(each) for name, each in value.items()}


def _odd(words: str) -> RetryLater:
    return RetryLater("ANSWER_ODD", f"Tryton's answer {words}")
