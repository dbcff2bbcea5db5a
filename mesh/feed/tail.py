"""The newest end of a feed in one process: read once, for all who follow it here.

Numbers are given in the order of writing, transactions commit in another. A reader that
took what it sees would step over the event of a transaction that commits late. So it reads
only up to a *settled* number, below which nothing can appear any more. There are two ways to
know one:

- The number after a settled one belongs to an event that is known to be committed. So what
  this process commits itself is handed over in memory, with its numbers, and read by nobody,
  whoever else writes to the feed; and so is what a worker beside it has committed and sent.
- Where a number is missing (it is another process's, was rolled back, or its commit or its
  hand-over was lost) and when nothing is known, as after a start, the database is looked at:

  1. read how far the numbers have come;
  2. then take a transaction id. Whoever holds a number up to that of step 1 has a smaller id,
     since an id is taken before a number (see the events table);
  3. when all transactions with smaller ids had ended before a look began, the number of
     step 1 is settled, and that look saw all events up to it.

  (The end of a snapshot would not do in step 2: it is the id after the last one that ended,
  and a transaction with that very id may be writing.)

  With nobody writing, 1 to 3 are done at once. What holds looks back for longer may be anybody's
  transaction in the database server, so then those who write to the feed are asked for, and
  waited for alone (see `FeedWriters`).
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mesh.data.batching import GroupCommit
from mesh.data.database import Database
from mesh.feed.events import Event
from mesh.feed.wake import Wakes
from mesh.feed.window import FeedWindow
from mesh.feed.writers import FeedWriters

PAGE = 1_000
_FIRST_PAUSE_SECONDS = 0.002
_LONGEST_PAUSE_SECONDS = 0.032
_GAP_SECONDS = 0.02
"""A missing number is mostly that of a neighbour in this process, which is about to commit."""
_MAX_SAMPLES = 64
_ALONE = 3
"""So many times rarer are looks without a cause where no other process is heard at the feed."""
_NUMBERS_END = 2**63 - 1

# The number is read before the id is taken: a column is there before the list of results is
# worked out. The snapshot is older than both. No id is taken when there is nothing new.
_LOOK = """
/* look_at_feed */
WITH look AS MATERIALIZED (
    SELECT
        CASE WHEN is_called THEN last_value ELSE 0 END AS tail,
        pg_snapshot_xmin(pg_current_snapshot()) AS oldest_open,
        CASE WHEN is_called AND last_value > $1 THEN pg_current_xact_id() END AS mark
    FROM event_seq
)
SELECT
    look.tail, look.oldest_open, look.mark, e.seq, e.merchant_id, e.store_id, e.subject_id, e.kind,
    e.payload, e.trace_id, e.occurred_at
