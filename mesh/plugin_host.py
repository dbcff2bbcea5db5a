"""Starts the plug-ins whose owner lives in this process, and keeps them going.

One task per plug-in: start, greet, watch, restart with growing pauses. A plug-in that runs
elsewhere is greeted and watched the same way, without being started. A plug-in that does
not come up never keeps the platform from coming up: `status` says what is wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import grpc
import structlog
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from mesh.circuit import CircuitState
from mesh.plugin_greeting import PluginIncompatible, PluginNotStarted, greet
from mesh.plugin_handle import PluginHandle, PluginState, PluginStatus, open_channel
from mesh.plugin_manifest import Manifest, bound, discover
from mesh.plugin_process import PluginProcess, environment, socket_path

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 15.0
STABLE_SECONDS = 10.0
PROBE_EVERY_SECONDS = 5.0
PROBE_TIMEOUT_SECONDS = 2.0
MISSED_PROBES_TO_RESTART = 6
GRACE_SECONDS = 6.0
FIRST_START_SECONDS = 20.0
_BREATH_SECONDS = 0.1

_STATES = {
    plugin_pb2.READINESS_READY: PluginState.READY,
    plugin_pb2.READINESS_WAITING: PluginState.WAITING,
    plugin_pb2.READINESS_BROKEN: PluginState.BROKEN,
}


class PluginHost:
    """All plug-ins of one process of the platform."""

    def __init__(
        self,
        home: Path,
        units: Collection[str],
        environ: Mapping[str, str],
        *,
        bindings: Mapping[str, Mapping[str, Any]] | None = None,
        folders: Iterable[Path] | None = None,
        probe_every_seconds: float = PROBE_EVERY_SECONDS,
    ) -> None:
        """`units` are those of this process, `bindings` the topology's [plugins.<name>].

        Make it inside the running event loop; nothing is started before `start`. Raises
        ManifestInvalid when a plugin.toml or a binding cannot be read.
        """
        self._home = home
        self._environ = environ
        self._probe_every = probe_every_seconds
        elsewhere = bound(bindings or {})
        taken = {manifest.name for manifest in elsewhere}
        local = [item for item in discover(environ, folders) if item.name not in taken]
        mine = [item for item in [*elsewhere, *local] if item.owner in units]
        self._keepers = [self._keeper(manifest) for manifest in mine]

    async def start(self) -> None:
        """Start all and wait until each is up or has failed for the first time."""
        for keeper in self._keepers:
            keeper.begin()
        if self._keepers:
            waits = [asyncio.create_task(keeper.first_try.wait()) for keeper in self._keepers]
            _, late = await asyncio.wait(waits, timeout=FIRST_START_SECONDS)
            for wait in late:
                wait.cancel()

    def of_kind(self, kind: str) -> list[PluginHandle]:
        """The plug-ins of a kind (pos, payment, identity, carrier), by name."""
        handles = [keeper.handle for keeper in self._keepers if keeper.handle.kind == kind]
        return sorted(handles, key=lambda handle: handle.name)

    def named(self, kind: str, name: str) -> PluginHandle | None:
        """One plug-in by kind and name."""
        return next((handle for handle in self.of_kind(kind) if handle.name == name), None)

    def status(self) -> list[PluginStatus]:
        """How each plug-in is."""
        return [keeper.handle.status() for keeper in self._keepers]

    async def close(self) -> None:
        """End all of them. Harmless when repeated."""
        await asyncio.gather(*(keeper.end() for keeper in self._keepers))

    def _keeper(self, manifest: Manifest) -> _Keeper:
        endpoint = manifest.address or f"unix:{socket_path(self._home, manifest.name)}"
        handle = PluginHandle(manifest, endpoint, open_channel(manifest, endpoint))
        return _Keeper(handle, self._home, self._environ, self._probe_every)


class _Keeper:
    """Keeps one plug-in going."""

    def __init__(
        self, handle: PluginHandle, home: Path, environ: Mapping[str, str], probe_every: float
    ) -> None:
        self.handle = handle
        self.first_try = asyncio.Event()
        self._home = home
        self._environ = environ
        self._probe_every = probe_every
        self._process: PluginProcess | None = None
        self._task: asyncio.Task[None] | None = None
        self._trouble = asyncio.Event()
        handle.circuit.on_open = self._trouble.set
        handle.on_doubt = self._trouble.set
        self._log = structlog.get_logger().bind(plugin=handle.name)

    def begin(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._keep(), name=f"plug-in {self.handle.name}")

    async def end(self) -> None:
        """End the plug-in (if it is ours) and forget it."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        await self._stop_process()
        self.handle.enter(PluginState.STOPPED)
        await self.handle.channel.close(None)

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            try:
                message = await self._live_once()
            except PluginIncompatible as problem:
                await self._give_up(str(problem))
                return
            except (PluginNotStarted, OSError) as problem:
                message = str(problem)
            except Exception as problem:  # noqa: BLE001 - one plug-in must not end the others
                self._log.exception("keeping a plug-in failed")
                message = type(problem).__name__
            await self._stop_process()
            if time.monotonic() - began > STABLE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self.handle.enter(PluginState.RESTARTING, message)
            self.first_try.set()
            self._log.warning("plug-in is down", reason=message, again_in_seconds=round(pause, 2))
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self.handle.restarts += 1

    async def _give_up(self, message: str) -> None:
        await self._stop_process()
        self.handle.enter(PluginState.INCOMPATIBLE, message)
        self.first_try.set()
        self._log.error("plug-in is incompatible", reason=message)

    async def _live_once(self) -> str:
        """From start to end; returns why it ended."""
        manifest = self.handle.manifest
        if not manifest.address:
            env = environment(manifest, self._home, self.handle.endpoint, self._environ)
            Path(self.handle.endpoint.removeprefix("unix:")).unlink(missing_ok=True)
            self._process = await PluginProcess.start(manifest, env)
            self.handle.pid = self._process.pid
        life = asyncio.create_task(self._greet_and_watch())
        ended = asyncio.create_task(self._ended())
        try:
            await asyncio.wait([life, ended], return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                return f"its process ended with {ended.result()}"
            return life.result()
        finally:
            for task in (life, ended):
                task.cancel()
            await asyncio.gather(life, ended, return_exceptions=True)

    async def _ended(self) -> int:
        process = self._process
        if process is None:
            await asyncio.Event().wait()  # it runs elsewhere: only probes tell of its end
            return 0
        return await process.ended()

    async def _greet_and_watch(self) -> str:
        await greet(self.handle, self._environ)
        self.handle.circuit.reset()
        missed = 0
        while missed < MISSED_PROBES_TO_RESTART:
            missed = 0 if await self._probe() else missed + 1
            self.first_try.set()
            if self.handle.manifest.address and self.handle.state is PluginState.WAITING:
                await greet(self.handle, self._environ)  # it was restarted by others
            await self._pause()
        return f"it did not answer {missed} probes"

    async def _pause(self) -> None:
        """Until the next probe: at once when calls fail, so that it heals soon."""
        if self.handle.circuit.state is CircuitState.OPEN:
            await asyncio.sleep(max(_BREATH_SECONDS, self.handle.circuit.rest_seconds()))
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._probe_every):
                await self._trouble.wait()
            await asyncio.sleep(_BREATH_SECONDS + self.handle.circuit.rest_seconds())
        self._trouble.clear()

    async def _probe(self) -> bool:
        stub = self.handle.stub(plugin_pb2_grpc.PluginServiceStub)
        try:
            answer = await stub.Probe(plugin_pb2.ProbeRequest(), timeout=PROBE_TIMEOUT_SECONDS)
        except grpc.aio.AioRpcError:
            return False
        self.handle.details = dict(answer.details)
        self.handle.circuit.sign_of_life()
        state = _STATES.get(answer.readiness, PluginState.WAITING)
        if state is not self.handle.state:
            self._log.info("plug-in is " + state.value, reason=answer.message)
        self.handle.enter(state, answer.message)
        return True

    async def _stop_process(self) -> None:
        self.handle.pid = 0
        process, self._process = self._process, None
        if process is None:
            return
        if process.running:
            stub = self.handle.stub(plugin_pb2_grpc.PluginServiceStub)
            with contextlib.suppress(grpc.aio.AioRpcError):
                await stub.Shutdown(plugin_pb2.ShutdownRequest(), timeout=1.0)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GRACE_SECONDS):
                        await process.ended()
        await process.stop(GRACE_SECONDS)
        Path(self.handle.endpoint.removeprefix("unix:")).unlink(missing_ok=True)
