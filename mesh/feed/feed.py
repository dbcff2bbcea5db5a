"""The event feed of a center: written with the change, read in order, at least once.

Numbers are given in the order of writing, transactions commit in another. A reader that
took what it sees would step over the event of a transaction that commits late. So it reads
only up to a *settled* number, below which nothing can appear any more:

1. read how far the numbers have come;
2. then take a transaction id. Whoever holds a number up to that of step 1 has a smaller id,
   since an id is taken before a number (see the events table);
3. when all transactions with smaller ids have ended, the number of step 1 is settled.

(The end of a snapshot would not do in step 2: it is the id after the last one that ended,
and a transaction with that very id may be writing.)

With nobody writing, 1 to 3 are done at once. Two events about one thing are numbered in the
order in which their transactions held its row, so that readers see them in that order.

A transaction left open anywhere in the database server holds all feeds back until it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
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
)
from mesh.feed.letters import Letters
from mesh.feed.readers import Readers
from mesh.feed.wake import Wakes
from mesh.feed.window import FeedWindow

__all__ = ["Event", "Feed", "Lag", "NewEvent"]

DEFAULT_MAX_BATCH = 200
MAX_BATCH = 1000
POLL_SECONDS = 1.0
"""How long a reader sleeps at most, should every wake be lost."""
_FIRST_PAUSE_SECONDS = 0.002
_LONGEST_PAUSE_SECONDS = 0.032
_MAX_SAMPLES = 64
_LAG_COUNTED_UP_TO = 10_000
_NUMBERS_END = 2**63 - 1

_APPEND = """
/* append_events */
INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[])
"""
_TAIL = "/* feed_tail */ SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM event_seq"
# The number is read before the id is taken: a column is there before the list of results is
# worked out. The snapshot is older than both. No id is taken when there is nothing new.
_LOOK = """
/* look_at_feed */
SELECT
    CASE WHEN is_called THEN last_value ELSE 0 END AS tail,
    pg_snapshot_xmin(pg_current_snapshot()) AS oldest_open,
    CASE WHEN is_called AND last_value > $1 THEN pg_current_xact_id() END AS mark
