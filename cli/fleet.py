"""All processes of a topology, started together and stopped from the outside inwards."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
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

    async def start(self, done: Callable[[int, int, str], None]) -> None:
        """Start all and wait until all serve. Raise Problem when one does not come up."""
        waiting = {
            asyncio.create_task(child.start()): name for name, child in self.children.items()
        }
        total = len(waiting)
        try:
            while waiting:
                names = ", ".join(sorted(waiting.values()))
                done(total - len(waiting), total, f"(waiting for {names})")
                ready, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in ready:
                    waiting.pop(task)
                    task.result()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def stop(self) -> None:
        """End gateways, then apps, then centers; those of one rank side by side."""
        ranked = sorted(self.children.values(), key=lambda child: self._rank(child.name))
        for _rank, group in groupby(ranked, key=lambda child: self._rank(child.name)):
            await asyncio.gather(*(child.stop(self._grace) for child in group))

    def kill(self) -> None:
        """End all at once."""
        for child in self.children.values():
            child.kill()

    def _rank(self, process: str) -> int:
        units = self._topology.process(process).units
        tops = {self._topology.units[unit].package.partition(".")[0] for unit in units}
        return min((STOP_ORDER.index(top) for top in tops if top in STOP_ORDER), default=0)


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
