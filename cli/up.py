"""`zhongtai up`: everything started in order, watched, and ended in order.

State folder → ports → PostgreSQL → migrations → processes → demo → a table of addresses.
Ctrl-C or SIGTERM ends all of it; a second one kills. Nothing is left running: processes die
with this one even when it is killed, and a PostgreSQL left behind is taken over next time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.databases import (
    centers_of,
    databases,
    databases_in,
    has_own_server,
    migrate_all,
)
from cli.demo import load_demo, voucher_settings
from cli.endpoints import endpoints_of, titles_of
from cli.fleet import Fleet
from cli.home import RUN_FILE, locked, prepare, write_running
from cli.ports import Ports, decide, demand_alone, watch_alone
from cli.show import Show
from cli.simulate.accounts import PLATFORMS, demo_settings, url_of
from cli.simulate.beside import SHOWN_AT, beside
from mesh.process.background import Background
from mesh.process.settings import DATABASE_URL, HOME, WORKERS, ProcessSettings, demo_is_open
from mesh.process.topology import Topology

DYING_SECONDS = 10.0
"""How long processes of an `up` that was killed may still hold its ports."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which topology, and whether with the demo chain."""
    parser.add_argument("--topology", default="single", help="single (default), mesh or your own")
    parser.add_argument(
        "--workers",
        help="how many processes do all of the work of single side by side; 1 where none is said",
    )
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="load a demo chain: stores, menu, promotions, members",
    )
    parser.add_argument(
        "--simulate",
        choices=sorted(PLATFORMS),
        help="play this takeaway platform beside it, with a page to click; needs --demo",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    own = {**os.environ, **({WORKERS: options.workers} if options.workers else {})}
    settings = ProcessSettings.read(own)
    topology = Topology.load(options.topology, settings.deploy).with_workers(settings.workers)
    prepare(settings.home)
    with locked(settings.home) as was_killed:
        ports = decide(os.environ, settings, DYING_SECONDS if was_killed else 0.0)
        platform = Platform(
            topology, settings, ports, Show(), demo=options.demo, simulated=options.simulate or ""
        )
        return asyncio.run(platform.run())


@dataclass
class Platform:
    """One copy of the platform, from its start to its end."""

    topology: Topology
    settings: ProcessSettings
    ports: Ports
    show: Show
    demo: bool
    simulated: str = ""
    """A takeaway platform that is played beside it; empty for none."""
    fleet: Fleet | None = None

    async def run(self) -> int:
        """Serve until a signal; 0 when it was ended in order."""
        loop = asyncio.get_running_loop()
        work = asyncio.create_task(self._serve())
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._told_to_stop, work)
        with contextlib.suppress(asyncio.CancelledError):
            await work
        self.show.say("stopped")
        self.show.end()
        return 0

    def _told_to_stop(self, work: asyncio.Task[None]) -> None:
        if work.cancelling():
            self.show.say("killing what still runs")
            if self.fleet is not None:
                self.fleet.kill()
            return
        self.show.say("stopping (again to kill)")
        work.cancel()

    async def _serve(self) -> None:
        home = self.settings.home
        own = {**os.environ, **self.ports.environment(), HOME: str(home)}
        own[WORKERS] = str(self.settings.workers)
        if self.demo and demo_is_open(own):
            own |= demo_settings(home, own, self.ports.http) | voucher_settings(own)
            if self.simulated:
                own[SHOWN_AT] = url_of(self.simulated, own)
        centers = centers_of(self.topology)
        async with contextlib.AsyncExitStack() as stack:
            stack.callback((home / RUN_FILE).unlink, missing_ok=True)
            with self.show.step("database") as step:
                env = await stack.enter_async_context(
                    databases(home, own, centers, self.show.say, self.settings.workers)
                )
                ours = has_own_server(own, centers)
                step.remark = ": PostgreSQL of this folder" if ours else ": as set"
            with self.show.step("schemas") as step:
                count = 0

                def migrated(center: str, applied: list[str]) -> None:
                    nonlocal count
                    count += len(applied)
                    step.at(count, len(centers), center)

                await migrate_all(env, centers, migrated)
                step.remark = f": {count} migrations applied" if count else ": up to date"
            self.fleet = fleet = Fleet(self.topology, self.settings, env, self.show.say)
            stack.push_async_callback(fleet.stop)
            with self.show.step(f"processes of the topology {self.topology.name}") as step:
                await fleet.start(step.at)
            await self._watch_ports(stack, fleet)
            facts = self._facts(env[DATABASE_URL] if ours else "")
            # Other commands find the databases that only this one was told of; the file is
            # for its owner's eyes, as the keys beside it.
            facts["databases"] = databases_in(env)
            write_running(home, facts)
            if self.demo:
                with self.show.step("demo chain"):
                    facts["demo"] = await load_demo(home, env)
                write_running(home, facts)
            if url := own.get(SHOWN_AT, ""):
                await self._play(stack, url, env)
                facts["endpoints"]["platform"] = url
                write_running(home, facts)
            self._tell(facts)
            await asyncio.Event().wait()

    async def _play(
        self, stack: contextlib.AsyncExitStack, url: str, env: Mapping[str, str]
    ) -> None:
        with self.show.step(f"simulated {self.simulated}"):
            played = beside(self.simulated, url, self.settings.home, env)
            wrong = await stack.enter_async_context(played)
        if wrong:
            self.show.say(f"{self.simulated} is not simulated: {wrong}")

    async def _watch_ports(self, stack: contextlib.AsyncExitStack, fleet: Fleet) -> None:
        """See that nobody but our workers listens on the ports that they share."""
        if self.settings.workers == 1:
            return
        host, shared = self.settings.listen_host, self.ports.shared
        demand_alone(host, shared, fleet.pids)
        watching = Background()
        stack.push_async_callback(watching.stop)
        work = partial(watch_alone, host, shared, lambda: fleet.pids, self.show.say)
        watching.start("ports", work)

    def _facts(self, own_database: str) -> dict[str, Any]:
        endpoints = endpoints_of(self.settings, self.ports, self.topology)
        if own_database:
            endpoints["postgres"] = own_database
        return {
            "pid": os.getpid(),
            "topology": self.topology.name,
            "processes": list(self.topology.processes),
            "endpoints": endpoints,
        }

    def _tell(self, facts: Mapping[str, Any]) -> None:
        self.show.endpoints(facts["endpoints"], titles_of(self.topology))
        if facts.get("demo"):
            self.show.demo(facts["demo"])
        self.show.say("serving; Ctrl-C stops everything")
