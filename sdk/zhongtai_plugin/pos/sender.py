"""Does a chain's tasks, some at a time: hands orders over, and tells what happened to them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable

import structlog

from zhongtai_plugin.errors import AuthRefused, Conflict, PluginFault, RateLimited, RetryLater
from zhongtai_plugin.pos.book import LONGEST_PAUSE_SECONDS, Book
from zhongtai_plugin.pos.records import Task

MOST_AT_A_TIME = 8
IDLE_SECONDS = 1.0
AUTH_PAUSE_SECONDS, STORAGE_PAUSE_SECONDS = 5.0, 5.0
MOST_FAILURES = 4
_LONGEST_REST_SECONDS = 10.0
_FIRST_PAUSE_SECONDS, _GROWS = 0.5, 3

Do = Callable[[Task], Awaitable[str]]
"""Does a task; returns what the system calls its order, empty where it does not have it."""


class Sender:
    """The tasks of one chain. What the system refuses of an order for good is the order's end.

    `not_done` is how many changes it has refused for good, which are left out.
    """

    def __init__(self, merchant_id: str, book: Book, do: Do) -> None:
        self.not_done = 0
        self._merchant_id = merchant_id
        self._book = book
        self._do_task = do
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
        await self._book.done(task, await self._do_task(task))
        self._failed.clear()
        self._pauses = 0

    async def _put_off(self, task: Task, fault: PluginFault) -> None:
        pause = min(LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * _GROWS ** min(task.tries, 10))
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
        """Leave the system alone for a while when calls for several orders have only failed."""
        self._failed.add(task.known.order.order_id)
        if len(self._failed) >= MOST_FAILURES:
            self._failed.clear()
            pause = min(_LONGEST_REST_SECONDS, _FIRST_PAUSE_SECONDS * 2**self._pauses)
            self._pauses = min(self._pauses + 1, 10)
            self._paused_until = time.monotonic() + pause

    async def _give_up(self, task: Task, fault: PluginFault) -> None:
        """Have the platform cancel an order that is refused; what changes it is left out."""
        structlog.get_logger().warning("a task is refused", task=task.task_id, code=fault.code)
        if task.change is None:
            await self._book.refuse(task, fault)
        else:
            self.not_done += 1
            await self._book.done(task)
