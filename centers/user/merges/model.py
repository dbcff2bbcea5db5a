"""Two records of one human being made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records of one human being made one, and what has to go back to undo it."""

    merge_id: str
    from_person_id: str
    into_person_id: str
    moved_identity_ids: tuple[str, ...]
    moved_address_ids: tuple[str, ...]
    reason: str
    merged_at: datetime
    undone_at: datetime | None = None
