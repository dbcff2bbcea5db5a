"""Tills and what is kept of their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Till:
    """A till of a store, or of all where `store_id` is empty; only a hash of its secret is kept."""

    till_id: str
    store_id: str
    name: str
    disabled: bool
    last_seen_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is kept of a till's secret."""

    salt: bytes
    secret_hash: bytes
