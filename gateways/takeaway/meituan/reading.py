"""Reads what Meituan sends: a form's texts, and JSON in texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from gateways.takeaway import reading

T = TypeVar("T")
_WITHIN = (
    *("detail", "extras", "poi_receive_detail", "food", "skus"),
    "wmAppRetailForOrderPartRefundList",
)
_NEEDED = frozenset({"order_id", "detail", "total", "money", "food"})


def read(fields: Mapping[str, Any], shape: type[T]) -> T:
    """Return a push, or an answer's data, as its shape. Raise InvalidRequest."""
    return reading.read(fields, shape, needed=_NEEDED, within=_WITHIN)