FROM event_seq
"""
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


_Ack = tuple[str, str, int]
"""The merchant, the reader, and the number up to which it has dealt with everything."""


class Feed:
    """The feed of one center. One per process and center; `close` it at the end."""

    def __init__(self, db: Database, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.letters = Letters(db)
        """What its readers could not deal with."""
        self.readers = Readers(db)
        """Whose its readers are."""
        self._db = db
        self._poll_seconds = poll_seconds
        self._wakes = Wakes(db)
        self._settled = 0
        self._tail = 0
        self._samples: deque[tuple[int, int]] = deque()
        self._next_look = 0.0
        self._pause = _FIRST_PAUSE_SECONDS
        # Readers that wake together share one look at the database.
        self._looks: GroupCommit[None, int] = GroupCommit(self._look, max_batch=1_000_000)
        self._acks: GroupCommit[_Ack, None] = GroupCommit(self._keep_places)
        self._window = FeedWindow(self._fetch)

    async def append(self, connection: Connection, events: Sequence[NewEvent]) -> None:
        """Write events in the caller's transaction; call `wake` after its commit."""
        call = context.current_or_none()
        trace_id = call.trace_id if call is not None else ""
        await connection.execute(_APPEND, *event_columns(events, trace_id))

    def wake(self) -> None:
        """Tell readers, here at once and in other processes soon, that events were committed.

        Cheap and never fails; a wake that is lost costs a reader one poll (1 second).
        """
        self._wakes.wake()

    def is_alone(self) -> bool:
        """Return whether no other process follows this feed, as far as one may know of it."""
        return self._wakes.is_alone()

    def when_joined(self, told: Callable[[], None]) -> None:
        """Call `told` whenever another process may have written what this one does not know."""
        self._wakes.when_joined(told)

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
        to 1000, 0 means 200. Raise InvalidRequest for a cursor that is not of this feed.
        """
        limit = _limit(max_batch)
        position = await self._position(reader, after_cursor, merchant_id)
        with self._wakes.subscription() as woken:
            while True:
                woken.clear()
                settled = await self._looks.submit(None)
                while position < settled:
                    events, position = await self._read(position, settled, merchant_id, limit)
                    if events:
                        yield events, events[-1].cursor
                await self._wait(woken)

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
        settled, wanted = await self._looks.submit(None), self._tail
        while settled < wanted and asyncio.get_running_loop().time() < latest:
            settled = await self._looks.submit(None)
        events, _ = await self._read(position, settled, merchant_id, _limit(max_batch))
        return events, events[-1].cursor if events else after_cursor

    async def tail(self) -> str:
        """The cursor behind all that is settled now, for a reader of only what comes next."""
        return cursor_text(await self._looks.submit(None))

    async def ack(self, reader: str, cursor: str, *, merchant_id: str = "") -> None:
        """Keep that the reader has dealt with everything up to the cursor.

        A cursor never moves back: an older one changes nothing. Raise InvalidRequest for
        a cursor that is not of this feed.
        """
        seq = cursor_seq(cursor)
        await self._check_reached(seq)
        await self._acks.submit((merchant_id, reader, seq))

    async def forget(self, reader: str) -> None:
        """Drop a reader that will not come again: its cursors of all merchants, its letters."""
        await self._db.execute(_FORGET, reader)
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
        await self._looks.close()
        await self._acks.close()
        await self._wakes.close()

    async def _position(self, reader: str, after_cursor: str, merchant_id: str) -> int:
        if not after_cursor:
            return await self._db.fetchval(_CURSOR, merchant_id, reader) or 0
        seq = cursor_seq(after_cursor)
        await self._check_reached(seq)
        return seq

    async def _check_reached(self, seq: int) -> None:
        """A cursor ahead of the feed is of another one, or of data since restored."""
        if seq > self._settled and seq > await self._db.fetchval(_TAIL):
            raise not_a_cursor()

    async def _read(
        self, position: int, settled: int, merchant_id: str, limit: int
    ) -> tuple[list[Event], int]:
        """Return the next events, and the number read up to."""
        if position >= settled:
            return [], position
        known = await self._window.read(position, settled, merchant_id, limit)
        if known is not None:
            return known
        rows = await self._db.fetch(_READ, position, settled, merchant_id, limit)
        events = [Event(*row) for row in rows]
        return events, events[-1].seq if len(events) == limit else settled

    async def _fetch(self, position: int, settled: int, limit: int) -> list[Event]:
        rows = await self._db.fetch(_READ, position, settled, "", limit)
        return [Event(*row) for row in rows]

    async def _keep_places(self, acks: list[_Ack]) -> list[None]:
        merchant_ids, readers, seqs = zip(*acks, strict=True)
        await self._db.execute(_ACK, merchant_ids, readers, seqs)
        return [None] * len(acks)

    async def _wait(self, woken: asyncio.Event) -> None:
        """Sleep until woken, or for the poll; not while open transactions hold us back."""
        if self._samples:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._poll_seconds):
                await woken.wait()

    async def _look(self, askers: list[None]) -> list[int | Exception]:
        """Find what is settled now; see the head of this module for why in this order."""
        loop = asyncio.get_running_loop()
        # The first look goes at once; under load a few wakes share the next one, and while
        # we are held back looks come less and less often.
        await asyncio.sleep(max(0.0, self._next_look - loop.time()))
        # With as many samples as are kept, no more are taken until the first is settled.
        known = self._tail if len(self._samples) < _MAX_SAMPLES else _NUMBERS_END
        ((tail, oldest_open, mark),) = await self._db.fetch(_LOOK, known)
        if mark is not None:
            self._samples.append((tail, mark))
            self._tail = tail
        while self._samples and self._samples[0][1] <= oldest_open:
            self._settled = self._samples.popleft()[0]
        longer = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        self._pause = longer if self._samples else _FIRST_PAUSE_SECONDS
        self._next_look = loop.time() + self._pause
        return [self._settled] * len(askers)


def _limit(max_batch: int) -> int:
    return min(max_batch, MAX_BATCH) if max_batch > 0 else DEFAULT_MAX_BATCH
