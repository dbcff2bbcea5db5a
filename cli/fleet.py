"""All processes of a topology, started together and stopped from the outside inwards."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from cli.children import Child, Say
from mesh.process.logfile import LOGS_FOLDER
from mesh.process.peers import RUN_FOLDER
from mesh.process.settings import ProcessSettings
from mesh.process.topology import Process, Topology

# What calls others ends before those it calls.
STOP_ORDER = ("gateways", "apps", "centers")
GRACE_BEYOND_DRAIN_SECONDS = 10.0


class Fleet:
    """The processes of one copy of the platform."""

    def __init__(
        self, topology: Topology, settings: ProcessSettings, env: Mapping[str, str], say: Say
    ) -> None:
        self._topology = topology
        self._grace = settings.drain_wait + settings.drain + GRACE_BEYOND_DRAIN_SECONDS
        self._say = say
        self.children = {
            process.name: _child(topology.name, process, settings, env, say)
            for process in topology.processes.values()
        }

    @property
    def pids(self) -> set[int]:
        """The ids of the processes that run."""
        return {child.pid for child in self.children.values() if child.pid is not None}

    async def start(self, done: Callable[[int, int, str], None]) -> None:
        """Start all and wait until all serve; workers when the first, which has the plug-ins, does.

        Raise Problem when one does not come up.
        """
        for is_first in (True, False):
            names = [x.name for x in self._topology.processes.values() if x.is_first is is_first]
            await self._start(names, done)

    async def _start(self, names: Sequence[str], done: Callable[[int, int, str], None]) -> None:
        waiting = {asyncio.create_task(self.children[name].start()): name for name in names}
        total = len(self.children)
        try:
            while waiting:
                left = ", ".join(sorted(waiting.values()))
                up = sum(child.serves for child in self.children.values())
                done(up, total, f"(waiting for {left})")
                ready, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in ready:
                    waiting.pop(task)
                    task.result()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def stop(self) -> None:
        """End gateways, then apps, then centers; those of one rank side by side.

        Of several workers the first is the last: its plug-ins serve the others.
        """
        ranked = sorted(self.children.values(), key=lambda child: self._rank(child.name))
        for _rank, group in groupby(ranked, key=lambda child: self._rank(child.name)):
            await asyncio.gather(*(child.stop(self._grace) for child in group))

    def kill(self) -> None:
        """End all at once."""
        for child in self.children.values():
            child.kill()

    def _rank(self, name: str) -> tuple[int, bool]:
        process = self._topology.process(name)
        tops = {self._topology.units[unit].package.partition(".")[0] for unit in process.units}
        rank = min((STOP_ORDER.index(top) for top in tops if top in STOP_ORDER), default=0)
        return rank, process.is_first


def _child(
    topology: str, process: Process, settings: ProcessSettings, env: Mapping[str, str], say: Say
) -> Child:
    home = settings.home
    log_file = home / LOGS_FOLDER / f"{process.name}.log"
    arguments = ("--topology", topology, "--process", process.name, "--log-file", str(log_file))
    return Child(
        name=process.name,
        command=(sys.executable, "-m", "mesh.process.hosting", *arguments),
        environment=env,
        home=home,
        announcement=home / RUN_FOLDER / f"{process.name}.json",
        log_file=log_file,
        say=say,
        patience=settings.watchdog,
    )
