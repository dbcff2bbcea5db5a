"""Rows of the tables ⇄ model: the shape in which stores lie in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import msgspec

from centers.store.model import Profile, Store
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, columns, json_text

_COLUMNS = {"name", "point", "time_zone", "currency", "external_code"}
_DETAIL = sorted(
    {field.name for field in fields(Profile)} - _COLUMNS - {"channel_codes", "currencies"}
)
"""What of a profile lies in the column `detail`, under the names of the model."""

_store_of = RowReader(Store, nested=["profile", "point", "standing"], json=["channel_codes"])
_read_detail = msgspec.json.Decoder(dict[str, Any])
_STORES = Columns(
    Store,
    *("store_id", "profile.external_code", "profile.name", "point.latitude", "point.longitude"),
    *("profile.time_zone", "profile.currency"),
)
_STATES = Columns(
    Store,
    *("standing.status", "standing.until", "standing.busy_extra_minutes"),
    *("revision", "created_at", "updated_at"),
)


def store_of(row: Record) -> Store:
    """Return the store in a row of the statement list_stores_after."""
    return _store_of(row, **_read_detail.decode(row["detail"]))


def store_columns(stores: Sequence[Store]) -> list[list[Any]]:
    """Return the parameters of the statement keep_stores after the merchant."""
    return [*_STORES(stores), [_detail_of(store.profile) for store in stores], *_STATES(stores)]


def code_columns(stores: Iterable[Store]) -> list[list[Any]]:
    """Return the parameters of the statement keep_channel_codes after the merchant."""
    rows = [
        (store.store_id, code.channel, code.code, code.paused)
        for store in stores
        for code in store.profile.channel_codes
    ]
    return columns(rows, 4)


def _detail_of(profile: Profile) -> str:
    return json_text({name: getattr(profile, name) for name in _DETAIL})
