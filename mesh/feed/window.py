"""The newest events of a feed in memory, for all readers of a process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from mesh.feed.events import Event

MAX_EVENTS = 2_000
MAX_BYTES = 8 * 1024 * 1024
MAX_AHEAD = 2_000

_seq = attrgetter("seq")


class FeedWindow:
    """Holds all events after `start` up to `end`; both are settled numbers of the feed.

    Readers that keep up with the feed are served from here; those further behind read the
    database themselves until they have caught up.

    Events may be added in any order, as their transactions commit. Those beyond `end` wait
    ahead of it until no number before theirs is missing, or until the database has said up to
    where nothing more can come.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all; nothing is taken before the next `begin`."""
        self.begun = False
        self.start = self.end = 0
        self._events: list[Event] = []
        self._bytes = 0
        self._ahead: dict[int, Event] = {}

    def begin(self, settled: int) -> None:
        """Hold what comes after a number that is settled."""
        self.clear()
        self.begun = True
        self.start = self.end = settled

    @property
    def has_gap(self) -> bool:
        """Whether events wait for a number before theirs."""
        return bool(self._ahead)

    def add(self, events: Iterable[Event]) -> bool:
        """Take committed events; return whether there is more to read.

        A number whose event is committed is settled when the one before it is.
        """
        if not self.begun:
            return False
        before = self.end
        for event in events:
            # What finds no room is a gap, and comes from the database.
            if event.seq > self.end and len(self._ahead) < MAX_AHEAD:
                self._ahead[event.seq] = event
        while following := self._ahead.pop(self.end + 1, None):
            self._take(following)
            self.end = following.seq
        self._trim()
        return self.end > before

    def settle(self, number: int, seen: Sequence[Event]) -> bool:
        """Take all events up to a settled number; return whether there is more to read.

        `seen` are those behind `end`, which had nothing missing up to the number.
        """
        if not self.begun:
            return False
        before = self.end
        if number > self.end:
            settled = [event for event in seen if self.end < event.seq <= number]
            for event in settled:
                self._take(event)
            self.end = number
            self._ahead = {seq: event for seq, event in self._ahead.items() if seq > number}
        self.add(event for event in seen if event.seq > number)
        return self.end > before

    def read(self, position: int, merchant_id: str, limit: int) -> tuple[list[Event], int] | None:
        """Return the first `limit` events after `position`, and the number read up to.

        None means that the window does not reach back that far. `merchant_id` keeps only the
        events of that merchant.
        """
        if position < self.start:
            return None
        found: list[Event] = []
        for index in range(bisect_right(self._events, position, key=_seq), len(self._events)):
            event = self._events[index]
            if not merchant_id or event.merchant_id == merchant_id:
                found.append(event)
                if len(found) == limit:
                    return found, event.seq
        return found, max(position, self.end)

    def _take(self, event: Event) -> None:
        self._events.append(event)
        self._bytes += len(event.payload)

    def _trim(self) -> None:
        """Forget the oldest events beyond what may be held."""
        gone = 0
        while len(self._events) - gone > MAX_EVENTS or self._bytes > MAX_BYTES:
            self._bytes -= len(self._events[gone].payload)
            gone += 1
        if gone:
            self.start = self._events[gone - 1].seq
            del self._events[:gone]
