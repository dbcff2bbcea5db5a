"""A source and a letter box in memory, and a handler that does as it is told."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from zhongtai.common.v1 import letter_pb2
from zhongtai.order.v1 import event_pb2

from mesh.feed.events import cursor_seq, cursor_text
from mesh.feed.follower import Follower, Page
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Batch, Item, Undone
from mesh.feed.letters import PassedItem
from mesh.pure.clock import FixedClock
from mesh.pure.errors import StorageUnavailable

Event = event_pb2.OrderEvent
QUICK = Patience(
    attempts=3, first_pause=0.0, longest_pause=0.0, look_pause=0.005, away_pause=0.002, ack_pause=0
)
CLOCK = FixedClock(datetime(2026, 1, 31, 12, tzinfo=UTC))


def item(item_id: str, subject: str = "") -> Item:
    return Item(item_id, subject or item_id, "demo", Event(event_id=item_id, store_id=subject))


class Source:
    """Gives its pages once; keeps letters as the database does."""

    def __init__(self, *pages: list[Item]) -> None:
        self.pages = list(pages)
        self.more = asyncio.Event()
        self.acked = ""
        self.letters: dict[int, letter_pb2.NewLetter] = {}
        self.away = False
        self.held: dict[str, str] = {}
        self.aside: dict[int, PassedItem] = {}
        self._last_aside = 0
        self._last_id = 0

    async def read(self):
        given = 0
        while True:
            while given < len(self.pages):
                given += 1
                yield Page(self.pages[given - 1], str(given))
            self.more.clear()
            await self.more.wait()

    async def ack(self, cursor: str) -> None:
        self.acked = cursor

    async def keep(self, request) -> None:
        if self.away:
            raise StorageUnavailable
        for letter_id in request.done_letter_ids:
            del self.letters[letter_id]
        for letter in request.letters:
            if letter.letter_id and letter.letter_id not in self.letters:
                continue
            known = [n for n, kept in self.letters.items() if kept.item_id == letter.item_id]
            self._last_id += 1
            if not known or letter.attempts:
                self.letters[known[0] if known else self._last_id] = letter
        self.held |= {each.merchant_id: each.cursor for each in request.held}
        for number, lying in list(self.aside.items()):
            chain = lying.merchant_id
            if chain in self.held and number <= cursor_seq(self.held[chain]):
                del self.aside[number]
        for chain in request.released_merchant_ids:
            self.held.pop(chain, None)

    def rely(self) -> None:
        pass

    demand = rely

    async def put_aside(self, reader: str, items: Sequence[PassedItem]) -> str:
        for each in items:
            if each.item_id not in {lying.item_id for lying in self.aside.values()}:
                self._last_aside += 1
                cursor = cursor_text(self._last_aside)
                self.aside[self._last_aside] = replace(each, cursor=cursor)
        return cursor_text(self._last_aside)

    async def aside_after(self, reader: str, merchant_id: str, cursor: str, limit: int):
        lying = sorted(self.aside.items())
        behind = [x for n, x in lying if x.merchant_id == merchant_id and n > cursor_seq(cursor)]
        return behind[:limit]

    async def take(self, reader: str):
        due, seen, stopped = [], {}, 0
        for letter_id, kept in sorted(self.letters.items()):
            first = seen.setdefault(kept.subject_id, kept)
            stopped += not first.HasField("try_after")
            if first is kept and kept.HasField("try_after"):
                due.append(
                    letter_pb2.Letter(
                        letter_id=letter_id,
                        item_id=kept.item_id,
                        subject_id=kept.subject_id,
                        merchant_id=kept.merchant_id,
                        payload=kept.payload,
                        attempts=kept.attempts,
                        first_time=CLOCK.now(),
                    )
                )
        return letter_pb2.TakeLettersResponse(
            due=due,
            subject_ids=seen,
            stopped_count=stopped,
            letter_count=len(self.letters),
            chains=[
                letter_pb2.ChainLetters(merchant_id=chain, letter_count=n)
                for chain, n in Counter(x.merchant_id for x in self.letters.values()).items()
            ],
            held=[
                letter_pb2.HeldChain(merchant_id=chain, cursor=cursor)
                for chain, cursor in self.held.items()
            ],
            cursor=cursor_text(max(self.aside, default=0)),
        )

    def retry(self) -> None:
        for letter in self.letters.values():
            letter.attempts = 0
            letter.try_after.FromNanoseconds(0)

    def dead(self) -> bool:
        """Whether there are letters, and all wait for an operator."""
        letters = self.letters.values()
        return bool(letters) and not any(letter.HasField("try_after") for letter in letters)

    def lying(self) -> list[str]:
        return [letter.item_id for _, letter in sorted(self.letters.items())]


class Handler:
    """Fails items as scripted, each time with the next of its words; then does them.

    A word is an Undone, or an exception: that one fails whatever batch the item is in.
    """

    def __init__(self, **script: list) -> None:
        self.script = script
        self.done: list[str] = []
        self.letters_since: list[datetime | None] = []
        self.batches = 0

    async def __call__(self, batch: Batch) -> None:
        self.batches += 1
        self.letters_since += [each.letter_since for each in batch.items]
        for each in batch.items:
            words = self.script.get(each.item_id)
            if words and isinstance(words[0], Exception):
                raise words[0] if words[0].args == ("ever",) else words.pop(0)
        for each in batch.items:
            words = self.script.get(each.item_id)
            if words and batch.standing([each]):
                batch.fail(each, words[0] if words[0].final else words.pop(0))
            elif batch.standing([each]):
                self.done.append(each.item_id)


def follower_of(source, handler) -> Follower:
    return Follower("r", source, Event, handler, clock=CLOCK, patience=QUICK)


@asynccontextmanager
async def running(follower: Follower) -> AsyncIterator[Follower]:
    """The follower runs as long as the block does."""
    task = asyncio.create_task(follower.run())
    try:
        yield follower
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def following(source, handler):
    return running(follower_of(source, handler))


async def until(condition) -> None:
    """Wait until it holds; the test's time limit ends it otherwise."""
    while True:
        if condition():
            return
        await asyncio.sleep(0.001)


AGAIN = Undone("not now")
NEVER = Undone("no", final=True)
