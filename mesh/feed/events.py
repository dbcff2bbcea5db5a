"""What a feed is made of: events as they are written and read, and cursors between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from google.protobuf.message import Message

from mesh.pure.errors import InvalidRequest, Violation

M = TypeVar("M", bound=Message)

_CURSOR_VERSION = "1-"
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written. `trace_id` is that of the current call when left empty."""

    merchant_id: str
    store_id: str
    subject_id: str
    kind: str
    payload: bytes
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was written; `seq` grows along the feed, with gaps."""

    seq: int
    merchant_id: str
    store_id: str
    subject_id: str
    kind: str
    payload: bytes
    trace_id: str
    occurred_at: datetime

    def __hash__(self) -> int:
        return self.seq

    @property
    def cursor(self) -> str:
        """The cursor of a reader that has dealt with this event and all before it."""
        return cursor_text(self.seq)


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a reader is behind.

    `events` is how many it has not read, counted up to 10,000; `seconds` is the age of the
    oldest of them.
    """

    reader: str
    merchant_id: str
    events: int
    seconds: float


@lru_cache(maxsize=1024)
def parsed(parse: Callable[[bytes], M], event: Event) -> M:
    """Return the message of an event: one for all readers of a process, which nobody changes."""
    return parse(event.payload)


def cursor_text(seq: int) -> str:
    """Return the cursor of a reader that has dealt with everything up to that number."""
    return f"{_CURSOR_VERSION}{seq}"


def cursor_seq(cursor: str) -> int:
    """Return the number in a cursor, 0 in an empty one. Raise InvalidRequest when it is none."""
    if not cursor:
        return 0
    digits = cursor.removeprefix(_CURSOR_VERSION)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    if digits == cursor or not is_number:
        raise not_a_cursor()
    return int(digits)


def not_a_cursor() -> InvalidRequest:
    """Return the refusal of a cursor that this feed did not give."""
    return InvalidRequest(violations=[Violation("cursor", "is not a cursor of this feed")])


def event_columns(events: Sequence[NewEvent], trace_id: str = "") -> list[list[Any]]:
    """Return the columns of events: merchant, store, subject, kind, payload, trace.

    For a statement that writes events together with what they are about. `trace_id` is that of
    events which have none.
    """
    return [
        [event.merchant_id for event in events],
        [event.store_id for event in events],
        [event.subject_id for event in events],
        [event.kind for event in events],
        [event.payload for event in events],
        [event.trace_id or trace_id for event in events],
    ]


def numbered(
    events: Sequence[NewEvent], seqs: Sequence[int], occurred_at: datetime, trace_id: str = ""
) -> list[Event]:
    """Return written events with the numbers that the database gave them, in their order."""
    return [
        Event(
            seq,
            event.merchant_id,
            event.store_id,
            event.subject_id,
            event.kind,
            event.payload,
            event.trace_id or trace_id,
            occurred_at,
        )
        for event, seq in zip(events, seqs, strict=True)
    ]
