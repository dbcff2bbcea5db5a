"""Starts a plug-in the way a host does, for the suite's own use."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.conformance.core import Failed
from zhongtai_plugin.parent import HOST_PID
from zhongtai_plugin.protocol import PROTOCOL_VERSIONS
from zhongtai_plugin.server import ENDPOINT, HOST_VERSIONS
from zhongtai_plugin.state import STATE

START_SECONDS = 20.0
END_SECONDS = 15.0


_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
)


class Spawned:
    """A plug-in that was started by a command. `channel` leads to it, also after a restart."""

    def __init__(self, command: str, socket: Path, state: Path) -> None:
        self._command, self._socket, self._state = command, socket, state
        self.channel = grpc.aio.insecure_channel(f"unix:{socket}", options=_OPTIONS)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """Its process; None while there is none."""
        return self._process.pid if self._process is not None else None

    def environment(self) -> dict[str, str]:
        """Return what its process is told, as a host tells it."""
        return {
            ENDPOINT: f"unix:{self._socket}",
            STATE: str(self._state),
            HOST_VERSIONS: ",".join(map(str, PROTOCOL_VERSIONS)),
            HOST_PID: str(os.getpid()),
        }

    async def start(self) -> None:
        """Start it and wait until it serves. Raise Failed."""
        self._process = await asyncio.create_subprocess_exec(
            *_words(self._command),
            env={**os.environ, **self.environment()},
            stdin=asyncio.subprocess.PIPE,
        )
        await _until_ready(self._process, self._socket, self.channel)

    async def restart(self) -> None:
        """Kill it without a word, and start it again on what it has kept."""
        await self.kill()
        self._socket.unlink(missing_ok=True)
        await self.start()

    async def shut_down(self) -> None:
        """End it through Shutdown. Raise Failed unless it ends with exit status 0."""
        if self._process is not None:
            await _shut_down(self._process, self.channel)

    async def kill(self) -> None:
        """Kill it, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def spawned(command: str, state: Path | None = None) -> AsyncIterator[Spawned]:
    """The plug-in started by a command; ends it through Shutdown and wants exit status 0."""
    with tempfile.TemporaryDirectory(prefix="zt-") as scratch:
        folder = state or Path(scratch) / "state"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        plugin = Spawned(command, Path(scratch) / "p.sock", folder)
        try:
            await plugin.start()
            yield plugin
            await plugin.shut_down()
        finally:
            await plugin.kill()
            await plugin.channel.close(None)


def _words(command: str) -> list[str]:
    """Return the command's words; "python" is the interpreter that runs this suite."""
    words = shlex.split(command)
    return [sys.executable if words[0] == "python" else words[0], *words[1:]]


async def _until_ready(
    process: asyncio.subprocess.Process, socket: Path, channel: grpc.aio.Channel
) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                if socket.exists():
                    await channel.channel_ready()
                    return
                await asyncio.sleep(0.05)
    code = process.returncode
    raise Failed(
        f"the command ended with {code}" if code is not None else "nothing serves at the endpoint"
    )


async def _shut_down(process: asyncio.subprocess.Process, channel: grpc.aio.Channel) -> None:
    stub = plugin_pb2_grpc.PluginServiceStub(channel)
    await stub.Shutdown(plugin_pb2.ShutdownRequest(), timeout=5.0)
    try:
        async with asyncio.timeout(END_SECONDS):
            code = await process.wait()
    except TimeoutError:
        raise Failed(f"still running {END_SECONDS:g} seconds after Shutdown") from None
    if code != 0:
        raise Failed(f"ended with {code} after Shutdown, should be 0")
