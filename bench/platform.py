"""A whole platform for the bench: `zhongtai up` with the demo, on free ports, in a new home."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HOSTING = "mesh.process.hosting"
"""The module of processes that serve."""
START_SECONDS = 120.0
STOP_SECONDS = 60.0
_PORTS = (
    "ZHONGTAI_GRPC_PORT",
    "ZHONGTAI_HTTP_PORT",
    "ZHONGTAI_TILL_PORT",
    "ZHONGTAI_CASHIER_PORT",
)


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that runs: what `zhongtai status --json` says, and its first process."""

    status: dict[str, Any]
    process: psutil.Process

    @property
    def server(self) -> psutil.Process:
        """The process that serves everything."""
        children = self.process.children(recursive=True)
        return next(child for child in children if HOSTING in child.cmdline())

    @property
    def metrics_url(self) -> str:
        """Where its metrics are."""
        return f"http://127.0.0.1:{os.environ['ZHONGTAI_HTTP_PORT']}/metrics"


@asynccontextmanager
async def platform(home: Path, workers: int = 1) -> AsyncIterator[Platform]:
    """Run it for the block, as so many workers.

    The environment of this process names its home and ports, for what connects to it.
    """
    os.environ.update(zip(_PORTS, map(str, _free_ports(len(_PORTS))), strict=True))
    os.environ["ZHONGTAI_HOME"] = str(home)
    os.environ["ZHONGTAI_LOG_LEVEL"] = "warning"
    # One customer stands for many here.
    os.environ["ZHONGTAI_MINIAPP_RATE_PER_SECOND"] = "100000"
    os.environ["ZHONGTAI_MINIAPP_LOGINS_PER_SECOND"] = "100000"
    log = (home.parent / "platform.log").open("wb")
    words = ("up", "--demo", "--workers", str(workers))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", *words, stdout=log, stderr=log
    )
    try:
        status = await _serving(child, home.parent / "platform.log")
        yield Platform(status, psutil.Process(child.pid))
    finally:
        child.send_signal(signal.SIGINT)
        async with asyncio.timeout(STOP_SECONDS):
            await child.wait()
        log.close()


async def _serving(child: asyncio.subprocess.Process, log: Path) -> dict[str, Any]:
    async with asyncio.timeout(START_SECONDS):
        while child.returncode is None:
            status = await _status()
            if status.get("healthy") and status.get("demo"):
                return status
            await asyncio.sleep(0.3)
    raise RuntimeError(f"The platform did not start:\n{log.read_text(errors='replace')[-2000:]}")


async def _status() -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", "status", "--json", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await child.communicate()
    status: dict[str, Any] = json.loads(output or b"{}")
    return status


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
