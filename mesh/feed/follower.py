"""Follows a feed, or a plug-in's stream, and never stands still because of one item.

A page is handed to the handler as one batch for each chain, side by side: one whose system hangs
delays no other's items. What fails in it alone, or makes it fail when it
is tried alone, becomes a letter of this reader (mesh.feed.letters): it comes again after its time,
and after too many tries, or at a last word, it waits for an operator. A letter holds back
later items of its own subject, which become letters behind it. Everybody else goes on.

Somebody who does not answer at all is not an item's fault: the follower waits, says so, and
makes no letters. Since one odd item may be what makes them not answer, every other try hands
the items over one subject at a time, beginning with another each time; chains side by side, since
it may be one chain's system that is away. Where others are answered, what that chain's new items
are is letters, unasked for a while.

A run has five parts: reading, working, keeping the place, trying letters again, and going on
with held chains. The end of any of them, however it came, ends the run. The place is kept behind
what was done, now and then.

Whatever is handed over may be handed over again: effects must be idempotent.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import structlog
from google.protobuf.message import Message

from mesh.call.wire import moment
from mesh.feed.follower_health import Health, Patience, words_of
from mesh.feed.follower_held import HeldChains, Place
from mesh.feed.follower_items import (
    Batch,
    Item,
    PeerAway,
    Undone,
    by_chain,
    by_subject,
    undone_of,
)
from mesh.feed.follower_letters import PROBES, LetterBook, LetterBox
from mesh.feed.follower_passed import held_chains_of
from mesh.process.rounds import side_by_side
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest

M = TypeVar("M", bound=Message)
Work = Callable[[], Awaitable[None]]

MAX_BATCH = 500
_PAGES_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Items as they were read, and the cursor behind them."""

    items: Sequence[Item[M]]
    cursor: str
    trouble: str = ""
    """What the source cannot read while it reads the rest, for an operator."""


class Source(LetterBox, Protocol[M]):
    """Where a follower reads, and where what it could not deal with is kept."""

    def read(self) -> AsyncGenerator[Page[M], None]:
        """Pages from the kept cursor on, for ever; raises when that is not possible."""
        ...

    async def ack(self, cursor: str) -> None:
        """Keep that everything up to the cursor has been dealt with, or is a letter."""
        ...


@dataclass(slots=True)
class _Work(Generic[M]):
    """What was read and is not dealt with."""

    pages: list[Page[M]] = field(default_factory=list)

    @property
    def items(self) -> list[Item[M]]:
        """Each item once: one that is sent twice is the same item."""
        return list({item.item_id: item for page in self.pages for item in page.items}.values())

    @property
    def cursor(self) -> str:
        return self.pages[-1].cursor


class PartEnded(Exception):
    """A part of a follower that runs for ever was cancelled, by nobody who may."""


