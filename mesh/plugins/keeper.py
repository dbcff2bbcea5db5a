"""Keeps one plug-in going: start, handshake, watch, restart with growing pauses.

A plug-in that runs elsewhere is asked and watched the same way, without being started.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import time
from collections.abc import Mapping
from pathlib import Path

import grpc
import structlog
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from mesh.call.circuit import CircuitState
from mesh.plugins import predecessors as plugin_predecessors
from mesh.plugins.handle import USABLE, PluginHandle, PluginState
from mesh.plugins.handshake import PluginIncompatible, PluginNotStarted, handshake
from mesh.plugins.output import PluginOutput
from mesh.plugins.platform import Door
from mesh.plugins.process import PluginProcess, environment, state_folder
from mesh.process.background import Background
from mesh.process.control import ControlRefused, NoAnswer
from mesh.process.settings import integer

MEMORY_MB = "ZHONGTAI_PLUGIN_MEMORY_MB"
"""Setting: how much memory a plug-in may have."""
DEFAULT_MEMORY_MB = 1024
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 15.0
STABLE_SECONDS = 10.0
PROBE_EVERY_SECONDS = 1.0
QUIET_PROBES = 10
"""A plug-in that answers as before is asked less and less often, at last so many times less."""
PROBE_TIMEOUT_SECONDS = 1.5
SILENT_SECONDS_TO_RESTART = 20.0
"""A plug-in that has answered no probe for so long is started again."""
ACCESS_SECONDS = 60.0
"""How often it is seen whether a plug-in's access to the platform is to be another one by now."""

GRACE_SECONDS = 6.0
_SHUTDOWN_SECONDS = 1.0
_BREATH_SECONDS = 0.1

_STATES = {
    plugin_pb2.READINESS_READY: PluginState.READY,
    plugin_pb2.READINESS_WAITING: PluginState.WAITING,
    plugin_pb2.READINESS_BROKEN: PluginState.BROKEN,
}


