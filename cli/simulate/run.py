"""Runs one simulated platform against the platform of this state folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import cast
from urllib.parse import urlsplit

import httpx

from cli.demo import read_credentials
from cli.home import read_running
from cli.problems import Problem
from cli.replay.connection import Connection, connected
from cli.replay.report import progress_bar
from cli.simulate.accounts import OWN_RIDERS, Meeting, meeting, needed
from cli.simulate.report import show
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings
from simulators.core.center import Center, midnight, sold_today
from simulators.core.clock import Clock
from simulators.core.faults import Fault
from simulators.core.simulation import Plan, Platform, Simulation, simulation
from simulators.core.stores import Tills

READER = Identity("service", "simulator", "demo", frozenset({"orders.read"}))
UNIT = "takeaway"
_TOLD_FIRST = {"meituan": "order", "eleme": "", "opendelivery": "v1/newEvent"}
"""An address of each platform that answers a bare GET when the gateway has an account."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    platform: str
    orders: int
    faults: frozenset[Fault]
    seed: int
    at_once: int
    each: bool = False


async def simulate(wanted: Wanted, *, listen: bool) -> int:
    """Simulate a platform; return the exit code. Raise Problem."""
    async with connected(1, READER) as connection, _playing(wanted, connection) as playing:
        simulated, stores, center, store_ids = playing
        if listen:
            print(f"{wanted.platform} listens: {simulated.plan.base} ; Ctrl-C ends it", flush=True)
            await asyncio.Event().wait()
        with progress_bar() as bar:
            task = bar.add_task(f"{wanted.platform}: orders", total=wanted.orders)
            outcome = await simulated.run(
                wanted.orders,
                stores,
                center,
                store_ids,
                at_once=wanted.at_once,
                lived=lambda: bar.advance(task, 1),
            )
        show(wanted.platform, simulated.book, outcome, each=wanted.each)
    return 1 if outcome.differences else 0


@asynccontextmanager
async def _playing(
    wanted: Wanted, connection: Connection
) -> AsyncIterator[tuple[Simulation, Tills, Center, Mapping[str, str]]]:
    """The simulated platform, the tills of the demo's stores, and the order center."""
    home = ProcessSettings.read(os.environ).home
    running, demo = read_running(home), read_credentials(home)
    endpoints: Mapping[str, str] = (running or {}).get("endpoints", {})
    place = meeting(wanted.platform, home, os.environ, urlsplit(endpoints["http"]).port or 0)
    callbacks = f"{endpoints.get(UNIT, '')}/{wanted.platform}"
    await _reached(connection.http, wanted.platform, callbacks, place)
    platform = cast("Platform", import_module(f"simulators.{wanted.platform}.platform"))
    name, metadata = platform.CHANNEL, connection.options["metadata"]
    today = Center(connection.channel, metadata, name, midnight(time.time()))
    plan = Plan(
        place.account,
        place.secret,
        callbacks,
        place.url,
        place.listen,
        key=place.key,
        seed=wanted.seed,
        faults=wanted.faults,
        sold_before=await sold_today(today, demo["stores"], f"{name}_day_number"),
        own_riders=OWN_RIDERS.get(wanted.platform),
    )
    clock = Clock()
    tills = Tills(connection.http, connection.till_url, connection.till_token, name, clock)
    center = Center(connection.channel, metadata, name, time.time() - 1)
    async with simulation(platform, plan, clock) as simulated:
        following = asyncio.create_task(tills.follow())
        try:
            yield simulated, tills, center, demo["stores"]
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following


async def _reached(http: httpx.AsyncClient, platform: str, callbacks: str, place: Meeting) -> None:
    """Raise Problem when the gateway does not answer for this platform."""
    try:
        answer = await http.get(f"{callbacks}/{_TOLD_FIRST[platform]}")
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        raise Problem(
            f"The gateway is not reached at {callbacks} ({type(wrong).__name__}). See "
            "`zhongtai status`."
        ) from wrong
    if not answer.is_success:
        raise Problem(needed(platform, place.url))
