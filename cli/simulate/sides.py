"""Simulated platforms that meet the platform of this state folder: each with tills and books."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import httpx

from cli.demo import read_credentials
from cli.home import read_running
from cli.problems import Problem
from cli.replay.connection import Connection
from cli.simulate.accounts import OWN_RIDERS, Meeting, meeting, needed
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings
from simulators.core.center import Center, midnight, sold_today
from simulators.core.clock import Clock
from simulators.core.courier import PATIENCE_SECONDS
from simulators.core.faults import Fault
from simulators.core.simulation import Plan, Platform, Simulation, simulation
from simulators.core.stores import Tills

READER = Identity("service", "simulator", "demo", frozenset({"orders.read"}))
UNIT = "takeaway"
PATIENCE_WITH_KILLS = 3600.0
"""Seconds: a busy machine may have few of them in which nothing is being started again."""
_TOLD_FIRST = {
    "meituan": "order",
    "eleme": "",
    "opendelivery": "v1/newEvent",
    "keeta": "v1/newEvent",
}
"""An address of each platform that answers a bare GET when the gateway has an account."""
_WITHIN = {"keeta": "simulators.opendelivery.keeta"}
"""Where a platform is put together that speaks another's words, and has no folder of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    `replayed` is a recorded year that is replayed meanwhile; every `kill_seconds` something of the
    platform is killed, never when 0; `audited` has it audited at the end.
    """

    platforms: tuple[str, ...]
    orders: int
    faults: frozenset[Fault]
    seed: int
    at_once: int
    each: bool = False
    replayed: Path | None = None
    kill_seconds: float = 0.0
    audited: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A simulated platform, the tills of the demo's stores, and the order center."""

    name: str
    simulated: Simulation
    tills: Tills
    center: Center
    store_ids: Mapping[str, str]


@asynccontextmanager
async def playing(wanted: Wanted, connection: Connection) -> AsyncIterator[list[Side]]:
    """The platforms that were asked for."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(_side(wanted, name, connection))
            for name in wanted.platforms
        ]


@asynccontextmanager
async def _side(wanted: Wanted, name: str, connection: Connection) -> AsyncIterator[Side]:
    home = ProcessSettings.read(os.environ).home
    running, demo = read_running(home), read_credentials(home)
    endpoints: Mapping[str, str] = (running or {}).get("endpoints", {})
    place = meeting(name, home, os.environ, urlsplit(endpoints["http"]).port or 0)
    callbacks = f"{endpoints.get(UNIT, '')}/{name}"
    await _reached(connection.http, name, callbacks, place)
    module = _WITHIN.get(name, f"simulators.{name}.platform")
    platform = cast("Platform", import_module(module))
    channel, metadata = platform.CHANNEL, connection.options["metadata"]
    today = Center(connection.channel, metadata, channel, midnight(time.time()))
    plan = Plan(
        place.account,
        place.secret,
        callbacks,
        place.url,
        place.listen,
        key=place.key,
        seed=wanted.seed,
        faults=wanted.faults,
        patience=PATIENCE_WITH_KILLS if wanted.kill_seconds else PATIENCE_SECONDS,
        sold_before=await sold_today(today, demo["stores"], f"{channel}_day_number"),
        own_riders=OWN_RIDERS.get(name),
    )
    clock = Clock()
    tills = Tills(
        connection.http, connection.till_url, connection.till_token, channel, plan.patience
    )
    center = Center(connection.channel, metadata, channel, time.time() - 1)
    async with simulation(platform, plan, clock) as simulated:
        following = asyncio.create_task(tills.follow())
        try:
            yield Side(name, simulated, tills, center, demo["stores"])
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
