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


@asynccontextmanager
async def spawned(command: str, state: Path | None = None) -> AsyncIterator[grpc.aio.Channel]:
    """The plug-in started by a command; ends it through Shutdown and wants exit status 0."""
    with tempfile.TemporaryDirectory(prefix="zt-") as scratch:
        endpoint = f"unix:{scratch}/p.sock"
        folder = state or Path(scratch) / "state"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            *_words(command),
            env={
                **os.environ,
                ENDPOINT: endpoint,
                STATE: str(folder),
                HOST_VERSIONS: ",".join(map(str, PROTOCOL_VERSIONS)),
                HOST_PID: str(os.getpid()),
            },
            stdin=asyncio.subprocess.PIPE,
        )
        try:
            async with grpc.aio.insecure_channel(endpoint) as channel:
                await _until_ready(process, Path(scratch) / "p.sock", channel)
                yield channel
                await _shut_down(process, channel)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


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
