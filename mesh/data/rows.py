"""Rows as parameters of set-based statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

_json = msgspec.json.Encoder()


def columns(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Turn rows of `width` values into as many columns, as `unnest` wants them."""
    turned = [list(column) for column in zip(*rows, strict=True)]
    return turned or [[] for _ in range(width)]


def json_text(value: object) -> str:
    """A dataclass, or a container of plain values, as JSON text for a jsonb parameter."""
    return _json.encode(value).decode()


def json_rows(rows: Iterable[object]) -> str:
    """Dataclasses as a JSON list of rows, for jsonb_populate_recordset."""
    return json_text(list(rows))