class Keeper:
    """One plug-in and what keeps it going."""

    def __init__(
        self,
        handle: PluginHandle,
        home: Path,
        environ: Mapping[str, str],
        probe_every: float = PROBE_EVERY_SECONDS,
        platform: Door | None = None,
    ) -> None:
        """Raise SettingInvalid."""
        self.handle = handle
        self._platform = platform
        self.first_try = asyncio.Event()
        self._home = home
        self._environ = environ
        self._probe_every = self._probe_pause = probe_every
        self._memory_mb = integer(environ, MEMORY_MB, DEFAULT_MEMORY_MB, min=32, max=1024**2)
        self._process: PluginProcess | None = None
        self._output: PluginOutput | None = None
        self._work = Background()
        self._trouble = asyncio.Event()
        self._probed = asyncio.Event()
        self._told_to_restart = asyncio.Event()
        handle.circuit.on_open = self._trouble.set
        handle.on_doubt = self._trouble.set
        self._log = structlog.get_logger().bind(plugin=handle.name)

    def begin(self) -> None:
        """Start the plug-in and keep it going from now on."""
        self._work.start(f"plug-in {self.handle.name}", self._keep)

    def restart(self) -> None:
        """End it, if it runs, and start it again without a pause."""
        self._told_to_restart.set()

    async def look(self) -> None:
        """Have it asked now how it is, if it runs; returns once it has answered, or should have."""
        if self.handle.state in USABLE:
            self._probed.clear()
            self._trouble.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PROBE_TIMEOUT_SECONDS + 2 * _BREATH_SECONDS):
                    await self._probed.wait()

    async def end(self, state: PluginState = PluginState.STOPPED) -> None:
        """End the plug-in (if it is ours) for good. Harmless when repeated."""
        await self._work.stop()
        await self._stop_process()
        self.first_try.set()
        self.handle.enter(state)
        await self.handle.channel.close(None)
        if self._output is not None:
            self._output.close()

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = time.monotonic()
            useless = False
            try:
                message = await self._live_once()
            except PluginIncompatible as problem:
                message, useless = str(problem), True
            except (PluginNotStarted, OSError) as problem:
                message = str(problem)
            except Exception as problem:  # noqa: BLE001 - one plug-in must not end the others
                self._log.exception("keeping a plug-in failed")
                message = type(problem).__name__
            finally:
                await self._stop_process()
            if time.monotonic() - began > STABLE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            await self._rest(message, pause, useless)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            self.handle.restarts += 1

    async def _rest(self, message: str, pause: float, useless: bool) -> None:
        """Wait before the next life: a pause, or until told where another try is useless."""
        state = PluginState.INCOMPATIBLE if useless else PluginState.RESTARTING
        self.handle.enter(state, message)
        self.first_try.set()
        seconds = None if useless else pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        if useless:
            self._log.error("plug-in is incompatible", reason=message)
        else:
            self._log.warning("plug-in is down", reason=message, again_in_seconds=round(pause, 2))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._told_to_restart.wait()

    async def _live_once(self) -> str:
        """From start to end; returns why it ended."""
        self._told_to_restart.clear()
        if not self.handle.manifest.address:
            await self._start_process()
        life = asyncio.create_task(self._handshake_and_watch())
        ended = asyncio.create_task(self._ended())
        told = asyncio.create_task(self._told_to_restart.wait())
        tasks = (life, ended, told)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                logs = f"`zhongtai plugin logs {self.handle.name}` shows why"
                return f"its process ended with {ended.result()}: {logs}"
            return "an operator restarts it" if told.done() else life.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _start_process(self) -> None:
        manifest, handle = self.handle.manifest, self.handle
        state = state_folder(self._home, manifest.name)
        if left := await asyncio.to_thread(plugin_predecessors.end, state, GRACE_SECONDS / 2):
            self._log.warning("ended what an earlier life had left", pids=left)
        env = environment(manifest, self._home, handle.endpoint, self._environ)
        Path(handle.endpoint.removeprefix("unix:")).unlink(missing_ok=True)
        if self._output is None:
            self._output = PluginOutput.open(self._home, manifest.name, self._environ)
        self._process = PluginProcess.start(manifest, env, self._output)
        handle.pid = self._process.pid

    async def _ended(self) -> int:
        process = self._process
        if process is None:
            await asyncio.Event().wait()  # it runs elsewhere: only probes tell of its end
            return 0
        return await process.ended()

    async def _handshake_and_watch(self) -> str:
        self.handle.enter(PluginState.STARTING)
        access = await handshake(self.handle, self._environ, self._platform)
        look_at = time.monotonic() + ACCESS_SECONDS
        self.handle.circuits.reset()
        silent_since = math.inf
        # From the first probe that is not answered: when this process itself was held up, nobody
        # has been silent.
        while (silent := time.monotonic() - silent_since) < SILENT_SECONDS_TO_RESTART:
            if await self._probe():
                silent_since = math.inf
            else:
                silent_since = min(silent_since, time.monotonic() - PROBE_TIMEOUT_SECONDS)
            self._probed.set()
            self.first_try.set()
            if self._process is not None and (needs := self._process.memory_mb) > self._memory_mb:
                return f"it needs {needs} MB: {MEMORY_MB} lets it have {self._memory_mb}"
            if self.handle.manifest.address and self.handle.state is PluginState.WAITING:
                # It was restarted by others.
                access = await handshake(self.handle, self._environ, self._platform)
            if time.monotonic() >= look_at:
                look_at = time.monotonic() + ACCESS_SECONDS
                if await self._is_renewed(access):
                    access = await handshake(self.handle, self._environ, self._platform)
            await self._pause()
        return f"it has not answered for {silent:.0f} seconds"

    async def _is_renewed(self, access: plugin_pb2.PlatformAccess | None) -> bool:
        """Return whether a plug-in that lives for long has an access that will not last."""
        if self._platform is None or access is None:
            return False
        try:
            return await self._platform.give(self.handle.name) != access
        except (NoAnswer, ControlRefused):
            return False

    async def _pause(self) -> None:
        """Until the next probe: at once when calls fail, so that it heals soon."""
        pause = self._probe_pause
        self._probe_pause = min(2 * pause, QUIET_PROBES * self._probe_every)
        if self.handle.circuit.state is CircuitState.OPEN:
            await asyncio.sleep(max(_BREATH_SECONDS, self.handle.circuit.rest_seconds()))
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._trouble.wait()
            self._probe_pause = self._probe_every
            await asyncio.sleep(_BREATH_SECONDS + self.handle.circuit.rest_seconds())
        self._trouble.clear()

    async def _probe(self) -> bool:
        stub = self.handle.stub(plugin_pb2_grpc.PluginServiceStub)
        try:
            answer = await stub.Probe(plugin_pb2.ProbeRequest(), timeout=PROBE_TIMEOUT_SECONDS)
        except grpc.aio.AioRpcError as exc:
            self._enter(PluginState.NOT_ANSWERING, f"a probe failed: {exc.code().name}")
            return False
        self.handle.details = dict(answer.details)
        self.handle.circuit.sign_of_life()
        self._enter(_STATES.get(answer.readiness, PluginState.WAITING), answer.message)
        return True

    def _enter(self, state: PluginState, message: str) -> None:
        if state is not PluginState.READY:
            self._probe_pause = self._probe_every
        if state is not self.handle.state:
            self._probe_pause = self._probe_every
            self._log.info("plug-in is " + state.value, reason=message)
        self.handle.enter(state, message)

    async def _stop_process(self) -> None:
        self.handle.pid = 0
        process = self._process
        if process is None:
            return
        if process.running:
            stub = self.handle.stub(plugin_pb2_grpc.PluginServiceStub)
            with contextlib.suppress(grpc.aio.AioRpcError):
                await stub.Shutdown(plugin_pb2.ShutdownRequest(), timeout=_SHUTDOWN_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GRACE_SECONDS):
                        await process.ended()
        await process.stop(GRACE_SECONDS)
        # Not before: who cuts this short stops it again.
        self._process = None
        Path(self.handle.endpoint.removeprefix("unix:")).unlink(missing_ok=True)
