"""The event feed of a center: written with the change, read in order, at least once.

Two events about one thing are numbered in the order in which their transactions held its row, so
that readers see them in that order. How far the numbers are settled, and what this process holds
of the feed in memory, is the matter of `mesh.feed.tail`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from mesh.call import context
from mesh.data.batching import GroupCommit
from mesh.data.database import Connection, Database
from mesh.feed.events import (
    Event,
    Lag,
    NewEvent,
    cursor_seq,
    cursor_text,
    event_columns,
    not_a_cursor,
    numbered,
)
from mesh.feed.letters import Letters
from mesh.feed.pulled_places import PulledPlaces
from mesh.feed.readers import Readers
from mesh.feed.tail import FeedTail

__all__ = ["Event", "Feed", "Lag", "NewEvent"]

DEFAULT_MAX_BATCH = 200
MAX_BATCH = 1000
POLL_SECONDS = 5.0
"""How long readers sleep at most, should another process have died before it could wake them."""
_LAG_COUNTED_UP_TO = 10_000

_APPEND = """
/* append_events */
INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[])
RETURNING seq, occurred_at
"""
_NUMBERS = "/* feed_tail */ SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM event_seq"
_READ = """
/* read_events */
SELECT seq, merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at
FROM events WHERE seq > $1 AND seq <= $2 AND ($3 = '' OR merchant_id = $3)
ORDER BY seq LIMIT $4
"""
_CURSOR = "/* read_cursor */ SELECT seq FROM feed_cursors WHERE merchant_id = $1 AND reader = $2"
_ACK = """
/* move_cursor */
INSERT INTO feed_cursors AS kept (merchant_id, reader, seq)
SELECT acked.merchant_id, acked.reader, max(acked.seq)
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS acked (merchant_id, reader, seq)
GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (merchant_id, reader) DO UPDATE SET seq = excluded.seq, moved_at = now()
WHERE kept.seq < excluded.seq
"""
_FORGET = "/* forget_reader */ DELETE FROM feed_cursors WHERE reader = $1"
_READERS = "/* list_readers */ SELECT merchant_id, reader FROM feed_cursors ORDER BY 1, 2"
_LAG = """
/* feed_lag */
SELECT count(*) AS events, coalesce(extract(epoch FROM now() - min(occurred_at)), 0) AS seconds
FROM (
    SELECT occurred_at FROM events
    WHERE seq > $1 AND ($2 = '' OR merchant_id = $2) ORDER BY seq LIMIT $3
) AS unread
"""


_Ack = tuple[str, str, int, int]
"""The merchant, the reader, the number up to which it has dealt with everything, and which database
that was said of (Lineage.number)."""


class Feed:
    """The feed of one center. One per process and center; `close` it at the end."""

    def __init__(self, db: Database, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.letters = Letters(db)
        """What its readers could not deal with."""
        self.places = PulledPlaces(db)
        """Up to where its center has read what it pulls from plug-ins."""
        self.readers = Readers(db)
        """Whose its readers are."""
        self._db = db
        self._tail = FeedTail(db, poll_seconds)
        self._reached: dict[tuple[str, str], int] = {}
        """How far readers have read since another database answers, by merchant and reader."""
        db.lineage.when_another(self._begin_anew)
        self._acks: GroupCommit[_Ack, None] = GroupCommit(
            self._keep_places, lane=lambda ack: ack[:2]
        )

    async def append(self, connection: Connection, events: Sequence[NewEvent]) -> list[Event]:
        """Write events in the caller's transaction; `hand_over` what it returns after the commit.

        When it is not known whether the transaction committed, call `wake` instead.
        """
        call = context.current_or_none()
        trace_id = call.trace_id if call is not None else ""
        rows = await connection.fetch(_APPEND, *event_columns(events, trace_id))
        return numbered(events, [row[0] for row in rows], rows[0][1], trace_id) if rows else []

    def hand_over(self, events: Sequence[Event]) -> None:
        """Give committed events to the readers of this process, and wake those of others.

        Cheap and never fails. What is never handed over is found as soon as a later event is.
        """
        self._tail.hand_over(events)

    def wake(self) -> None:
        """Have readers, here at once and in other processes soon, look for committed events.

        Cheap and never fails; a wake that another process loses costs its readers one poll.
        """
        self._tail.wake()
        self._tail.wakes.tell_others()

    def is_alone(self) -> bool:
        """Return whether no other process follows this feed, as far as one may know of it."""
        return self._tail.wakes.is_alone()

    async def announce(self) -> None:
        """Tell other processes that this one is there, before it changes anything.

        Raise StorageUnavailable when they cannot be told.
        """
        await self._tail.wakes.announce()

    def when_joined(self, told: Callable[[], None]) -> None:
        """Call `told` whenever another process may have written what this one does not know."""
        self._tail.wakes.when_joined(told)

    async def watch(
        self,
        reader: str,
        after_cursor: str = "",
        max_batch: int = 0,
        *,
        merchant_id: str = "",
    ) -> AsyncGenerator[tuple[list[Event], str], None]:
        """Give the events after the cursor in batches, and wait for more, for ever.

        Each batch comes with the cursor behind it. An empty `after_cursor` means where the
        reader's own cursor stands (a new reader: the beginning). `merchant_id` keeps only
        the events of that merchant, and each merchant has its own readers. `max_batch` is 1
        to 1000, 0 means 200. Raise InvalidRequest for a cursor that is not of this feed, and
        StorageUnavailable once another database answers, which may not have what was read.
        """
        limit, lineage = _limit(max_batch), self._db.lineage
        number = lineage.number
        position = await self._position(reader, after_cursor, merchant_id)
        lineage.demand(number)
        self._note_reached(reader, merchant_id, position)
        with self._tail.followed() as woken:
            while True:
                woken.clear()
                if self._tail.is_due:
                    await self._tail.look()
                lineage.demand(number)
                while position < self._tail.window.end:
                    events, position = await self._read(position, merchant_id, limit)
                    lineage.demand(number)
                    self._note_reached(reader, merchant_id, position)
                    if events:
                        yield events, events[-1].cursor
                await woken.wait()

    async def read(
        self,
        after_cursor: str = "",
        max_batch: int = 0,
        *,
        merchant_id: str = "",
        patience_seconds: float = 1.0,
    ) -> tuple[list[Event], str]:
        """The next batch after the cursor (empty: from the beginning), without waiting for more.

        Gives no events and the same cursor when there is nothing new. For at most
        `patience_seconds` it waits for open transactions that hold back what is there.
        """
        position = cursor_seq(after_cursor)
        latest = asyncio.get_running_loop().time() + patience_seconds
        await self._tail.look()
        while self._tail.is_held_back and asyncio.get_running_loop().time() < latest:
            await self._tail.look()
        events, _ = await self._read(position, merchant_id, _limit(max_batch))
        return events, events[-1].cursor if events else after_cursor

    async def tail(self) -> str:
        """The cursor behind all that is settled now, for a reader of only what comes next."""
        await self._tail.look()
        while not self._tail.window.begun:
            await self._tail.look()
        return cursor_text(self._tail.window.end)

    async def ack(self, reader: str, cursor: str, *, merchant_id: str = "") -> None:
        """Keep that the reader has dealt with everything up to the cursor.

        A cursor never moves back: an older one changes nothing. Raise InvalidRequest for
        a cursor that is not of this feed, or of a database that another one has replaced.
        """
        seq = cursor_seq(cursor)
        await self._check_reached(seq)
        is_ambiguous = seq <= self._tail.replaced_end
        if is_ambiguous and seq > self._reached.get((merchant_id, reader), 0):
            raise not_a_cursor()
        await self._acks.submit((merchant_id, reader, seq, self._db.lineage.number))

    async def forget(self, reader: str) -> None:
        """Drop a reader that will not come again: its places of all merchants, its letters."""
        await self._db.execute(_FORGET, reader)
        await self.places.forget(reader)
        await self.letters.forget(reader)

    async def lag(self, reader: str, *, merchant_id: str = "") -> Lag:
        """Return how far the reader's kept cursor is behind the feed."""
        position = await self._position(reader, "", merchant_id)
        (row,) = await self._db.fetch(_LAG, position, merchant_id, _LAG_COUNTED_UP_TO)
        return Lag(reader, merchant_id, row["events"], float(row["seconds"]))

    async def lags(self) -> list[Lag]:
        """Return how far each reader that ever acknowledged something is behind."""
        readers = await self._db.fetch(_READERS)
        return [await self.lag(row["reader"], merchant_id=row["merchant_id"]) for row in readers]

    async def close(self) -> None:
        """Stop listening to other processes. Watchers are ended by cancelling them."""
        await self._acks.close()
        await self._tail.close()

    async def _position(self, reader: str, after_cursor: str, merchant_id: str) -> int:
        if not after_cursor:
            return await self._db.fetchval(_CURSOR, merchant_id, reader) or 0
        seq = cursor_seq(after_cursor)
        await self._check_reached(seq)
        return seq

    async def _check_reached(self, seq: int) -> None:
        """A cursor ahead of the feed is of another one, or of data since restored."""
        if seq > self._tail.window.end and seq > await self._db.fetchval(_NUMBERS):
            raise not_a_cursor()

    async def _read(self, position: int, merchant_id: str, limit: int) -> tuple[list[Event], int]:
        """Return the next events, and the number read up to."""
        settled = self._tail.window.end
        if position >= settled:
            return [], position
        known = self._tail.window.read(position, merchant_id, limit)
        if known is not None:
            return known
        rows = await self._db.fetch(_READ, position, settled, merchant_id, limit)
        events = [Event(*row) for row in rows]
        return events, events[-1].seq if len(events) == limit else settled

    async def _keep_places(self, acks: list[_Ack]) -> list[None]:
        merchant_ids, readers, seqs, numbers = zip(*acks, strict=True)

        async def keep(connection: Connection) -> None:
            for number in set(numbers):
                self._db.lineage.demand(number)
            await connection.execute(_ACK, merchant_ids, readers, seqs)

        await self._db.run(keep)
        return [None] * len(acks)

    def _note_reached(self, reader: str, merchant_id: str, position: int) -> None:
        if self._tail.replaced_end:
            # A reader may read again what it has left behind.
            reached = self._reached.get((merchant_id, reader), 0)
            self._reached[merchant_id, reader] = max(reached, position)

    def _begin_anew(self) -> None:
        """Believe nobody to be where another database had them."""
        self._reached.clear()
        self.readers.forget()


def _limit(max_batch: int) -> int:
    return min(max_batch, MAX_BATCH) if max_batch > 0 else DEFAULT_MAX_BATCH
