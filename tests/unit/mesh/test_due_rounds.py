"""What has a time is dealt with then, and hardly looked for before, unless something is written."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from mesh.process.rounds import LOOK_SECONDS, DueRounds
from mesh.pure.clock import FixedClock

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAUSE_SECONDS = 2.0


class Book:
    """What is due when; the clock moves as the rounds sleep, and nobody else does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *due: float) -> None:
        """`due` are seconds after noon."""
        self.clock = FixedClock(NOON)
        self.due = [NOON + timedelta(seconds=each) for each in due]
        self.done: list[float] = []
        self.looks = 0
        self.hidden = False
        self.rounds = DueRounds(self.round, self.next_due, PAUSE_SECONDS, self.clock)
        self.slept: list[float] = []
        self.at: dict[float, object] = {}
        monkeypatch.setattr("mesh.process.rounds._until", self.until)

    async def round(self) -> bool:
        now = self.clock.now()
        self.done += [self.seconds() for each in self.due if each <= now]
        self.due = [each for each in self.due if each > now]
        return False

    async def next_due(self) -> datetime | None:
        self.looks += 1
        return None if self.hidden else min(self.due, default=None)

    async def until(self, event: asyncio.Event, seconds: float) -> None:
        """Sleep on the clock of the book, until something that `at` says happens."""
        await asyncio.sleep(0)
        if event.is_set():
            return
        end = self.seconds() + seconds
        for when in sorted(self.at):
            if when <= end:
                self.clock.advance(max(0.0, when - self.seconds()))
                self.at.pop(when)()
                if event.is_set():
                    return
        self.clock.advance(end - self.seconds())

    def seconds(self) -> float:
        return (self.clock.now() - NOON).total_seconds()


async def run(book: Book, until: float) -> None:
    """Run the rounds until the clock of the book shows so many seconds after noon."""
    task = asyncio.create_task(book.rounds.run())
    while book.seconds() < until and not task.done():  # noqa: ASYNC110 - the loop moves the clock
        await asyncio.sleep(0)
    assert not task.done(), task
    task.cancel()
    await asyncio.wait({task})


async def test_what_is_due_is_done_at_its_time_and_hardly_looked_for_before(monkeypatch):
    book = Book(monkeypatch, 0, 65.5, 300)
    await run(book, 400)
    assert book.done == [0, 65.5, 300]
    assert book.looks < 400 / LOOK_SECONDS + 10


async def test_who_may_be_a_minute_late_looks_once_a_minute_where_nothing_is_due(monkeypatch):
    book = Book(monkeypatch)
    book.rounds = DueRounds(book.round, book.next_due, 60.0, book.clock)
    await run(book, 3600)
    assert book.looks <= 60


async def test_what_is_written_for_soon_is_found_within_a_pause(monkeypatch):
    book = Book(monkeypatch, 300)

    def write() -> None:
        book.due.append(NOON + timedelta(seconds=33))
        book.rounds.touch()

    book.at[31.0] = write
    await run(book, 60)
    assert book.done == [33]


async def test_a_wake_makes_a_round_at_once(monkeypatch):
    book = Book(monkeypatch)

    def write() -> None:
        book.due.append(NOON + timedelta(seconds=31))
        book.rounds.wake()

    book.at[31.0] = write
    await run(book, 60)
    assert book.done == [31]


async def test_what_nobody_told_of_is_found_within_a_look(monkeypatch):
    book = Book(monkeypatch)
    book.at[31.0] = lambda: book.due.append(NOON + timedelta(seconds=31))
    await run(book, 60)
    (at,) = book.done
    assert 31 <= at <= 31 + LOOK_SECONDS


async def test_a_clock_that_is_set_makes_a_round_late_by_a_look_at_most(monkeypatch):
    book = Book(monkeypatch, 3600)
    asleep = book.until

    async def jump(event: asyncio.Event, seconds: float) -> None:
        await asleep(event, seconds)
        if 20 < book.seconds() < 3000:
            book.clock.advance(3600 - book.seconds())

    monkeypatch.setattr("mesh.process.rounds._until", jump)
    await run(book, 3700)
    (at,) = book.done
    assert at <= 3600 + LOOK_SECONDS


async def test_what_cannot_be_done_yet_is_tried_again_after_a_pause(monkeypatch):
    book = Book(monkeypatch)
    tries: list[float] = []

    async def fail() -> bool:
        tries.append(book.seconds())
        return False

    async def due() -> datetime:
        return NOON

    book.rounds = DueRounds(fail, due, PAUSE_SECONDS, book.clock)
    await run(book, 7)
    assert tries[:4] == [0, 2, 4, 6]


async def test_what_other_workers_make_due_is_found_within_a_pause(monkeypatch):
    book = Book(monkeypatch)
    book.rounds = DueRounds(book.round, book.next_due, PAUSE_SECONDS, book.clock, others_write=True)
    book.at[31.0] = lambda: book.due.append(NOON + timedelta(seconds=31))
    await run(book, 60)
    (at,) = book.done
    assert 31 <= at <= 31 + PAUSE_SECONDS
