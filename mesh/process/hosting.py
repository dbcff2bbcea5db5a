"""Runs one process of a topology.

    python -m mesh.process.hosting --topology single --process platform

Units are built, services and HTTP started, background work begun; on SIGTERM or Ctrl-C all
of it is ended in the opposite order without breaking a running call.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import grpc
import structlog
import uvloop

from mesh.call.methods import ServiceSpec
from mesh.call.server import PortTaken, RpcServer
from mesh.data.migrations import MigrationError
from mesh.edge.listener import bind
from mesh.process.background import Background, name_of
from mesh.process.base import ProcessBase
from mesh.process.homefiles import HomeTaken, held_alone
from mesh.process.host import HostContext, Part
from mesh.process.logfile import LogFile, LogLimits
from mesh.process.peers import RUN_FOLDER
from mesh.process.rounds import Rounds
from mesh.process.settings import HTTP_PORT, ProcessSettings, SettingInvalid
from mesh.process.telemetry import configure_logging
from mesh.process.topology import Process, Topology, TopologyError

__all__ = ["HostContext", "Part", "RunningProcess", "ServiceSpec", "main", "run"]

EXIT_USAGE = 2
CANNOT_START = (
    *(SettingInvalid, TopologyError, PortTaken, HomeTaken),
    *(MigrationError, PermissionError),
)
"""What a person can mend; its text says how."""
TIDY_SECONDS = 6 * 3600.0
REVOCATIONS_SECONDS = 15.0
"""How long a start waits for the list of revoked tokens; then it serves without, and says so."""
GARBAGE_AT = (10_000, 20, 10)
"""After so many new objects garbage is looked for; Python's own 700 are for small programs."""
_PR_SET_PDEATHSIG = 1


class RunningProcess:
    """One process of a topology, from its start to its stop.

    `grpc_port` and `http_port` are the ports it listens on, 0 where it has none.
    """

    def __init__(self, topology: Topology, here: Process, settings: ProcessSettings) -> None:
        self._topology = topology
        self._here = here
        self._settings = settings
        self._stack = AsyncExitStack()
        self._log = structlog.get_logger()
        self._base: ProcessBase | None = None
        self._server: RpcServer | None = None
        self.grpc_port = 0
        self.http_port = 0

    @classmethod
    async def start(
        cls, topology: Topology, process: str, env: Mapping[str, str] = os.environ
    ) -> RunningProcess:
        """Start a process; it serves when this returns.

        Raise SettingInvalid, TopologyError, PortTaken, HomeTaken, or what a unit raises
        that cannot be built; nothing is left running then.
        """
        running = cls(topology, topology.process(process), ProcessSettings.read(env))
        try:
            await running._start(dict(env))
        except BaseException:
            await running._stack.aclose()
            raise
        return running

    async def stop(self) -> None:
        """End the process in good order: no new calls, running ones finished, all closed."""
        if self._server is not None:
            await self._server.announce_end()
            await asyncio.sleep(self._settings.drain_wait)
        await self._stack.aclose()
        self._log.info("stopped", process=self._here.name)

    def channel(self, caller: str, unit: str) -> grpc.aio.Channel:
        """Return a channel of the unit `caller` of this process to another. Raise TopologyError."""
        if self._base is None:
            raise TopologyError("The process has not started.")
        return self._base.channel(caller, unit)

    async def _start(self, env: dict[str, str]) -> None:
        stack, settings, here = self._stack, self._settings, self._here
        stack.enter_context(held_alone(settings.home / RUN_FOLDER / f"{here.name}.lock"))
        listener = self._bind_http(env) if here.http else None
        self._base = base = ProcessBase.prepare(self._topology, here, env, self._settings)
        stack.push_async_callback(base.close)
        control = base.control()
        stack.push_async_callback(control.close)
        await control.start()
        if base.beside is not None:
            stack.push_async_callback(base.beside.close)
            await base.beside.start()
        await base.plugins.start()
        parts = {unit: await self._build(base, unit) for unit in here.units}
        specs = [spec for part in parts.values() for spec in part.services]
        self._server = server = base.server(specs)
        self.grpc_port = base.listen(server)
        await self._know_revoked(base)
        await server.start()
        stack.push_async_callback(server.drain, settings.drain)
        background = Background()
        stack.push_async_callback(background.stop)
        if listener is not None:
            await self._serve_http(base, parts.values(), listener)
        for unit, part in parts.items():
            for work in (*part.everywhere, *(part.background if here.is_first else ())):
                background.start(f"{unit}.{name_of(work)}", work)
            for follower in part.followers if here.is_first else ():
                background.start(follower.health.reader, follower.work)
                base.followers.append(follower)
        base.metrics.measured(base.measure_followers)
        for name, watch in base.watches(self.grpc_port):
            background.start(name, watch)
        if here.is_first:
            background.start("requests.tidy", Rounds(base.tidy, TIDY_SECONDS).run)
        base.announce(self.grpc_port, self.http_port)
        stack.callback(base.withdraw)
        self._log.info("serving", grpc_port=self.grpc_port, http_port=self.http_port)

    def _bind_http(self, env: dict[str, str]) -> socket.socket:
        shared = len(self._topology.workers) > 1
        listener = bind(self._settings.listen_host, self._settings.http_port, shared=shared)
        self._stack.callback(listener.close)
        self.http_port = listener.getsockname()[1]
        # Units and plug-ins learn the port that the system chose.
        env[HTTP_PORT] = str(self.http_port)
        self._settings = replace(self._settings, http_port=self.http_port)
        return listener

    async def _serve_http(
        self, base: ProcessBase, parts: Iterable[Part], listener: socket.socket
    ) -> None:
        # What serves HTTP is a third of all that a process loads: those without HTTP do not.
        from mesh.edge.http import serve  # noqa: PLC0415

        handlers = [handler for part in parts for handler in part.http]
        tls = base.public_tls.context if base.public_tls else None
        grace = self._settings.drain
        tell = base.metrics_of_all if base.beside else None
        http = await serve(
            handlers, listener, base.doors, base.metrics, grace=grace, tls=tls, tell=tell
        )
        self._stack.push_async_callback(http.stop)
        # Streams of RPCs that run over HTTP: told to come back, before their connections end.
        self._stack.callback(base.dispatcher.end_streams)

    async def _know_revoked(self, base: ProcessBase) -> None:
        """Follow what is revoked before anybody shows a token; a while without, if need be."""
        follower = base.revocations()
        if follower is None:
            return
        following = Background()
        following.start("revocations", follower.run)
        self._stack.push_async_callback(following.stop)
        await follower.loaded(REVOCATIONS_SECONDS)

    async def _build(self, base: ProcessBase, unit: str) -> Part:
        package = self._topology.units[unit].package
        part: Part = await import_module(f"{package}.wiring").build(base.host_of(unit))
        if part.close is not None:
            self._stack.push_async_callback(part.close)
        return part


