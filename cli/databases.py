"""Which database each center uses, our own PostgreSQL where none is set, and migrations."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import asyncpg

from cli.problems import Problem
from mesh.data.migrations import migrate
from mesh.process.background import Background
from mesh.process.logfile import LogLimits
from mesh.process.postgres import MAX_CONNECTIONS, PostgresError, PostgresServer
from mesh.process.settings import DATABASE_URL, database_url
from mesh.process.topology import Topology

LOOK_EVERY_SECONDS = 1.0
LOOK_SELDOM_SECONDS = 10.0
"""While the system tells of the server's end."""
CONNECTIONS_OF_WORKER = 120
"""The most that a process with all centers opens: a pool and lines for each of them."""
_IS_DATABASE = re.compile(r"ZHONGTAI_([A-Z_]+_)?DATABASE_URL")


def centers_of(topology: Topology) -> dict[str, Path]:
    """Return the hosted units with a schema of their own, and their migrations."""
    found: dict[str, Path] = {}
    for name in (unit for process in topology.processes.values() for unit in process.units):
        spec = importlib.util.find_spec(topology.units[name].package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            folder = Path(place) / "migrations"
            if any(folder.glob("*.sql")):
                found[name] = folder
    return found


def has_own_server(env: Mapping[str, str], centers: Mapping[str, Path]) -> bool:
    """Return whether some center has no database in the settings, so that ours must run."""
    return not all(env.get(_own(center)) or env.get(DATABASE_URL) for center in centers)


def databases_in(env: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that say where databases are. They may hold passwords."""
    return {name: url for name, url in env.items() if _IS_DATABASE.fullmatch(name) and url}


def _own(center: str) -> str:
    return f"ZHONGTAI_{center.upper()}_DATABASE_URL"


@asynccontextmanager
async def databases(
    home: Path,
    env: Mapping[str, str],
    centers: Mapping[str, Path],
    say: Callable[[str], None],
    workers: int = 1,
) -> AsyncIterator[dict[str, str]]:
    """The settings with every database in them; our PostgreSQL runs while the block does.

    Of `workers` each has connections of its own. The server is started again when it dies, and
    `say` hears of it. Raise PostgresError, which says what to do.
    """
    if not has_own_server(env, centers):
        yield dict(env)
        return
    connections = MAX_CONNECTIONS + (workers - 1) * CONNECTIONS_OF_WORKER
    server = PostgresServer(home, environment=env, connections=connections)
    start = asyncio.ensure_future(server.start())
    try:
        await asyncio.shield(start)
        keeper = Background()
        keeper.start("keep PostgreSQL", partial(_keep, server, LogLimits.read(env), say))
        try:
            yield {**env, DATABASE_URL: env.get(DATABASE_URL) or server.url}
        finally:
            await keeper.stop()
    finally:
        # A start that was interrupted goes on in its thread: what it started is stopped too.
        await asyncio.wait({start})
        await server.stop()


async def _keep(server: PostgresServer, limits: LogLimits, say: Callable[[str], None]) -> None:
    """Start the server again whenever it has died, as when the disk or the memory was full."""
    said = ""
    while True:
        await _until_ended(server.pid)
        server.turn_over_log(limits)
        if server.pid is not None:
            continue
        if not said:
            say("PostgreSQL has died and is started again")
        try:
            await server.start()
            said = ""
        except (PostgresError, OSError) as exc:
            # Until there is room on the disk, for example: once is enough.
            if str(exc) != said:
                say(str(exc))
            said = str(exc)


async def _until_ended(pid: int | None) -> None:
    """Return when it is time to look: soon after a process has ended, or after some seconds."""
    try:
        handle = os.pidfd_open(pid or 0)
    except (AttributeError, OSError):  # not Linux, or there is none
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SELDOM_SECONDS):
                await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    if ended.is_set():
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def migrate_all(
    env: Mapping[str, str], centers: Mapping[str, Path], done: Callable[[str, list[str]], None]
) -> None:
    """Bring every schema up to date; `done` hears each center and what was applied.

    Raise MigrationError, or Problem when a server cannot be reached.
    """
    for center, folder in centers.items():
        dsn = database_url(env, center)
        try:
            applied = await migrate(dsn, center, folder)
        except (OSError, asyncpg.PostgresError, TimeoutError) as exc:
            # The address may hold a password and is not repeated.
            raise Problem(
                f"The database of {center} cannot be used ({exc}). Look at {_own(center)} or "
                f"{DATABASE_URL}."
            ) from exc
        done(center, applied)
