"""Starts a plug-in the way a host does: to check it, and to play with it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.conformance.core import words_of
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.parent import HOST_PID
from zhongtai_plugin.protocol import PROTOCOL_VERSIONS
from zhongtai_plugin.server import ENDPOINT, HOST_VERSIONS, MAX_MESSAGE_BYTES
from zhongtai_plugin.state import STATE

START_SECONDS = 20.0
END_SECONDS = 15.0
MAX_LINE_BYTES = 64 * 1024
PASSED_ON = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
PASSED_PREFIXES = ("LC_", "COVERAGE_")
"""What a plug-in is given of a host's own environment: what any program needs."""
PYTHONS = ("python", "python3")
"""These names are the Python that runs the host, with the SDK that it has."""
CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
)

Hear = Callable[[str], None]


class Heard:
    """Counts what a plug-in prints, and passes it on: to standard error unless to somebody."""

    def __init__(self, hear: Hear | None = None) -> None:
        self.printed = 0
        self._hear = hear or _to_stderr

    def __call__(self, line: str) -> None:
        """Take a line."""
        self.printed += len(line) + 1
        self._hear(line)


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


class Spawned:
    """A plug-in that was started by a command. `channel` leads to it, also after a restart.

    `folder` is where it is started, the current one without; `hear` is given each line that it
    prints, which goes where ours goes without.
    """

    def __init__(
        self,
        command: Sequence[str],
        socket: Path,
        state: Path,
        folder: Path | None = None,
        hear: Hear | None = None,
    ) -> None:
        self._command, self._socket, self._state = command, socket, state
        self._folder, self._hear = folder, hear
        self.channel = grpc.aio.insecure_channel(f"unix:{socket}", options=CHANNEL_OPTIONS)
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None

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
        self._socket.unlink(missing_ok=True)
        words = started_as(self._command, self._folder)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *words,
                cwd=self._folder,
                env={**_passed_on(os.environ, words[0]), **self.environment()},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE if self._hear else None,
                stderr=asyncio.subprocess.STDOUT if self._hear else None,
                limit=MAX_LINE_BYTES,
                # Ctrl-C is for us, who end it in order.
                start_new_session=True,
            )
        except OSError as problem:
            raise Failed(f"{words[0]} cannot be started: {problem.strerror}") from None
        if self._hear is not None and self._process.stdout is not None:
            self._hearing = asyncio.create_task(_hear_all(self._process.stdout, self._hear))
        await _until_ready(self._process, self._socket, self.channel)

    async def restart(self) -> None:
        """Kill it without a word, and start it again on what it has kept."""
        await self.kill()
        await self.start()

    async def shut_down(self) -> None:
        """End it through Shutdown. Raise Failed unless it ends with exit status 0."""
        if self._process is not None:
            await _shut_down(self._process, self.channel)

    async def kill(self) -> None:
        """Kill it, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Wait for its end, and for the last that it printed; return its exit status."""
        if self._process is None:
            return 0
        code = await self._process.wait()
        if self._hearing is not None:
            # What it has started may hold the pipe open for longer.
            await asyncio.wait({self._hearing}, timeout=1.0)
        return code

    def pause(self) -> None:
        """Have it stand still where it is, until `go_on`."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again after `pause`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)


@asynccontextmanager
async def spawned(
    command: Sequence[str],
    state: Path | None = None,
    folder: Path | None = None,
    hear: Hear | None = None,
) -> AsyncIterator[Spawned]:
    """The plug-in started by a command; ends it through Shutdown and wants exit status 0."""
    with tempfile.TemporaryDirectory(prefix="zt-") as scratch:
        kept = state or Path(scratch) / "state"
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        plugin = Spawned(command, Path(scratch) / "p.sock", kept, folder, hear)
        try:
            await plugin.start()
            yield plugin
            await plugin.shut_down()
        finally:
            await plugin.kill()
            await plugin.channel.close(None)


def started_as(command: Sequence[str], folder: Path | None) -> list[str]:
    """Return a command whose program is our own Python, or a file of the folder, in full."""
    program, *rest = command
    if program in PYTHONS:
        program = sys.executable
    elif folder is not None and (folder / program).is_file():
        program = str((folder / program).absolute())
    return [program, *rest]


def _passed_on(environ: Mapping[str, str], program: str) -> dict[str, str]:
    """Return what a process is given of our environment; our own Python finds the SDK as well."""
    passed = {
        name: value
        for name, value in environ.items()
        if name in PASSED_ON or name.startswith(PASSED_PREFIXES)
    }
    if program == sys.executable:
        specs = [find_spec(package) for package in ("zhongtai", "zhongtai_plugin")]
        places = [
            place for spec in specs if spec for place in spec.submodule_search_locations or ()
        ]
        passed["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(str(Path(x).parent) for x in places))
    level = environ.get("ZHONGTAI_LOG_LEVEL", "info")
    return {**passed, "PYTHONUNBUFFERED": "1", "ZHONGTAI_LOG_LEVEL": level}


async def _hear_all(output: asyncio.StreamReader, hear: Hear) -> None:
    """Hand over what comes, line by line; a line that is too long in pieces."""
    while True:
        try:
            line = await output.readuntil()
        except asyncio.LimitOverrunError as long:
            line = await output.readexactly(max(long.consumed, 1))
        except asyncio.IncompleteReadError as end:
            if end.partial:
                hear(end.partial.decode(errors="replace").rstrip())
            return
        hear(line.decode(errors="replace").rstrip())


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
        f"the command ended with {code}"
        if code is not None
        else f"nothing serves at the endpoint within {START_SECONDS:g} seconds"
    )


async def _shut_down(process: asyncio.subprocess.Process, channel: grpc.aio.Channel) -> None:
    if process.returncode is not None:
        raise Failed(f"ended by itself with {process.returncode}, before Shutdown")
    stub = plugin_pb2_grpc.PluginServiceStub(channel)
    try:
        await stub.Shutdown(plugin_pb2.ShutdownRequest(), timeout=5.0)
    except grpc.aio.AioRpcError as error:
        raise Failed(f"Shutdown is not answered: {words_of(error)}") from None
    try:
        async with asyncio.timeout(END_SECONDS):
            code = await process.wait()
    except TimeoutError:
        raise Failed(f"still running {END_SECONDS:g} seconds after Shutdown") from None
    if code != 0:
        raise Failed(f"ended with {code} after Shutdown, should be 0")