class Follower(Generic[M]):
    """One reader of one source."""

    def __init__(
        self,
        reader: str,
        source: Source[M],
        message_type: type[M],
        handle: Callable[[Batch[M]], Awaitable[None]],
        *,
        clock: Clock,
        patience: Patience | None = None,
        until: Callable[[Work], Work] | None = None,
    ) -> None:
        """`message_type` is what the items are; letters are read back as it.

        `until` bounds the work, for example until a plug-in is removed.
        """
        self.work = until(self.run) if until else self.run
        """What runs it; to be started again when it fails."""
        self.health = Health(reader)
        self._source = source
        self._handle = handle
        self._clock = clock
        self._patience = patience or Patience()
        self._pages: asyncio.Queue[Page[M] | Exception | None] = asyncio.Queue(_PAGES_AHEAD)
        self._ahead: list[Page[M] | Exception | None] = []
        """Taken from the pages, and the next to be dealt with."""
        self._away_until: dict[str, float] = {}
        """The chains for which nobody answered while others were answered."""
        self._held: HeldChains[M] = held_chains_of(
            source, message_type, self.health, self._patience
        )
        self._letters = LetterBook(source, message_type, self.health, self._patience, self._held)
        self._to_ack = ""
        self._moved = asyncio.Event()
        self._log = structlog.get_logger().bind(reader=reader)

    async def run(self) -> None:
        """Follow from the kept cursor. Raise when it cannot go on; run it again then."""
        self._pages, self._ahead = asyncio.Queue(_PAGES_AHEAD), []
        self._to_ack = ""  # what the run before did not keep is read again
        self.health.follows = True
        self.health.backlog.clear()
        self.health.trouble = ""
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._letters.begin()
            parts = {
                "work": self._work(),
                "read": self._read(),
                "place": self._keep_place(),
                "letters": self._letters.retry_forever(self._together),
                "held": self._held.go_on_forever(self._try, self._letters.tell_released),
            }
            tasks = [asyncio.create_task(part, name=name) for name, part in parts.items()]
            await _first_end(tasks)
        except asyncio.CancelledError:
            self.health.clear()
            raise
        except Exception as exc:
            self._note_failure(exc)
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- reading ---------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            async with contextlib.aclosing(self._source.read()) as pages:
                async for page in pages:
                    self.health.backlog.add(len(page.items), self._since(page))
                    self.health.trouble = page.trouble
                    await self._pages.put(page)
        except Exception as exc:  # noqa: BLE001 - raised again behind what was read before it
            await self._pages.put(exc)
        else:
            await self._pages.put(None)
        await asyncio.Event().wait()  # what was read is worked off, which ends the run

    def _since(self, page: Page[M]) -> datetime:
        """The time of the oldest item; for what does not tell its time, that of reading it."""
        now = self._clock.now()
        for item in page.items[:1]:
            if "occur_time" in item.message.DESCRIPTOR.fields_by_name:
                with contextlib.suppress(InvalidRequest):
                    return moment(item.message, "occur_time") or now
        return now

    async def _work(self) -> None:
        while True:
            page = await self._next_page()
            if isinstance(page, Exception):
                await self._ack()
                raise page
            if page is None:
                await self._ack()
                return
            work = _Work([page])
            self._add_pages(work)
            await self._deal_with(work)
            self.health.backlog.remove(len(work.pages))
            self._to_ack = work.cursor
            self._moved.set()

    async def _next_page(self) -> Page[M] | Exception | None:
        """The next page; a source that is quiet while one waits is a well one."""
        while True:
            well = self.health.failing_since is None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if well else self._patience.quiet_pause):
                    return self._ahead.pop() if self._ahead else await self._pages.get()
            self._note_success()

    async def _keep_place(self) -> None:
        """Keep the place at moments that all followers of a process share, as one statement."""
        pause = self._patience.ack_pause
        while True:
            await self._moved.wait()
            self._moved.clear()
            if pause:
                await asyncio.sleep(pause - asyncio.get_running_loop().time() % pause)
            await self._ack()

    async def _ack(self) -> None:
        cursor, self._to_ack = self._to_ack, ""
        if cursor:
            await self._source.ack(cursor)

    def _add_pages(self, work: _Work[M]) -> None:
        """Add what was read meanwhile, up to a full batch."""
        if self._ahead or self._pages.empty():
            return
        room = MAX_BATCH - len(work.items)
        while not self._ahead and not self._pages.empty():
            following = self._pages.get_nowait()
            if not isinstance(following, Page) or len(following.items) > room:
                self._ahead.append(following)
                return
            work.pages.append(following)
            room -= len(following.items)

    # -- dealing with items ----------------------------------------------------------------

    async def _deal_with(self, work: _Work[M]) -> None:
        """Return when each item is done or a letter, however long somebody is away."""
        self.health.busy_since = self._clock.now()
        tries = 0
        while True:
            try:
                place = Place(work.cursor)
                items = await self._held.pass_over(work.items, place.cursor)
                await self._try(items, tries, place)
                break
            except Exception as exc:  # noqa: BLE001 - nothing may end the following of a feed
                tries += 1
                self._note_failure(exc)
                if tries > 1:
                    pause = self._patience.pause(tries - 1, 0.1, self._patience.away_pause)
                    self._log.warning("follower_waits", why=words_of(exc), again_in=pause)
                    await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - dice
                self._add_pages(work)
        self.health.handled += len(items)
        self.health.last_at = self._clock.now()
        self.health.busy_since = None
        self._note_success()

    async def _try(self, items: Sequence[Item[M]], tries: int, place: Place) -> None:
        held = frozenset(self._letters.held)
        now = asyncio.get_running_loop().time()
        away = {chain for chain, until in self._away_until.items() if until > now}
        if place.held in away:
            raise PeerAway("Its chain was not answered just now.")
        free = [each for each in items if not (each.subject_id in held or each.merchant_id in away)]
        if tries % 2:
            undone = await self._by_subject(free, tries // 2)
        else:
            undone = await self._together(free)
        left = [each for each in items if each.merchant_id in away]
        undone |= {each.item_id: Undone("Its chain was not answered just now.") for each in left}
        await self._letters.keep_undone(items, undone, held, place)

    async def _together(self, items: Sequence[Item[M]]) -> dict[str, Undone]:
        """Hand items over, those of a chain as one batch; where that fails, half of them.

        Raise PeerAway.
        """
        if not items:
            return {}
        batch = Batch(items)
        try:
            async with asyncio.timeout(self._patience.handle_timeout):
                await side_by_side(by_chain(items), lambda those: self._handle(batch.within(those)))
            return batch.undone
        except asyncio.CancelledError:
            if _is_being_cancelled():
                raise
            undone = Undone("Something that it waited for was cancelled.")
        except Exception as exc:  # noqa: BLE001 - whatever it is, it belongs to an item
            undone = undone_of(exc)
        if len(items) == 1:
            return {items[0].item_id: undone}
        middle = len(items) // 2
        before = await self._together(items[:middle])
        stopped = {item.subject_id for item in items[:middle] if item.item_id in before}
        after = [item for item in items[middle:] if item.subject_id not in stopped]
        return before | await self._together(after)

    async def _by_subject(self, items: Sequence[Item[M]], first: int) -> dict[str, Undone]:
        """Hand items over subject by subject, to find whose fault it is. Raise PeerAway."""
        chains = by_chain(items)
        found = await asyncio.gather(*(self._probe(those, first) for those in chains))
        undone = {item_id: why for some, _ in found for item_id, why in some.items()}
        if undone and not any(is_answered for _, is_answered in found):
            raise PeerAway(next(iter(undone.values())).reason)
        until = asyncio.get_running_loop().time() + self._patience.chain_away_pause
        for those, (_, is_answered) in zip(chains, found, strict=True):
            if not is_answered:
                self._away_until[those[0].merchant_id] = until
        return undone

    async def _probe(self, items: Sequence[Item[M]], first: int) -> tuple[dict[str, Undone], bool]:
        """Hand the items of a chain over, and no more after some for which nobody answered.

        Return why those that are not done are not, and whether anybody answered.
        """
        order = by_subject(items)
        first %= len(order)
        order = [*order[first:], *order[:first]]
        undone: dict[str, Undone] = {}
        answered = 0
        for number, those in enumerate(order, 1):
            try:
                undone |= await self._together(those)
                answered += 1
            except PeerAway as away:
                undone[those[0].item_id] = Undone(str(away))
                if not answered and number == PROBES:
                    rest = {each[0].item_id: Undone(str(away)) for each in order[number:]}
                    return undone | rest, False
        return undone, answered > 0

    # -- health ----------------------------------------------------------------------------

    def _note_failure(self, exc: BaseException) -> None:
        self.health.last_error = words_of(exc)
        if self.health.failing_since is None:
            self.health.failing_since = self._clock.now()

    def _note_success(self) -> None:
        self.health.last_error = ""
        self.health.failing_since = None


async def _first_end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until one of the tasks ends; raise what it raised."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        if task.cancelled():
            raise PartEnded(task.get_name())
        task.result()


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
