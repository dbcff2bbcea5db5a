"""Kills parts of the running platform as crashes do, each kind in its turn, for as long as it runs.

Whatever is killed comes back by itself: `zhongtai up` starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import psutil

from cli.home import read_running
from cli.problems import Problem
from cli.status import PASSING
from mesh.process.control import ControlRefused, NoAnswer, ask
from mesh.process.peers import RUN_FOLDER
from mesh.process.postgres import PostgresServer
from mesh.process.settings import ProcessSettings
from mesh.process.topology import Topology

GATEWAYS, ORDER_CONTROL = "takeaway", "order_control"
"""The units whose processes are kinds of their own; all other processes together are one more."""
DATABASE = "database"
ANSWER_SECONDS, LOOK_SECONDS = 1.5, 0.5

Victims = Mapping[str, int]
"""Processes by their names."""


class Killer:
    """Kills one process of the platform after the other; `killed` counts them by name.

    Only what descends from the `zhongtai up` of the state folder is killed, and that one's own
    PostgreSQL: a process id that was read from a file may be a stranger's by now.
    """

    def __init__(
        self, home: Path, running: Mapping[str, Any], topology: Topology, seed: int
    ) -> None:
        """`running` is what `zhongtai up` has told of itself."""
        self.killed: Counter[str] = Counter()
        self._home = home
        self._up = int(running["pid"])
        self._processes = tuple(running["processes"])
        self._dice = Random(seed)  # noqa: S311  dice, no secret
        gateways, control = (topology.process_of(unit).name for unit in (GATEWAYS, ORDER_CONTROL))
        centers = tuple(name for name in self._processes if name not in (gateways, control))
        kinds = [names for names in dict.fromkeys([(gateways,), (control,), centers]) if names]
        self._kinds: list[Callable[[], Any]] = [self._served_by(names) for names in kinds]
        self._kinds.append(self._plugins)
        if "postgres" in running["endpoints"]:
            self._kinds.append(self._database)

    @classmethod
    def of_running(cls, settings: ProcessSettings, seed: int) -> Killer:
        """Return one for the platform that runs in a state folder. Raise Problem."""
        running = read_running(settings.home)
        if running is None:
            raise Problem(f"Nothing runs with {settings.home}: start it with `zhongtai up`.")
        topology = Topology.load(running["topology"], settings.deploy)
        return cls(settings.home, running, topology, seed)

    async def run(self, every: float, say: Callable[[str], None]) -> None:
        """Kill something, each time so many seconds, more or less, after all was there again.

        Until cancelled; never for 0.
        """
        while every:
            for kind in self._dice.sample(self._kinds, len(self._kinds)):
                while not await self._is_whole():  # noqa: ASYNC110 - processes set no event
                    await asyncio.sleep(LOOK_SECONDS)
                await asyncio.sleep(every * self._dice.uniform(0.5, 1.5))
                victims: Victims = await kind()
                if victims:
                    self._kill(victims, self._dice.choice(sorted(victims)), say)

    async def _is_whole(self) -> bool:
        """Return whether every process answers, and every plug-in and the database are there."""
        try:
            states = [
                await ask(self._home, process, "state", ANSWER_SECONDS)
                for process in self._processes
            ]
        except (NoAnswer, ControlRefused):
            return False
        plugins = [plugin["state"] for state in states for plugin in state["plugins"]]
        there = self._database not in self._kinds or await self._database()
        return bool(there) and not PASSING.intersection(plugins)

    def _kill(self, victims: Victims, name: str, say: Callable[[str], None]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(victims[name], signal.SIGKILL)
            self.killed[name] += 1
            say(f"killed: {name}")

    def _served_by(self, names: tuple[str, ...]) -> Callable[[], Any]:
        async def processes() -> Victims:
            found = {}
            for name in names:
                with contextlib.suppress(FileNotFoundError, ValueError):
                    announced = (self._home / RUN_FOLDER / f"{name}.json").read_text("utf-8")
                    found[name] = int(json.loads(announced)["pid"])
            return self._ours(found)

        return processes

    async def _plugins(self) -> Victims:
        found: dict[str, int] = {}
        for process in self._processes:
            # One that is being started again has none now.
            with contextlib.suppress(NoAnswer, ControlRefused):
                state = await ask(self._home, process, "state", ANSWER_SECONDS)
                found |= {each["name"]: each["pid"] for each in state["plugins"] if each["pid"]}
        return self._ours(found)

    async def _database(self) -> Victims:
        pid = PostgresServer(self._home).pid
        return {} if pid is None else {DATABASE: pid}

    def _ours(self, found: Victims) -> Victims:
        try:
            children = psutil.Process(self._up).children(recursive=True)
        except psutil.NoSuchProcess:
            return {}
        ours = {child.pid for child in children}
        return {name: pid for name, pid in found.items() if pid in ours}
