"""Does a chain's tasks, some at a time: hands orders over, and tells what happened to them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time

import structlog
from square.types.order import Order
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    Conflict,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
)

from plugins.pos_square import progress
from plugins.pos_square.book import Book, Task
from plugins.pos_square.changes import Changes
from plugins.pos_square.client import Client
from plugins.pos_square.handover import Handover

MOST_AT_A_TIME = 8
IDLE_SECONDS = 1.0
AUTH_PAUSE_SECONDS, STORAGE_PAUSE_SECONDS = 5.0, 5.0
MOST_FAILURES = 4
_LONGEST_REST_SECONDS = 10.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS, _GROWS = 0.5, 60.0, 3


class Sender:
    """The tasks of one chain."""

    def __init__(self, client: Client, book: Book) -> None:
        self.not_done = 0
        self._merchant_id = client.account.merchant_id
        self._book = book
        self._handover = Handover(client, book)
        self._changes = Changes(client)
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._paused_until = 0.0
        self._failed: set[str] = set()
        self._pauses = 0

    def wake(self) -> None:
        """Say that there are tasks."""
        self._woken.set()

    async def keep_sending(self) -> None:
        """Do tasks for ever. None waits for another order's."""
        try:
            while True:
                self._woken.clear()
                self._start_some()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self._woken.wait()
        finally:
            for each in self._busy.values():
                each.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _start_some(self) -> None:
        free = MOST_AT_A_TIME - len(self._busy)
        if not free or time.monotonic() < self._paused_until:
            return
        for task in self._book.due(self._merchant_id, self._busy, free):
            order_id = task.known.order.order_id
            self._busy[order_id] = asyncio.create_task(self._do(order_id, task))

    async def _do(self, order_id: str, task: Task) -> None:
        try:
            await self._try(task)
        except Exception:  # noqa: BLE001 - what it is about is kept, and comes again
            structlog.get_logger().exception("a task could not be noted", task=task.task_id)
            self._paused_until = time.monotonic() + STORAGE_PAUSE_SECONDS
        finally:
            self._busy.pop(order_id, None)
            self._woken.set()

    async def _try(self, task: Task) -> None:
        try:
            await self._carry_out(task)
        except (RetryLater, RateLimited, AuthRefused, Conflict) as fault:
            await self._put_off(task, fault)
        except PluginFault as fault:
            await self._give_up(task, fault)
        except sqlite3.Error:
            raise
        except Exception:  # noqa: BLE001 - its neighbours go on, and its customer is told
            structlog.get_logger().exception("a task failed", task=task.task_id)
            await self._give_up(task, RetryLater("DEFECT", "The till's plug-in has a defect."))

    async def _carry_out(self, task: Task) -> None:
        order: Order | None = None
        if task.change is not None:
            order = await self._changes.tell(task, task.change)
        elif order := await self._handover.hand_over(task):
            order = await self._accepted(task, order)
        await self._book.done(task, str(order.id) if order is not None else "")
        if order is not None:
            step = progress.step_of(order)
            await self._book.advance(str(order.id), order.reference_id or "", step)
        self._failed.clear()
        self._pauses = 0

    async def _accepted(self, task: Task, order: Order) -> Order:
        """Return an order that was handed over, accepted at its store where it is elsewhere."""
        if not task.known.order.accepted or task.known.ended:
            return order
        try:
            return await self._changes.accept(task, str(order.id))
        except (Rejected, BadRequest) as fault:
            # It is there all the same, and somebody at its store can accept it.
            structlog.get_logger().warning("not accepted", task=task.task_id, code=fault.code)
            self.not_done += 1
            return order

    async def _put_off(self, task: Task, fault: PluginFault) -> None:
        pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * _GROWS ** min(task.tries, 10))
        if isinstance(fault, RateLimited):
            # What one call meets now, all would.
            self._paused_until = time.monotonic() + fault.retry_after_seconds
            pause = 0.0
        elif isinstance(fault, AuthRefused):
            pause = AUTH_PAUSE_SECONDS
        elif isinstance(fault, RetryLater):
            self._note_failure(task)
        await self._book.again(task, pause)

    def _note_failure(self, task: Task) -> None:
        """Leave Square alone for a while when several orders, and only failures, came of calls."""
        self._failed.add(task.known.order.order_id)
        if len(self._failed) >= MOST_FAILURES:
            self._failed.clear()
            pause = min(_LONGEST_REST_SECONDS, _FIRST_PAUSE_SECONDS * 2**self._pauses)
            self._pauses = min(self._pauses + 1, 10)
            self._paused_until = time.monotonic() + pause

    async def _give_up(self, task: Task, fault: PluginFault) -> None:
        """Have the platform cancel an order that Square refuses; what changes it is left out."""
        structlog.get_logger().warning("square refuses", task=task.task_id, code=fault.code)
        if task.change is None:
            await self._book.refuse(task, fault)
        else:
            self.not_done += 1
            await self._book.done(task)
