"""A durable notebook for a plug-in: sqlite, one writer, group commit.

    journal = await Journal.open(folder / "till.sqlite3", SCHEMA)
    await journal.write(lambda db: db.execute("INSERT …"))     # durable when it returns
    rows = journal.read(lambda db: db.execute("SELECT …").fetchall())

While one batch is on its way to the disk, further writes gather and share the next commit:
no added delay when idle, few syncs under load. A write that raises is undone alone; its
neighbours stay. Write-ahead log with synchronous=FULL: what `write` returned for survives
a crash of the process and of the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]

MAX_BATCH = 512
LOCK_WAIT_SECONDS = 10.0


class StateInUse(OSError):
    """Another process works on the same state; the text says which folder."""


@dataclass(slots=True)
class _Pending:
    work: Work
    done: asyncio.Future[Any]


class Journal:
    """One sqlite file with one writer thread. Make it with `open`."""

    def __init__(self, path: Path, writer: sqlite3.Connection, lock: IO[str]) -> None:
        self.path = path
        self._writer = writer
        self._lock = lock
        self._reader = _connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._waiting: list[_Pending] = []
        self._flusher: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, path: Path, schema: str) -> Journal:
        """Open or make the file; `schema` is run each time, so write IF NOT EXISTS.

        Waits a few seconds for a predecessor that is just ending, then raises StateInUse.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = await asyncio.to_thread(_take_lock, path)
        writer = await asyncio.to_thread(_connect, path)
        await asyncio.to_thread(_prepare, writer, schema)
        return cls(path, writer, lock)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in a transaction shared with its neighbours; returns when durable.

        `work` runs in the writer's thread: it must be quick and must not commit. What it
        raises is raised here, and what it did is undone.
        """
        if self._closed:
            raise RuntimeError("the journal is closed")
        pending = _Pending(work, asyncio.get_running_loop().create_future())
        self._waiting.append(pending)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        result: T = await pending.done
        return result

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a quick query on what is committed; never waits for the writer."""
        return work(self._reader)

    async def close(self) -> None:
        """Finish what was begun and close the file. Harmless when repeated."""
        if self._closed:
            return
        self._closed = True
        if self._flusher is not None:
            with contextlib.suppress(Exception):
                await self._flusher
        await asyncio.to_thread(self._thread.shutdown)
        self._reader.close()
        self._writer.close()
        self._lock.close()

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            works = [pending.work for pending in batch]
            try:
                results = await loop.run_in_executor(self._thread, _commit, self._writer, works)
            except Exception as failure:  # noqa: BLE001 - each caller is told
                results = [failure] * len(batch)
            for pending, result in zip(batch, results, strict=True):
                _settle(pending.done, result)


def _settle(done: asyncio.Future[Any], result: Any) -> None:
    if done.done():
        return  # its caller went away; the effect is kept all the same
    if isinstance(result, Exception):
        done.set_exception(result)
    else:
        done.set_result(result)


def _commit(db: sqlite3.Connection, works: list[Work]) -> list[Any]:
    """Run every work in one transaction; an exception stands in for the result of its own."""
    db.execute("BEGIN IMMEDIATE")
    try:
        results = [_attempt(db, work) for work in works]
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return results


def _attempt(db: sqlite3.Connection, work: Work) -> Any:
    db.execute("SAVEPOINT item")
    try:
        result = work(db)
    except Exception as refused:
        if not db.in_transaction:
            raise  # sqlite gave the whole transaction up (disk full): all must hear it
        db.execute("ROLLBACK TO item")
        db.execute("RELEASE item")
        return refused
    db.execute("RELEASE item")
    return result


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.row_factory = sqlite3.Row
    return db


def _prepare(db: sqlite3.Connection, schema: str) -> None:
    db.executescript(schema)


def _take_lock(path: Path) -> IO[str]:
    lock = path.with_suffix(".lock").open("a")
    until = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                lock.close()
                raise StateInUse(
                    f"another process uses the state in {path.parent}: stop it, or choose "
                    "another state folder"
                ) from None
            time.sleep(0.05)
        else:
            return lock
