"""A comparison of all members of a chain with its CRM, and where it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class SyncDirection(IntEnum):
    """Which way a sync goes; the numbers are those of the contract and of the table."""

    BOTH = 0
    PULL = 1
    PUSH = 2


class SyncStatus(IntEnum):
    """Where a sync stands; the numbers are those of the contract and of the table."""

    RUNNING = 1
    FINISHED = 2
    FAILED = 3


class Phase(IntEnum):
    """What a sync is at: taking over what the CRM says, or telling it of ours."""

    PULL = 1
    PUSH = 2


@dataclass(frozen=True, slots=True)
class Sync:
    """One sync. `cursor` is where its phase goes on: the CRM's own, or a member id of ours."""

    sync_id: str
    plugin: str
    direction: SyncDirection
    status: SyncStatus
    phase: Phase
    cursor: str
    pulled_count: int
    pushed_count: int
    refused_count: int
    conflict_count: int
    failure: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one step has done, where the next one goes on, and whether its phase is over."""

    cursor: str
    is_last: bool
    pulled: int = 0
    pushed: int = 0
    refused: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Unheard:
    """Persons of whom a CRM does not know all.

    The `gone` it does not know at all, of the `changed` it does not know how they stand. Of some it
    has lost lines that it was told: `told` until where, `known` until where it has them.
    """

    people: Collection[str]
    gone: Collection[str]
    changed: Collection[str]
    told: Mapping[str, int]
    known: Mapping[str, int]