FROM look
LEFT JOIN LATERAL (
    SELECT seq, merchant_id, store_id, subject_id, kind, payload, trace_id, occurred_at
    FROM events WHERE seq > $2 ORDER BY seq LIMIT $3
) AS e ON true
ORDER BY e.seq
"""


class FeedTail:
    """Keeps the window on the newest events true while somebody follows the feed here."""

    def __init__(self, db: Database, poll_seconds: float) -> None:
        self.window = FeedWindow()
        self._db = db
        self._poll_seconds = poll_seconds
        self.wakes = Wakes(db)
        self.wakes.when_joined(self.wake)
        if db.beside is not None:
            db.beside.listen(db.schema, self._take, self.wake)
        db.lineage.when_another(self._begin_anew)
        self.replaced_end = 0
        """Up to here numbers were read of a database that another one has replaced."""
        self._samples: deque[tuple[int, int]] = deque()
        self._sampled = self._settled = 0
        self._writers = FeedWriters(db)
        # Readers that wake together share one look at the database.
        self._looks: GroupCommit[None, None] = GroupCommit(self._look, max_batch=1_000_000)
        self._not_before = 0.0
        self._pause = _FIRST_PAUSE_SECONDS
        self._due = self._gap_due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = math.inf

    @contextmanager
    def followed(self) -> Iterator[asyncio.Event]:
        """An event that is set when there is more, or when a look is due, during the block."""
        try:
            with self.wakes.subscription() as woken:
                self._due = 0.0  # who comes shall see what was committed without a word
                yield woken
        finally:
            if not self.wakes.is_subscribed:
                self.window.clear()

    def hand_over(self, events: Sequence[Event]) -> None:
        """Take events that this process has just committed, and tell other processes."""
        self._take(events)
        beside = self._db.beside
        if beside is None or not beside.tell(self._db.schema, events):
            self.wakes.tell_others()

    def wake(self) -> None:
        """Take note that there may be events that nobody handed over."""
        self._due = 0.0
        self.wakes.wake_here()

    @property
    def is_due(self) -> bool:
        """Whether the database is to be looked at: something is missing, or nobody did for long."""
        return asyncio.get_running_loop().time() >= min(self._due, self._gap_due)

    @property
    def is_held_back(self) -> bool:
        """Whether there are numbers that are not settled yet."""
        return bool(self._samples)

    async def look(self) -> None:
        """Look at the database, together with all who want to."""
        await self._looks.submit(None)

    async def close(self) -> None:
        """Stop listening to other processes."""
        await self._looks.close()
        if self._timer is not None:
            self._timer.cancel()
        await self.wakes.close()

    def _begin_anew(self) -> None:
        """Forget how far the numbers have come: another database answers."""
        self.replaced_end = max(self.replaced_end, self.window.end)
        self.window.clear()
        self._samples.clear()
        self._sampled = self._settled = 0
        self._writers = FeedWriters(self._db)
        self.wakes.tell_joined()

    def _take(self, events: Sequence[Event]) -> None:
        if not self.window.begun:
            self.wake()  # a look that is under way may not see them
        elif self.window.add(events):
            self.wakes.wake_here()
        self._watch_gap()

    async def _look(self, askers: list[None]) -> list[Exception | None]:
        """Find what is settled now; see the head of this module for why in this order."""
        loop = asyncio.get_running_loop()
        # The first look goes at once; under load a few wakes share the next one, and while
        # we are held back looks come less and less often.
        await asyncio.sleep(max(0.0, self._not_before - loop.time()))
        # Whoever is woken from here on needs another look.
        poll = self._poll_seconds * (_ALONE if self.wakes.is_alone() else 1)
        self._due, self._gap_due = loop.time() + poll, math.inf
        try:
            while await self._read_on():
                pass
        except BaseException:
            self.wake()  # the others find out for themselves
            raise
        longer = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        self._pause = longer if self._samples else _FIRST_PAUSE_SECONDS
        self._not_before = loop.time() + self._pause
        if self._samples:
            self._due = min(self._due, self._not_before)
        self._watch_gap()
        self._set_timer()
        return [None] * len(askers)

    async def _read_on(self) -> bool:
        """Look once; return whether there is more to read at once."""
        window = self.window
        if not self.wakes.is_subscribed:
            window.clear()
        if self._samples and self._pause == _LONGEST_PAUSE_SECONDS:
            await self._ask_for_writers()
        # With as many samples as are kept, no more are taken until the first is settled.
        known = max(self._sampled, window.end)
        known = known if len(self._samples) < _MAX_SAMPLES else _NUMBERS_END
        limit = PAGE if window.begun else 0
        rows = await self._db.fetch(_LOOK, known, window.end, limit)
        tail, oldest_open, mark = rows[0][:3]
        if mark is not None:
            self._samples.append((tail, mark))
            self._sampled = tail
        while self._samples and self._samples[0][1] <= oldest_open:
            self._settled = self._samples.popleft()[0]
        if limit:
            return self._extend([Event(*row[3:]) for row in rows if row[3] is not None])
        if self._settled or not self._samples:
            window.begin(self._settled)
        return False

    async def _ask_for_writers(self) -> None:
        """Settle what none of those who write to the feed can add to any more."""
        settled = await self._writers.settled(self._sampled)
        while self._samples and self._samples[0][0] <= settled:
            self._settled = self._samples.popleft()[0]

    def _extend(self, seen: list[Event]) -> bool:
        """Add what a look saw to the window; return whether it saw not all that is settled."""
        more = len(seen) == PAGE and seen[-1].seq < self._settled
        if self.window.settle(seen[-1].seq if more else self._settled, seen):
            self.wakes.wake_here()
        return more

    def _watch_gap(self) -> None:
        """Have a number that is missing looked for, unless it comes by itself very soon."""
        if not self.window.has_gap:
            self._gap_due = math.inf
        elif self._gap_due == math.inf:
            self._gap_due = asyncio.get_running_loop().time() + _GAP_SECONDS
            self._set_timer()

    def _set_timer(self) -> None:
        """Wake the readers when the next look is due, or before."""
        when = min(self._due, self._gap_due)
        if self._timer is not None and self._rings_at > when:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            # Kept here: uvloop's handle of what is due already does not tell it.
            self._rings_at = when
            self._timer = asyncio.get_running_loop().call_at(when, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self.is_due:
            self.wakes.wake_here()
        elif self.wakes.is_subscribed:
            self._set_timer()
