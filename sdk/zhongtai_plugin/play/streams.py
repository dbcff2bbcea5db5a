"""The streams that a host reads by itself, and acknowledges: WatchUpdates with AckUpdates."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import grpc
from google.protobuf.message import Message

from zhongtai_plugin.background import Background
from zhongtai_plugin.play import refusals
from zhongtai_plugin.play.calls import Call, as_json
from zhongtai_plugin.play.diary import What
from zhongtai_plugin.play.host import Host

AGAIN_SECONDS = 0.5
PASSING = frozenset({"UNAVAILABLE", "RETRY", "CANCELLED"})
"""Why a stream ends whose plug-in is only coming up or going down: it is read again."""


class Streams:
    """Reads each Watch… that has its Ack…, from what was not acknowledged, for ever."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._acknowledges = True
        self._waiting: dict[str, Message] = {}

    @asynccontextmanager
    async def read(self) -> AsyncIterator[None]:
        """Read them as long as this lasts."""
        reading = Background()
        for call, ack in self._pairs():
            reading.start(call.name, partial(self._watch, call, ack))
        try:
            yield
        finally:
            await reading.stop()

    async def acknowledge(self, yes: bool) -> None:
        """Acknowledge from now on, with what was left; or no more."""
        self._acknowledges = yes
        words = "acknowledged" if yes else "not acknowledged: after kill it comes again"
        self._host.diary.write(What.PROCESS, f"what it streams is {words}")
        while yes and self._waiting:
            name, request = self._waiting.popitem()
            await self._host.ask(self._host.calls[name], request)

    def _pairs(self) -> Iterator[tuple[Call, Call]]:
        for name, call in self._host.calls.items():
            ack = self._host.calls.get(name.replace("Watch", "Ack", 1))
            if call.streams and ack is not None:
                yield call, ack

    async def _watch(self, call: Call, ack: Call) -> None:
        told = ""
        while True:
            try:
                # What it claims may have changed with its code.
                if self._host.claims(call):
                    async for batch in self._host.stream(call, call.request()):
                        told = ""
                        await self._take(call, ack, batch)
            except grpc.aio.AioRpcError as error:
                refusal = refusals.of_failure(call, error)
                if refusal.reason not in PASSING and refusal.message != told:
                    told = refusal.message
                    self._host.diary.write(What.FAILED, call=call.name, refusals=[refusal])
            await asyncio.sleep(AGAIN_SECONDS)

    async def _take(self, call: Call, ack: Call, batch: Message) -> None:
        """Show a batch, and acknowledge it; an empty one is but a sign of life."""
        if not any(field.is_repeated for field, _ in batch.ListFields()):
            return
        self._host.samples.remember(call, batch)
        self._host.diary.write(What.STREAMED, call=call.name, message=as_json(batch))
        request = ack.request(cursor=getattr(batch, "cursor", ""))
        if self._acknowledges:
            await self._host.ask(ack, request)
        else:
            self._waiting[ack.name] = request
