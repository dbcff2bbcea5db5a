"""`zhongtai down`: ends the platform of this state folder, and a PostgreSQL left behind."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

from cli.home import holder
from cli.problems import Problem
from mesh.process.postgres import PostgresServer
from mesh.process.settings import ProcessSettings

LONGEST_STOP_SECONDS = 120
LOOK_EVERY_SECONDS = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: the state folder comes from ZHONGTAI_HOME."""
    parser.epilog = "The state folder is ZHONGTAI_HOME (default .zhongtai)."


def run(_options: argparse.Namespace) -> int:
    """Stop what runs. Harmless when nothing does."""
    home = ProcessSettings.read().home
    pid = holder(home)
    if pid is not None:
        _stop(home, pid)
        print(f"stopped process {pid}")
    server = PostgresServer(home)
    if server.pid is not None:
        asyncio.run(_stop_server(server))
        print("stopped PostgreSQL, which an earlier run had left")
    elif pid is None:
        print(f"nothing runs with {home}")
    return 0


def _stop(home: Path, pid: int) -> None:
    """Ask it to end, and wait until it has let go of the state folder."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    latest = time.monotonic() + LONGEST_STOP_SECONDS
    while holder(home) == pid:
        if time.monotonic() > latest:
            raise Problem(
                f"Process {pid} still runs after {LONGEST_STOP_SECONDS} s: kill it with "
                f"`kill -9 {pid}`; everything it started ends with it."
            )
        time.sleep(LOOK_EVERY_SECONDS)


async def _stop_server(server: PostgresServer) -> None:
    # Taken over first, so that it is stopped only when nobody else uses it.
    await server.start()
    await server.stop()
