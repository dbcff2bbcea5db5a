"""Rows of the tables ⇄ model: the shape in which stores lie in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from centers.store.model import Profile, Store
from mesh.data.rows import Columns, RowReader, columns

_COLUMNS = {"name", "point", "time_zone", "currency", "external_code"}
_DETAIL = sorted(
    {field.name for field in fields(Profile)} - _COLUMNS - {"channel_codes", "currencies"}
)
"""What of a profile lies in the column `detail`, under the names of the model."""

store_of = RowReader(
    Store,
    nested=["profile", "point", "standing"],
    json=["channel_codes"],
    packed=["detail"],
)
"""Reads the rows of the statement list_stores_after."""

store_columns = Columns(
    Store,
    *("store_id", "profile.external_code", "profile.name", "point.latitude", "point.longitude"),
    *("profile.time_zone", "profile.currency", "detail"),
    *("standing.status", "standing.until", "standing.busy_extra_minutes"),
    *("revision", "created_at", "updated_at"),
    packed={"detail": [f"profile.{name}" for name in _DETAIL]},
)
"""Returns the parameters of the statement keep_stores after the merchant."""


def code_columns(stores: Iterable[Store]) -> list[list[Any]]:
    """Return the parameters of the statement keep_channel_codes after the merchant."""
    rows = [
        (store.store_id, code.channel, code.code, code.paused, code.auto_accept)
        for store in stores
        for code in store.profile.channel_codes
    ]
    return columns(rows, 5)
