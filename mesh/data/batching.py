"""Group commit in the application: what arrives while a batch is written, shares the next.

One batch is in the database at a time. When nothing is being written, an item goes at once
and alone; under load batches grow by themselves. There is no timer.

What somebody else holds locked holds up its own store only (mesh.data.held).
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from mesh.data.again import PATIENCE_SECONDS, LocksHeld, held_locks_raise
from mesh.data.held import HeldUp, Waiting
from mesh.pure.errors import DeadlineExceeded, RateLimited, StorageUnavailable

Item = TypeVar("Item")
Result = TypeVar("Result")

DEFAULT_MAX_BATCH = 128
DEFAULT_MAX_WAITING = 20_000
DEFAULT_TIMEOUT_SECONDS = 30.0

# The whole batch meets the same trouble, so its items are not tried one by one.
_TROUBLE_OF_ALL = (StorageUnavailable, DeadlineExceeded)


class GroupCommit(Generic[Item, Result]):
    """Gathers items of many callers into batches for one writer.

    `write` gets 1 to `max_batch` items, in the order of their arrival, and gives one result
    per item, in that order; an exception object in a result's place is raised to that
    item's caller only. When `write` itself raises, the batch is split and tried again, so
    that one bad item never fails its neighbours: `write` must be all-or-nothing when it
    raises. It runs outside of any call (no identity, no deadline but `timeout_seconds`):
    what it needs to know of the call is in the item.

    With `lane`, which names what an item needs (its store, mostly), lanes take turns, so that many
    items of one let others by; their order is that within a lane. A batch that meets a lock of
    somebody else is set apart, and written part by part beside those that follow; so are the later
    items of a lane of which one is known to be held up. `write` may run several times at once then,
    and may give LocksHeld as the result of those items alone that it is true of. Without `lane` one
    batch at a time waits for whatever it needs.
    """

    def __init__(
        self,
        write: Callable[[list[Item]], Awaitable[Sequence[Result | Exception]]],
        max_batch: int = DEFAULT_MAX_BATCH,
        *,
        lane: Callable[[Item], Hashable] | None = None,
        max_waiting: int = DEFAULT_MAX_WAITING,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    ) -> None:
        self._write = write
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._timeout_seconds = timeout_seconds
        patience = min(timeout_seconds, PATIENCE_SECONDS)
        self._held = HeldUp(lane, self._settle, patience) if lane is not None else None
        self._lane = lane
        self._waiting: OrderedDict[Hashable, deque[Waiting[Item, Result]]] = OrderedDict()
        """By lane, those first whose turn is next."""
        self._count = 0
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    async def submit(self, item: Item) -> Result:
        """Wait until the item is written, and give its result or raise its exception.

        A caller that stops waiting before its batch began takes its item back; afterwards
        the item is written all the same. Raise RateLimited when `max_waiting` items wait
        already, StorageUnavailable after `close`.
        """
        return await self._enter([item])[0]

    async def submit_all(self, items: Sequence[Item]) -> list[Result | BaseException]:
        """Do as `submit` for each of many items of one caller; return what it would raise."""
        return await asyncio.gather(*self._enter(items), return_exceptions=True)

    async def close(self) -> None:
        """Take no more items and wait until those that wait are written."""
        self._closed = True
        while self._writer is not None:
            await asyncio.wait([self._writer])
        if self._held is not None:
            await self._held.close()

    def _enter(self, items: Sequence[Item]) -> list[asyncio.Future[Result]]:
        """Have items wait for their batches; return their answers."""
        if self._closed:
            raise StorageUnavailable("The process is stopping: repeat the request.")
        held = len(self._held) if self._held is not None else 0
        if self._count + held + len(items) > self._max_waiting:
            raise RateLimited(retry_after_seconds=1)
        loop = asyncio.get_running_loop()
        waiting = [Waiting(item, loop.create_future()) for item in items]
        for each in waiting:
            lane = self._lane(each.item) if self._lane is not None else None
            self._waiting.setdefault(lane, deque()).append(each)
        self._count += len(waiting)
        if self._writer is None and waiting:
            self._start_writer()
        return [each.answer for each in waiting]

    def _start_writer(self) -> None:
        # Without the first caller's context: its deadline and identity are not the batch's.
        self._writer = asyncio.get_running_loop().create_task(
            self._run(), context=contextvars.Context()
        )

    async def _run(self) -> None:
        try:
            while batch := self._take():
                try:
                    held = await self._settle(batch)
                except BaseException:
                    # Only a cancelled writer leaves callers without an answer.
                    _cancel(batch)
                    raise
                if held and self._held is not None:
                    self._held.set_apart(held)
        finally:
            self._writer = None
            self._forsake()

    def _take(self) -> list[Waiting[Item, Result]]:
        batch: list[Waiting[Item, Result]] = []
        late: list[Waiting[Item, Result]] = []
        while self._waiting and len(batch) < self._max_batch:
            waiting = self._next()
            if waiting.answer.done():
                continue
            is_held = self._held is not None and self._held.holds(waiting)
            (late if is_held else batch).append(waiting)
        if late and self._held is not None:
            self._held.follow(late)
        return batch

    def _next(self) -> Waiting[Item, Result]:
        """Return the first of the lane whose turn it is; the others have theirs before its next."""
        lane, line = self._waiting.popitem(last=False)
        waiting = line.popleft()
        self._count -= 1
        if line:
            self._waiting[lane] = line
        return waiting

    def _forsake(self) -> None:
        """After the writer itself was cancelled (the loop is closing) nobody shall wait on."""
        while self._waiting:
            self._next().answer.cancel()

    async def _settle(
        self, batch: Sequence[Waiting[Item, Result]]
    ) -> Sequence[Waiting[Item, Result]]:
        """Answer what can be written, or not at all; return what is held up by somebody else."""
        try:
            results = await self._written([waiting.item for waiting in batch])
        except _TROUBLE_OF_ALL as exc:
            results = [type(exc)(exc.message) for _ in batch]
        except Exception as exc:  # noqa: BLE001 - whatever it is, it belongs to the callers
            if self._held is not None and isinstance(exc, LocksHeld):
                return batch
            if len(batch) > 1:
                middle = len(batch) // 2
                before = await self._settle(batch[:middle])
                return [*before, *await self._settle(batch[middle:])]
            results = [exc]
        return self._answer(batch, results)

    async def _written(self, items: list[Item]) -> Sequence[Result | Exception]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                if self._held is None:
                    results = await self._write(items)
                else:
                    with held_locks_raise():
                        results = await self._write(items)
        except TimeoutError as exc:
            raise DeadlineExceeded from exc
        if len(results) == len(items):
            return results
        # Written already, so not to be tried again: every caller learns of the defect.
        fault = RuntimeError(f"a batch of {len(items)} items got {len(results)} results")
        return [fault] * len(items)

    def _answer(
        self, batch: Sequence[Waiting[Item, Result]], results: Sequence[Result | Exception]
    ) -> list[Waiting[Item, Result]]:
        """Tell the callers; return the items that are held up."""
        held = []
        for waiting, result in zip(batch, results, strict=True):
            if self._held is not None and isinstance(result, LocksHeld):
                held.append(waiting)
            elif waiting.answer.done():
                continue
            elif isinstance(result, Exception):
                waiting.answer.set_exception(result)
            else:
                waiting.answer.set_result(result)
        return held


def _cancel(batch: Sequence[Waiting[Item, Result]]) -> None:
    for waiting in batch:
        waiting.answer.cancel()
