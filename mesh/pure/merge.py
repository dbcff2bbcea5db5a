"""The merge of two persons, in the words that every center uses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge of a merchant's persons."""

    merchant_id: str
    merge_id: str
    from_person_id: str
    into_person_id: str
