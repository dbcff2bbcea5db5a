"""A durable queue of messages to the host, read by cursor: what Watch and Ack stand on.

    outbox = await Outbox.open(journal, "updates")
    await journal.write(lambda db: outbox.append(db, key, payload))   # with your own rows
    outbox.wake()
    async for batch in outbox.watch(request.after_cursor, 500): …

A cursor is "<journal id>.<number>": another journal's cursor (the state folder was lost, was
restored from a backup, or belongs to another plug-in) is refused instead of skipping messages in
silence. Keys are remembered after their message was acknowledged, so a late repetition is still
known.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from zhongtai_plugin.cursors import Cursors, number_in
from zhongtai_plugin.held import Wakes, held
from zhongtai_plugin.journal import Journal

SIGN_OF_LIFE_SECONDS = 15.0
KEEP_ACKNOWLEDGED_SECONDS = 60 * 60 * 24 * 30
MAX_BATCH = 1000
DEFAULT_BATCH = 500

_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    payload BLOB,
    written REAL NOT NULL,
    UNIQUE (queue, key)
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (queue, number) WHERE payload IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_known ON outbox (queue, written) WHERE payload IS NULL;
CREATE TABLE IF NOT EXISTS outbox_queues (
    queue TEXT PRIMARY KEY,
    journal_id TEXT NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0
);
"""
FORGET = """
DELETE FROM outbox WHERE number IN (SELECT number FROM outbox
WHERE queue = ? AND payload IS NULL AND written < ? ORDER BY written LIMIT ?)
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in order, and the cursor after the last of them."""

    payloads: list[bytes]
    cursor: str


class Outbox:
    """One queue in a journal. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors, name: str, journal_id: str) -> None:
        self._journal = journal
        self._cursors = cursors
        self._name = name
        self._id = journal_id
        self._wakes: Wakes = set()

    @classmethod
    async def open(cls, journal: Journal, name: str) -> Outbox:
        """Open or make the queue `name` in the journal."""

        def prepare(db: sqlite3.Connection) -> str:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.execute(
                "INSERT OR IGNORE INTO outbox_queues (queue, journal_id) VALUES (?, ?)",
                (name, secrets.token_hex(6)),
            )
            found = db.execute("SELECT journal_id FROM outbox_queues WHERE queue = ?", (name,))
            return str(found.fetchone()[0])

        cursors = await Cursors.open(journal)
        return cls(journal, cursors, name, await journal.write(prepare))

    def append(self, db: sqlite3.Connection, key: str, payload: bytes) -> bool:
        """Add a message inside a journal's write; False when the key is known already."""
        added = db.execute(
            "INSERT OR IGNORE INTO outbox (number, queue, key, payload, written) "
            "VALUES (?, ?, ?, ?, ?)",
            (Cursors.next(db), self._name, key, payload, time.time()),
        )
        return added.rowcount == 1

    def wake(self) -> None:
        """Tell the readers that messages were committed."""
        for event in self._wakes:
            event.set()

    async def watch(self, after_cursor: str, max_batch: int) -> AsyncIterator[Batch]:
        """Batches for ever; an empty one now and then as a sign of life.

        Raise BadRequest (CURSOR_UNKNOWN) for a cursor that is not of this queue.
        """
        limit = min(max_batch, MAX_BATCH) if max_batch > 0 else DEFAULT_BATCH
        number = self._number_of(after_cursor) if after_cursor else self.acknowledged()
        woken = asyncio.Event()
        self._wakes.add(woken)
        try:
            while True:
                woken.clear()
                rows = self._after(number, limit)
                if rows:
                    number = int(rows[-1][0])
                    yield Batch([bytes(row[1]) for row in rows], self._cursor(number))
                    continue
                try:
                    async with asyncio.timeout(SIGN_OF_LIFE_SECONDS):
                        await woken.wait()
                except TimeoutError:
                    yield Batch([], self._cursor(number))
        finally:
            self._wakes.discard(woken)

    def page(self, after_cursor: str, limit: int) -> Batch:
        """The messages after a cursor, at once; the cursor comes back when there are none."""
        number = self._number_of(after_cursor) if after_cursor else self.acknowledged()
        rows = self._after(number, limit)
        last = int(rows[-1][0]) if rows else number
        return Batch([bytes(row[1]) for row in rows], self._cursor(last))

    async def pull(self, after_cursor: str, limit: int, wait_seconds: float) -> Batch:
        """The same, once there are some or the time is over: what a pull is answered with.

        Raise BadRequest (CURSOR_UNKNOWN) as `page` does.
        """
        return await held(
            lambda: self.page(after_cursor, limit),
            lambda batch: bool(batch.payloads),
            self._wakes,
            wait_seconds,
        )

    async def acknowledge(self, cursor: str) -> None:
        """Forget what is up to the cursor; an older cursor changes nothing."""
        number, before = self._number_of(cursor), self.acknowledged()
        if number <= before:
            return
        name, horizon = self._name, time.time() - KEEP_ACKNOWLEDGED_SECONDS

        def forget(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE outbox_queues SET acknowledged = MAX(acknowledged, ?) WHERE queue = ?",
                (number, name),
            )
            # The payload has done its duty; the key stays to know a repetition.
            db.execute(
                "UPDATE outbox SET payload = NULL "
                "WHERE queue = ? AND number <= ? AND payload IS NOT NULL",
                (name, number),
            )
            # As many at least as come with a batch, and no more than a commit may wait for.
            db.execute(FORGET, (name, horizon, MAX_BATCH))

        await self._journal.write(forget)

    def acknowledged(self) -> int:
        """Number of the last message that the host has durably."""
        return self._value("SELECT acknowledged FROM outbox_queues WHERE queue = ?", self._name)

    def waiting(self) -> int:
        """Return how many messages wait for the host."""
        return self._value(
            "SELECT count(*) FROM outbox WHERE queue = ? AND payload IS NOT NULL", self._name
        )

    def oldest_seconds(self) -> int:
        """How long the first message that waits for the host has waited; 0 when none does."""
        written = self._value(
            "SELECT written FROM outbox WHERE queue = ? AND payload IS NOT NULL "
            "ORDER BY number LIMIT 1",
            self._name,
        )
        return max(0, int(time.time()) - written) if written else 0

    def figures(self) -> dict[str, str]:
        """Return what Probe tells of the queue, so that somebody notices when nobody reads it."""
        return {
            f"{self._name}_waiting": str(self.waiting()),
            f"{self._name}_oldest_seconds": str(self.oldest_seconds()),
        }

    def _value(self, statement: str, *parameters: str) -> int:
        found = self._journal.read(lambda db: db.execute(statement, parameters).fetchone())
        return int(found[0] or 0) if found is not None else 0

    def _after(self, number: int, limit: int) -> list[sqlite3.Row]:
        statement = (
            "SELECT number, payload FROM outbox WHERE queue = ? AND number > ? "
            "AND payload IS NOT NULL ORDER BY number LIMIT ?"
        )
        values = (self._name, number, limit)
        return self._journal.read(lambda db: db.execute(statement, values).fetchall())

    def _cursor(self, number: int) -> str:
        return f"{self._id}.{number}"

    def _number_of(self, cursor: str) -> int:
        number = number_in(cursor, self._id)
        self._cursors.demand_given(number)
        return number