async def run(
    topology: Topology,
    process: str,
    env: Mapping[str, str] = os.environ,
    *,
    ready: Callable[[RunningProcess], None] = lambda _running: None,
) -> None:
    """Run a process until SIGTERM or SIGINT; `ready` is called once it serves.

    Raise what `RunningProcess.start` raises.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    start = asyncio.ensure_future(RunningProcess.start(topology, process, env))
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait({start, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not start.done():
        # Told to stop while still starting: what has begun is undone by start itself.
        start.cancel()
        await asyncio.wait({start})
        return
    running = start.result()
    ready(running)
    await stopped
    await running.stop()


def _serves(ready_fd: int | None) -> None:
    # What a process is made of lives as long as it does: no garbage is to be found there.
    gc.freeze()
    if ready_fd is not None:
        os.write(ready_fd, b"1")
        os.close(ready_fd)


def _log_file(path: Path | None) -> LogFile | None:
    if path is None:
        return None
    limits = LogLimits.read(os.environ)
    try:
        return LogFile(path, limits, stdio=True)
    except OSError:
        # A full disk, for example: no reason not to serve. Lines go to stderr.
        return None


def stop_with_parent() -> None:
    """Get SIGTERM from the kernel when the process that started this one dies (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def main(argv: Sequence[str] | None = None) -> int:
    """Return the command; returns its exit code. What a person can mend is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m mesh.process.hosting", description=__doc__)
    parser.add_argument("--topology", default="single")
    parser.add_argument("--process", default="platform")
    parser.add_argument(
        "--ready-fd", type=int, help="an open file that gets a byte once the process serves"
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started this dies"
    )
    parser.add_argument(
        "--log-file", type=Path, help="write the log there and turn it over, instead of to stderr"
    )
    arguments = parser.parse_args(argv)
    gc.set_threshold(*GARBAGE_AT)
    try:
        settings = ProcessSettings.read(os.environ)
        configure_logging(
            settings.log_level, process=arguments.process, file=_log_file(arguments.log_file)
        )
        topology = Topology.load(arguments.topology, settings.deploy).with_workers(settings.workers)
        if arguments.with_parent:
            stop_with_parent()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(
                run(
                    topology,
                    arguments.process,
                    os.environ,
                    ready=lambda _running: _serves(arguments.ready_fd),
                )
            )
    except CANNOT_START as exc:
        sys.stderr.write(f"{exc}\n")
        return EXIT_USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main())
