"""A copy of the platform as a person runs it: `zhongtai up --demo` and the other commands."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import grpc
import psutil
from google.protobuf.message import Message

from mesh.call.context import Identity
from mesh.process.postgres import PostgresServer
from mesh.process.tokens import TokenSigner
from tests import forks
from tests.platform import ALL_SCOPES, MERCHANT, PORTS, ROOT, free_ports

SETTING = re.compile(r"^ZHONGTAI_")
LOOK_SECONDS = 0.02


@dataclass
class Copy:
    """A state folder with its ports; `environment` goes to every command.

    `secrets` go to `up` alone: what only the platform was told of.
    """

    home: Path
    topology: str
    environment: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return forks.called(words, self.environment, ROOT)

    def replay(self, *words: str) -> tuple[dict[str, str], str]:
        """Run a replay in which nothing is refused; gives its table and all it said."""
        done = self.call("replay", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return table_of(done.stdout), done.stdout

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        process = subprocess.Popen(
            _command(words), env=self.environment | settings, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.started.append(process)
        return process

    def up(self, *words: str) -> subprocess.Popen[str]:
        """Start the platform, with the demo unless other words are given, until it serves."""
        process = self.start(
            "up", *(words or ("--demo",)), "--topology", self.topology, **self.secrets
        )
        said = []
        for line in process.stdout or ():
            said.append(line)
            if "serving; Ctrl-C" in line:
                return process
        raise AssertionError(f"ended before it served:\n{''.join(said)}")

    def breaches(self) -> list[tuple[str, str]]:
        """Check name and breach, as `zhongtai audit` finds them when feeds had their time."""
        done = self.call("audit", "--json")
        checks = json.loads(done.stdout)
        found = [(check["name"], breach) for check in checks for breach in check["breaches"]]
        assert done.returncode == (1 if found else 0)
        return found

    def pid_of_plugin(self, name: str) -> int:
        """The process id of a plug-in that runs."""
        plugins = json.loads(self.call("plugin", "list", "--json").stdout)
        (pid,) = (plugin["pid"] for plugin in plugins if plugin["name"] == name)
        return int(pid)

    def kill_process(self, name: str) -> None:
        """End a process of the platform as a crash would."""
        announced = json.loads((self.home / "run" / f"{name}.json").read_text())
        os.kill(announced["pid"], signal.SIGKILL)

    def kill_all(self) -> None:
        """End `zhongtai up` as a crash would; what it started dies with it."""
        supervisor = next(each for each in reversed(self.started) if "up" in each.args)
        supervisor.kill()
        supervisor.wait()

    def cut_the_power(self) -> None:
        """End everything at once, the embedded PostgreSQL with it; the disk keeps what is there."""
        supervisor = next(each for each in reversed(self.started) if "up" in each.args)
        postmaster = psutil.Process(PostgresServer(self.home).pid)
        roots = [psutil.Process(supervisor.pid), postmaster]
        everything = [*roots, *(each for root in roots for each in root.children(recursive=True))]
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        supervisor.wait()
        psutil.wait_procs(everything)

    @property
    def database_url(self) -> str:
        """Where the platform keeps what it knows."""
        running = json.loads((self.home / "running.json").read_text())
        return str(running["databases"]["ZHONGTAI_DATABASE_URL"])

    def rpc(self, stub: Callable[[grpc.aio.Channel], Any], method: str, request: Message) -> Any:
        """Call a center as an operator does."""
        identity = Identity("operator", "olga", MERCHANT, ALL_SCOPES)
        token = TokenSigner.load(self.home).sign(identity, 600)
        metadata = (("authorization", f"Bearer {token}"),)

        async def call() -> Any:
            target = f"127.0.0.1:{self.environment['ZHONGTAI_GRPC_PORT']}"
            async with grpc.aio.insecure_channel(target) as channel:
                return await getattr(stub(channel), method)(request, metadata=metadata)

        return asyncio.run(call())

    def ask(self, sql: str, *arguments: Any) -> Any:
        """One value from the database, behind the platform's back."""
        return asyncio.run(_ask(self.database_url, sql, arguments))

    def wait_until(self, sql: str) -> None:
        """Look into the database until it says that something is true."""
        asyncio.run(_wait_until(self.database_url, sql))


async def _ask(url: str, sql: str, arguments: tuple[Any, ...]) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql, *arguments)
    finally:
        await connection.close()


async def _wait_until(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        while not await connection.fetchval(sql):  # noqa: ASYNC110 - a database sets no event
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()


def table_of(output: str) -> dict[str, str]:
    """The rows of a replay's table: name → value."""
    cells = (line.strip(" │|").split("│") for line in output.splitlines() if "│" in line)
    return {row[0].strip(): row[1].strip() for row in cells if len(row) == 2}


@contextmanager
def copy_of(
    topology: str, secrets: dict[str, str] | None = None, disk: Path | None = None
) -> Iterator[Copy]:
    """A copy whose processes are ended for certain; its state folder is on `disk`."""
    home = Path(tempfile.mkdtemp(prefix="zt-", dir=disk)).resolve()
    environment = {key: value for key, value in os.environ.items() if not SETTING.match(key)}
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    environment |= ports | {"ZHONGTAI_HOME": str(home), "ZHONGTAI_LOG_LEVEL": "warning"}
    copy = Copy(home, topology, environment, secrets or {})
    try:
        yield copy
    finally:
        copy.call("down")
        for process in copy.started:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        # As root the data of PostgreSQL lie elsewhere, behind a link.
        shutil.rmtree((home / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _command(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "cli.main", *words]
