"""Delivers notices until they are answered with 200: several at once, again with pauses."""

from __future__ import annotations

import asyncio
import contextlib
import time

import structlog
from zhongtai_plugin import Background

from plugins.payment_sandbox.model import Faults, Notice
from plugins.payment_sandbox.poster import Poster
from plugins.payment_sandbox.signing import Signer
from plugins.payment_sandbox.trades import Trades

PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)
GIVE_UP_SECONDS = 60 * 60 * 24
ANSWER_SECONDS = 10.0


class Courier:
    """The notices under way. What is not delivered is found again in the book at a start."""

    def __init__(self, trades: Trades, signer: Signer, faults: Faults, concurrency: int) -> None:
        self.faults = faults
        self._trades = trades
        self._signer = signer
        self._poster = Poster(ANSWER_SECONDS)
        self._queue: asyncio.Queue[Notice] = asyncio.Queue()
        self._later: set[asyncio.TimerHandle] = set()
        self._workers = Background()
        for number in range(concurrency):
            self._workers.start(f"notices {number}", self._work)
        for notice in trades.open_notices():
            self._queue.put_nowait(notice)

    def send(self, notice: Notice) -> None:
        """Deliver a new notice soon; it must be in the book already."""
        copies, pause = 1, 0.0
        if self.faults.touch(notice.payment_id):
            copies += self.faults.duplicate_notices
            pause = self.faults.delay_notice_seconds
        for _ in range(copies):
            self._put(notice, pause)

    def waiting(self) -> int:
        """Return how many are queued or wait for another attempt."""
        return self._queue.qsize() + len(self._later)

    async def close(self) -> None:
        """Stop; what is open stays in the book."""
        for timer in self._later:
            timer.cancel()
        await self._workers.stop()
        self._poster.close()

    def _put(self, notice: Notice, pause: float) -> None:
        if pause <= 0:
            self._queue.put_nowait(notice)
            return

        def due() -> None:
            self._later.discard(timer)
            self._queue.put_nowait(notice)

        timer = asyncio.get_running_loop().call_later(pause, due)
        self._later.add(timer)

    async def _work(self) -> None:
        while True:
            notice = await self._queue.get()
            try:
                await self._deliver(notice)
            except Exception:  # noqa: BLE001 - one notice must not end the worker
                structlog.get_logger().exception("delivering failed", event_id=notice.event_id)
                self._put(notice, PAUSES_SECONDS[-1])

    async def _deliver(self, notice: Notice) -> None:
        if await self._attempt(notice):
            await self._trades.delivered(notice.event_id)
            return
        await self._trades.failed(notice.event_id)
        if time.time() - notice.created > GIVE_UP_SECONDS:
            structlog.get_logger().error("notice given up", event_id=notice.event_id)
            await self._trades.delivered(notice.event_id)
            return
        again = Notice(
            notice.event_id,
            notice.payment_id,
            notice.url,
            notice.body,
            notice.attempts + 1,
            notice.created,
        )
        pause = PAUSES_SECONDS[min(notice.attempts, len(PAUSES_SECONDS) - 1)]
        self._put(again, pause)

    async def _attempt(self, notice: Notice) -> bool:
        touched = self.faults.touch(notice.payment_id)
        if touched and self.faults.lose_notices:
            return False
        headers = self._signer.headers(notice.body, spoiled=touched and self.faults.bad_signature)
        status = 0
        with contextlib.suppress(OSError, TimeoutError):
            status = await self._poster.post(notice.url, headers, notice.body)
        return status == 200
