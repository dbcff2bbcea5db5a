"""What a table has, whatever file it is written to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

Row = dict[str, Any]
"""A value for each column, None where there is none."""


class Kind(Enum):
    """What a column holds: str, int, bool, date, or an aware datetime."""

    TEXT = auto()
    NUMBER = auto()
    FLAG = auto()
    DAY = auto()
    MOMENT = auto()


Columns = Mapping[str, "Kind | Mapping[str, Kind]"]
"""Columns by their names, in their order; one that has columns of its own is a list of such."""
