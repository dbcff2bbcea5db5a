"""The one way in which a center changes its data.

Check the request, say whose data it may touch, then::

    reply = await changes.once(request, pb.SetStockResponse, effect, messages.stock_set)

`effect` is an operation. It is handed a unit of work: a transaction, the moment that counts, who
asks. It adds its events to the unit and returns models, of which the last argument makes the reply.
What was written, the events and the reply (by its request_id) become true together; then what is
held in memory is expired and the events are handed over to the readers of the feed. `run` is the
same for changes that have a natural key, and `run_statements` for batches that one statement
writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from google.protobuf.message import Message

from mesh.call.context import current_or_none
from mesh.data.again import LocksHeld, in_parts
from mesh.data.database import Connection, Database
from mesh.data.idempotency import RequestWithId, answered, once
from mesh.feed.events import Event, NewEvent, numbered
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import DeadlineExceeded, Refusal, StorageUnavailable
from mesh.pure.validation import Check

Key = TypeVar("Key")
Result = TypeVar("Result")
Reply = TypeVar("Reply", bound=Message)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of work: what is written with `connection` becomes true as a whole or not at all.

    `events` are written with it at its end; `written` are those that a statement of its own has
    written. `actor` and `trace_id` are those of the call being served, empty in background work.
    """

    connection: Connection
    now: datetime
    actor: str
    trace_id: str
    events: list[NewEvent] = field(default_factory=list)
    written: list[Event] = field(default_factory=list)

    def wrote(self, events: Sequence[NewEvent], seqs: Sequence[int] | None) -> None:
        """Take note of events that a statement wrote, with the numbers they got, in order."""
        self.written.extend(numbered(events, seqs or (), self.now, self.trace_id))


_IN_DOUBT = (StorageUnavailable, DeadlineExceeded)
"""Refusals after which a change may be true all the same."""

Effect = Callable[[Unit], Awaitable[Result]]
"""Changes data in a unit of work; may be run again after a conflict, so it does nothing else."""


class Changes:
    """Runs the changes of one center."""

    def __init__(
        self,
        db: Database,
        feed: Feed | None,
        clock: Clock,
        *,
        expire: Callable[[], None] | None = None,
    ) -> None:
        """`feed` is None for a center whose changes nobody follows.

        `expire` is called after each commit, in the context of the call and before readers get
        the events, to expire what this process holds of the data in memory.
        """
        self._db = db
        self._feed = feed
        self._clock = clock
        self._expire = expire
        self._told: list[Callable[[], None]] = []

    def when_changed(self, told: Callable[[], None]) -> None:
        """Call `told` after each commit, and after what may have been one."""
        self._told.append(told)

    async def once(
        self,
        request: RequestWithId,
        reply_type: type[Reply],
        effect: Effect[Result],
        answer: Callable[[Result], Reply],
    ) -> Reply:
        """Run an effect once per request_id, and return its reply, also when it is repeated.

        Raise InvalidRequest for a malformed request_id, RequestIdReused when it was used before
        with another request, and whatever the effect raises; then nothing is kept and the request
        can come again.
        """
        check = Check()
        check.request_id(request.request_id)
        check.raise_if_any()
        written: list[Event] = []

        async def work(connection: Connection) -> Reply:
            return answer(await self._done(connection, effect, written))

        with self._telling(written):
            return await once(self._db, request, reply_type, work)

    async def once_outside(
        self, request: RequestWithId, reply_type: type[Reply], act: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        """Return the reply of what is done outside of any transaction, and keep it.

        A repetition gets the kept reply. One that comes before it was kept acts again, so what is
        done must be harmless twice. Raise RequestIdReused, and what `act` raises.
        """
        before = await self.answered(request, reply_type)
        if before is not None:
            return before
        reply = await act()

        async def acted(_: Unit) -> Reply:
            return reply

        return await self.once(request, reply_type, acted, lambda kept: kept)

    async def answered(self, request: RequestWithId, reply_type: type[Reply]) -> Reply | None:
        """Return the reply that this request got before; None when it is new.

        For a call that must ask somebody outside before its effect. Raise RequestIdReused.
        """
        return await answered(self._db, request, reply_type)

    async def run(self, effect: Effect[Result]) -> Result:
        """Run an effect that recognises a repetition by itself, and return its result."""
        written: list[Event] = []

        async def work(connection: Connection) -> Result:
            return await self._done(connection, effect, written)

        with self._telling(written):
            return await self._db.run_in_transaction(work)

    async def run_statements(self, effect: Effect[Result]) -> Result:
        """Run an effect whose statements are each a transaction, and return its result.

        For a hot path that writes all with one statement, its events too: it adds none to the
        unit, but says which it wrote. An effect of more statements must hold when it ends after any
        of them.
        """
        written: list[Event] = []

        async def work(connection: Connection) -> Result:
            unit = unit_of(connection, self._clock)
            result = await effect(unit)
            written[:] = unit.written
            return result

        with self._telling(written):
            return await self._db.run(work)

    async def end_due(
        self, find: Effect[Sequence[Key]], end: Callable[[Unit, Sequence[Key]], Awaitable[int]]
    ) -> int:
        """End what is due: `find` names it, and `end` ends some of it and says of how much.

        What somebody holds a lock of, or whose end fails, is left for another time. Return how much
        was ended.
        """
        due = await self.run_statements(find)

        async def end_some(keys: Sequence[Key]) -> int:
            return await self.run(lambda unit: end(unit, keys))

        return await in_parts(end_some, due) if due else 0

    @contextmanager
    def _telling(self, written: list[Event]) -> Iterator[None]:
        """Say what was written in the block, which ends with the commit."""
        try:
            yield
        except BaseException as exc:
            if not isinstance(exc, (Refusal, LocksHeld)) or isinstance(exc, _IN_DOUBT):
                self._doubt()
            raise
        self._note_change()
        if self._feed is not None and written:
            self._feed.hand_over(written)

    def _doubt(self) -> None:
        """Expire what may have been changed after all, and have readers look for its events."""
        self._note_change()
        if self._feed is not None:
            self._feed.wake()

    def _note_change(self) -> None:
        if self._expire is not None:
            self._expire()
        for told in self._told:
            told()

    async def _done(
        self, connection: Connection, effect: Effect[Result], written: list[Event]
    ) -> Result:
        unit = unit_of(connection, self._clock)
        result = await effect(unit)
        # Those of an attempt that was rolled back are not.
        written[:] = unit.written
        if unit.events:
            if self._feed is None:
                raise TypeError("events of a center that has no feed")
            written += await self._feed.append(connection, unit.events)
        return result


def unit_of(connection: Connection, clock: Clock) -> Unit:
    """Return the unit of work of a transaction that is open already, for the current call.

    Whoever opened it writes its events and wakes the readers.
    """
    call = current_or_none()
    return Unit(
        connection,
        clock.now(),
        actor=call.identity.subject if call else "",
        trace_id=call.trace_id if call else "",
    )
