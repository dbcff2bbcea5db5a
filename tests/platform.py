"""A whole platform for acceptance tests: free ports, a home of its own, either topology.

    async with running_platform("single", database_url) as platform:
        channel = platform.channel()
        stub = OrderServiceStub(channel)
        await stub.GetOrder(request, metadata=platform.metadata("operator", "olga"))

`single` runs inside the test's event loop (unless `apart`, or as several `workers`), `mesh` as
child processes.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import grpc

from mesh.call.access import SCOPED, load_scopes
from mesh.call.channels import RemoteChannel
from mesh.call.context import Identity, Kind
from mesh.call.retries import RetryPolicy
from mesh.process import hosting
from mesh.process.hosting import RunningProcess
from mesh.process.peers import Peers
from mesh.process.tls import ProcessTls
from mesh.process.tokens import TokenSigner
from mesh.process.topology import Topology, deploy_folder
from tests import moved_clock, plugin_forks
from tests.forks import Fork
from tests.moved_clock import AHEAD_FILE

ROOT = Path(__file__).resolve().parent.parent
MERCHANT = "demo"
ALL_SCOPES = frozenset(load_scopes(deploy_folder()))
PORTS = (
    "ZHONGTAI_GRPC_PORT",
    "ZHONGTAI_HTTP_PORT",
    "ZHONGTAI_TILL_PORT",
    "ZHONGTAI_CASHIER_PORT",
)


class Platform:
    """A running platform. Processes can be stopped, killed and started again by name."""

    def __init__(
        self,
        topology: str,
        home: Path,
        database_url: str,
        env: dict[str, str],
        *,
        apart: bool,
        workers: int = 1,
    ) -> None:
        self.topology = Topology.load(topology).with_workers(workers)
        self._in_here = self.topology.is_single and not apart and workers == 1
        self.home = home
        self.merchant = MERCHANT
        """The chain whose tokens are made where none is named."""
        self._main = moved_clock.main if AHEAD_FILE in env else hosting.main
        self.env = {
            **os.environ,
            **dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True)),
            "ZHONGTAI_HOME": str(home),
            "ZHONGTAI_DATABASE_URL": database_url,
            "ZHONGTAI_LOG_LEVEL": "warning",
            "ZHONGTAI_WORKERS": str(workers),
            **env,
        }
        self.grpc_endpoint = f"127.0.0.1:{self.env['ZHONGTAI_GRPC_PORT']}"
        self.database_url = database_url
        self.http_url = f"http://127.0.0.1:{self.env['ZHONGTAI_HTTP_PORT']}"
        self._here: dict[str, RunningProcess] = {}
        self._children: dict[str, Fork] = {}
        self._channels: list[grpc.aio.Channel] = []
        self._peers: Peers | None = None

    def channel(self) -> grpc.aio.Channel:
        """A plain channel to the public port; closed with the platform."""
        self._channels.append(grpc.aio.insecure_channel(self.grpc_endpoint))
        return self._channels[-1]

    def inside(self, caller: str, unit: str) -> grpc.aio.Channel:
        """A channel of one unit to another, as the process of the caller opens it.

        Calls are made within `as_call(internal_identity(caller, merchant))`.
        """
        process = self.topology.process_of(caller).name
        if self._in_here:
            return self._here[process].channel(caller, unit)
        if self._peers is None:
            tls = ProcessTls.load(self.home, process)
            self._peers = Peers(self.topology, self.home, tls)
        to = self._peers.channel(self.topology.process_of(unit))
        return RemoteChannel(caller, unit, to, RetryPolicy())

    def token(
        self,
        kind: Kind,
        subject: str,
        merchant: str | None = None,
        *,
        scopes: Iterable[str] | None = None,
        store: str = "",
        channel: str = "miniapp",
    ) -> str:
        """A token of this platform, good for an hour, with all scopes unless they are named.

        `merchant` is empty for whoever acts for no chain; `channel` is that of a person.
        """
        if merchant is None:
            merchant = self.merchant
        if scopes is None:
            scopes = ALL_SCOPES if kind in SCOPED else ()
        logged_in = channel if kind == "person" else ""
        identity = Identity(
            kind, subject, merchant, frozenset(scopes), store_id=store, channel=logged_in
        )
        return TokenSigner.load(self.home).sign(identity, 3600)

    def metadata(
        self, kind: Kind, subject: str, merchant: str | None = None, **more: Any
    ) -> tuple[tuple[str, str], ...]:
        """The gRPC metadata that shows such a token."""
        return (("authorization", f"Bearer {self.token(kind, subject, merchant, **more)}"),)

    async def start_all(self) -> None:
        """Start every process and wait until all serve."""
        if self.topology.is_single:
            for name in self.topology.processes:
                await self.start(name)
            return
        async with asyncio.TaskGroup() as group:
            for name in self.topology.processes:
                group.create_task(self.start(name))

    async def start(self, name: str) -> None:
        """Start one process and wait until it serves."""
        if self._in_here:
            self._here[name] = await RunningProcess.start(self.topology, name, self.env)
            return
        words = ["--with-parent", "--topology", self.topology.name, "--process", name]
        child = await Fork.started(self._main, words, self.env, self._log_file_of(name))
        if child is None:
            raise AssertionError(f"{name} did not start:\n{self.log_of(name)}")
        self._children[name] = child

    async def stop(self, name: str) -> None:
        """Stop one process in good order."""
        if name in self._here:
            await self._here.pop(name).stop()
        if name in self._children:
            await self._children.pop(name).end(signal.SIGTERM)

    async def kill(self, name: str) -> None:
        """Kill one process that is a child of the test as a crash would."""
        await self._children.pop(name).end(signal.SIGKILL)

    def pid_of(self, name: str) -> int:
        """The number of a process that is a child of the test."""
        return self._children[name].pid

    def log_of(self, name: str) -> str:
        """The end of what a child process logged."""
        return self._log_file_of(name).read_text()[-4000:]

    def logs(self) -> dict[str, str]:
        """The end of what each child process logged that logged anything."""
        logged = {name: self.log_of(name) for name in self._children}
        return {name: text for name, text in logged.items() if text}

    async def stop_all(self) -> None:
        """Stop everything, those at the edge first."""
        for channel in self._channels:
            await channel.close(None)
        if self._peers is not None:
            await self._peers.close()
        for name in reversed(tuple(self._here)):
            await self.stop(name)
        async with asyncio.TaskGroup() as group:
            for name in tuple(self._children):
                group.create_task(self.stop(name))

    def _log_file_of(self, name: str) -> Path:
        return self.home / f"{name}.log"


@asynccontextmanager
async def running_platform(
    topology: str, database_url: str, *, apart: bool = False, workers: int = 1, **env: str
) -> AsyncIterator[Platform]:
    """A platform of that topology ("single" or "mesh") on that database, until the end.

    `env` adds to its environment; `apart` makes "single" a process of its own too, and several
    `workers` make it as many.
    """
    home = Path(tempfile.mkdtemp(prefix="zt-")).resolve()
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        env = {plugin_forks.PLACE: stack.enter_context(plugin_forks.used()), **env}
        platform = Platform(topology, home, database_url, env, apart=apart, workers=workers)
        stack.push_async_callback(platform.stop_all)
        await platform.start_all()
        yield platform


def free_ports(count: int) -> list[int]:
    """Ports that were free at every address a moment ago, all different.

    They are below those that a connection is given, which takes what it likes meanwhile.
    """
    found: set[int] = set()
    while len(found) < count:
        number = random.randrange(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("", number))
            found.add(number)
    return list(found)
