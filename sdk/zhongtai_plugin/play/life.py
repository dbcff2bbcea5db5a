"""The process of the plug-in that is played with: killed, paused, started again when it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.background import Background
from zhongtai_plugin.conformance.core import configure, introduced, words_of
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.spawn import Spawned
from zhongtai_plugin.conformance.target import Target
from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.calls import name_of
from zhongtai_plugin.play.diary import Diary, What

PROBE_SECONDS = 1.0
LONG_SECONDS = 10.0
"""After a life of that length it is started again at once."""
LONGEST_PAUSE_SECONDS = 30.0

NOT_OURS = "It runs by itself: only what is started here is killed, paused or started again."


class Life:
    """One plug-in as it is now (`subject`); how it is, in words (`how`) and figures (`details`)."""

    def __init__(self, target: Target, diary: Diary) -> None:
        self.subject = target.subject
        self.details: Mapping[str, str] = {}
        self.how = ""
        self._process = target.process
        self._diary = diary
        self._pause_seconds = 1.0
        self._watching: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Watch the process, and ask it how it is, as long as this lasts."""
        work = Background()
        work.start("probe", self._probe)
        if self._process is not None:
            self._watching = asyncio.create_task(self._until_it_ends(self._process))
        try:
            yield
        finally:
            await work.stop()
            await _end(self._watching)
            if self._process is not None:
                self._process.go_on()

    async def kill(self) -> None:
        """Kill it (kill -9), and start it again. Raise CannotPlay."""
        process = self._ours()
        async with self._one_at_a_time:
            await _end(self._watching)
            await process.kill()
            self._say("killed")
            await self._start(process)

    async def restart(self) -> None:
        """End it as a host does, and start it again. Raise CannotPlay."""
        process = self._ours()
        async with self._one_at_a_time:
            await _end(self._watching)
            process.go_on()
            try:
                await process.shut_down()
                self._say("ended after Shutdown")
            except Failed as problem:
                self._say(f"does not end as it should: {problem}; killed")
                await process.kill()
            await self._start(process)

    async def pause(self) -> None:
        """Have it stand still, as one that hangs. Raise CannotPlay."""
        self._ours().pause()
        self._say("paused: it stands still until resume")

    async def resume(self) -> None:
        """Let it go on. Raise CannotPlay."""
        self._ours().go_on()
        self._say("goes on")

    @property
    def info(self) -> plugin_pb2.GetPluginInfoResponse:
        """Who it says that it is."""
        return self.subject.info

    @property
    def kinds(self) -> list[str]:
        """What it is for, by the names of kinds."""
        names = [name_of(plugin_pb2.PluginKind, kind) for kind in self.info.kinds]
        return [name.removeprefix("PLUGIN_KIND_").lower() for name in names]

    @property
    def claims(self) -> list[str]:
        """The names of the capabilities that it claims."""
        return [name_of(plugin_pb2.Capability, each) for each in self.info.capabilities]

    def _ours(self) -> Spawned:
        if self._process is None:
            raise CannotPlay(NOT_OURS)
        return self._process

    def _say(self, words: str) -> None:
        self._diary.write(What.PROCESS, words)

    async def _start(self, process: Spawned) -> None:
        """Start it and tell it its settings; where it does not start, a person must act."""
        try:
            await process.start()
            self.subject = replace(self.subject, info=await introduced(process.channel))
            await configure(self.subject)
        except (Failed, grpc.aio.AioRpcError) as problem:
            await process.kill()
            self._say(f"does not start: {words_of(problem)}. Mend it, then type restart")
            return
        self._say(f"started, process {process.pid}")
        self._watching = asyncio.create_task(self._until_it_ends(process))

    async def _until_it_ends(self, process: Spawned) -> None:
        """Start it again when it ends by itself, after a pause that grows while it goes on so."""
        began = time.monotonic()
        code = await process.ended()
        if time.monotonic() - began > LONG_SECONDS:
            self._pause_seconds = 1.0
        self._say(f"ended by itself with {code}; started again in {self._pause_seconds:g} s")
        await asyncio.sleep(self._pause_seconds)
        self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        async with self._one_at_a_time:
            await self._start(process)

    async def _probe(self) -> None:
        """Ask once a second, and say what has changed."""
        while True:
            how = await self._how_it_is()
            if how != self.how and not self._one_at_a_time.locked():
                self.how = how
                self._say(how)
            await asyncio.sleep(PROBE_SECONDS)

    async def _how_it_is(self) -> str:
        stub = plugin_pb2_grpc.PluginServiceStub(self.subject.channel)
        try:
            answer = await stub.Probe(plugin_pb2.ProbeRequest(), timeout=PROBE_SECONDS)
        except grpc.aio.AioRpcError as error:
            late = error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
            why = f"within {PROBE_SECONDS:g} s" if late else f"({error.code().name})"
            return f"does not answer Probe {why}"
        self.details = dict(answer.details)
        name = name_of(plugin_pb2.Readiness, answer.readiness).removeprefix("READINESS_").lower()
        return f"{name}: {answer.message}" if answer.message else name


async def _end(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
