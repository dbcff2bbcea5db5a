"""Brings messages to the merchant's gateway as platforms do: again until taken, and with faults."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import httpx

from simulators.core.clock import Clock
from simulators.core.entry import Entry
from simulators.core.errands import Errands
from simulators.core.faults import Fault, MessageFaults, Schedule

LADDER = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Seconds until a message that was not taken comes again; the last one goes on."""
PATIENCE_SECONDS = 300.0
"""How long a platform comes again with what was not taken, and waits for what it must be told."""
LOST_IN = 8
"""Of so many messages that may be lost one is, while that fault is on."""
SECONDS_TO_ANSWER = 20.0
_HELD_BACK_SECONDS = 2.0
_WORDS = 160


Send = Callable[[MessageFaults], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Message:
    """A message about an order: its name for people, and the request that carries it.

    `forged` is the same with a signature that is not the platform's. `may_be_lost` says that the
    merchant can find out by itself what the message says.
    """

    name: str
    request: Callable[[], httpx.Request]
    forged: Callable[[], httpx.Request]
    may_be_lost: bool = False


class Wire(Protocol):
    """How one platform's messages are answered."""

    def is_taken(self, answer: httpx.Response) -> bool:
        """Return whether the merchant has taken it."""
        ...


@dataclass(frozen=True, slots=True)
class OneAnswer:
    """The wire of a platform that is content with one answer alone, in JSON."""

    wanted: Any

    def is_taken(self, answer: httpx.Response) -> bool:
        """Return whether it is that answer."""
        try:
            return answer.is_success and bool(answer.json() == self.wanted)
        except ValueError:
            return False


@dataclass
class Courier:
    """Sends messages. What is never taken, and what should not have been, is kept in the entry."""

    http: httpx.AsyncClient
    wire: Wire
    schedule: Schedule
    clock: Clock
    patience: float = PATIENCE_SECONDS
    counts: Counter[str] = field(default_factory=Counter)
    errands: Errands = field(default_factory=Errands)
    _held: dict[str, asyncio.Event] = field(default_factory=dict)

    async def bring(self, entry: Entry, message: Message) -> bool:
        """Return when the message was taken; at once when it is to be late.

        False for one that is lost for ever.
        """
        lost = self.schedule.struck(Fault.LOST_MESSAGE, entry.order.place, LOST_IN)
        if message.may_be_lost and lost:
            entry.messages += 1
            self.counts["lost for ever"] += 1
            return False
        await self.in_turn(entry, partial(self._with_copies, entry, message))
        return True

    async def in_turn(self, entry: Entry, send: Send) -> None:
        """Send something about an order, with what goes wrong with it now.

        Return when it is sent; at once when it is to be late.
        """
        faults = self.schedule.message(entry.order.place, entry.messages)
        entry.messages += 1
        if faults.held_back or faults.delay:
            self.errands.start(self._late(entry, send, faults))
            return
        await send(faults)
        if waiting := self._held.pop(entry.order.number, None):
            waiting.set()

    async def _late(self, entry: Entry, send: Send, faults: MessageFaults) -> None:
        if faults.held_back:
            self.counts["held back"] += 1
            passed = self._held[entry.order.number] = asyncio.Event()
            try:
                async with asyncio.timeout(_HELD_BACK_SECONDS * self.clock.pace):
                    await passed.wait()
            except TimeoutError:
                pass
        else:
            self.counts["delayed"] += 1
            await self.clock.pause(faults.delay)
        await send(faults)

    async def _with_copies(self, entry: Entry, message: Message, faults: MessageFaults) -> None:
        self.counts["messages"] += 1
        if faults.forged_too:
            await self._forge(entry, message)
        async with asyncio.TaskGroup() as group:
            for copy in range(1 + faults.copies):
                self.counts["copies"] += copy > 0
                group.create_task(self._again_until_taken(entry, message, faults))

    async def _again_until_taken(
        self, entry: Entry, message: Message, faults: MessageFaults
    ) -> None:
        # Signed once: platforms repeat what they have, under its first time.
        request, lose, said = message.request(), faults.answer_lost, ""
        ends = self.clock.now() + self.patience
        for tries in itertools.count():
            answer, said = await self._send(request)
            if answer is not None and self.wire.is_taken(answer):
                if not lose:
                    return
                lose = False
                self.counts["answers lost"] += 1
            else:
                self.counts["sent again"] += 1
            if self.clock.now() > ends:
                break
            await self.clock.pause(LADDER[min(tries, len(LADDER) - 1)])
        entry.untaken.append(f"{message.name}: {said}")

    async def _forge(self, entry: Entry, message: Message) -> None:
        self.counts["forged"] += 1
        answer, _said = await self._send(message.forged())
        if answer is not None and (self.wire.is_taken(answer) or answer.is_success):
            entry.faults.append(f"{message.name} with a wrong signature was taken")

    async def _send(self, request: httpx.Request) -> tuple[httpx.Response | None, str]:
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answer = await self.http.send(_copy(request))
        except (httpx.HTTPError, TimeoutError) as wrong:
            return None, type(wrong).__name__
        return answer, f"{answer.status_code} {answer.text[:_WORDS]}"


def _copy(request: httpx.Request) -> httpx.Request:
    """A request can be sent once."""
    return httpx.Request(
        request.method, request.url, headers=request.headers, content=request.content
    )
