"""`zhongtai status`: what runs, where it is reached, and how far readers of feeds are."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from rich.table import Table

from cli.databases import centers_of
from cli.demo import read_credentials
from cli.endpoints import titles_of
from cli.home import read_running
from cli.readers import readers_of, trouble_of
from cli.show import Show, console
from cli.text import print_json
from mesh.call.contract import services_of
from mesh.data.database import Database
from mesh.edge.public_tls import local_channel
from mesh.feed.feed import Feed
from mesh.process.control import ControlRefused, NoAnswer, ask
from mesh.process.peers import RUN_FOLDER
from mesh.process.settings import ProcessSettings, SettingInvalid, database_url
from mesh.process.topology import Topology
from mesh.pure.errors import Refusal

NOT_RUNNING = 1
ANSWER_SECONDS = 2.5
# States of plug-ins in which somebody must look.
SICK = frozenset({"not answering", "restarting", "incompatible", "invalid", "broken", "missing"})
PASSING = frozenset({"starting", "restarting", "not answering"})
"""States of plug-ins that end by themselves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For a person, or as JSON for a program."""
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")


def run(options: argparse.Namespace) -> int:
    """Print it. Exit code 1 when nothing runs, or something that runs does not serve."""
    settings = ProcessSettings.read()
    status = asyncio.run(collect(settings, os.environ))
    if options.json:
        print_json(status)
    else:
        _show(status, settings)
    return 0 if status["running"] and status["healthy"] else NOT_RUNNING


async def collect(settings: ProcessSettings, env: Mapping[str, str]) -> dict[str, Any]:
    """Return everything `status --json` tells."""
    facts = read_running(settings.home)
    if facts is None:
        return {"running": False, "healthy": False, "endpoints": {"home": str(settings.home)}}
    topology = Topology.load(facts["topology"], settings.deploy)
    endpoints = facts["endpoints"]
    processes, services = await asyncio.gather(
        asyncio.gather(*(_process(settings.home, name) for name in facts["processes"])),
        _services(endpoints["grpc"], topology, env),
    )
    plugins = [plugin for process in processes for plugin in process.pop("plugins")]
    work = [work for process in processes for work in process.pop("work")]
    followers = [follower for process in processes for follower in process.pop("followers")]
    healthy = (
        all(entry["serving"] for entry in (*processes, *services))
        and not any(plugin["state"] in SICK for plugin in plugins)
        and not any(each["state"] in ("failing", "stopped") for each in work)
    )
    known = facts.get("databases", {})
    lags, problems = await _readers(topology, {**known, **env})
    readers = readers_of(lags, followers)
    return {
        "running": True,
        "healthy": healthy and not any(reader["trouble"] for reader in readers),
        "topology": facts["topology"],
        "pid": facts["pid"],
        "endpoints": endpoints,
        "processes": processes,
        "services": services,
        "plugins": plugins,
        "work": work,
        "readers": readers,
        "problems": problems,
        "demo": read_credentials(settings.home) if "demo" in facts else {},
    }


def _read(file: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return facts


async def _process(home: Path, name: str) -> dict[str, Any]:
    """Return how a process is, with the plug-ins and the background work that it tells of."""
    announced = _read(home / RUN_FOLDER / f"{name}.json")
    told: dict[str, Any] = {"plugins": [], "work": [], "followers": []}
    state = "serving" if announced else "starting"
    try:
        told = await ask(home, name, "state", ANSWER_SECONDS)
    except (NoAnswer, ControlRefused):
        state = "not answering"
    return {
        "name": name,
        "pid": announced.get("pid"),
        "state": state,
        "serving": state == "serving",
        "since": announced.get("started_at"),
        **{kind: [{**each, "process": name} for each in told[kind]] for kind in told},
    }


async def _services(
    target: str, topology: Topology, env: Mapping[str, str]
) -> list[dict[str, Any]]:
    names = sorted(
        service.full_name
        for process in topology.processes.values()
        for unit in process.units
        for package in topology.units[unit].offers
        for service in services_of(package)
    )
    async with local_channel(target, env) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        answers = await asyncio.gather(*(_serves(stub, name) for name in names))
    return [
        {"name": name, "serving": serving} for name, serving in zip(names, answers, strict=True)
    ]


async def _serves(stub: Any, service: str) -> bool:
    try:
        request = health_pb2.HealthCheckRequest(service=service)
        answer = await stub.Check(request, timeout=ANSWER_SECONDS)
    except grpc.aio.AioRpcError:
        return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


async def _readers(
    topology: Topology, env: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return how far each reader of each center's feed is behind, and what could not be asked."""
    found: list[dict[str, Any]] = []
    problems: list[str] = []
    for center in centers_of(topology):
        try:
            found += await _readers_of(center, database_url(env, center))
        except SettingInvalid:
            # The database was given to `up` only; this shell does not know it.
            problems.append(f"{center}: its database is not set here, readers are not shown")
        except (Refusal, OSError) as exc:
            problems.append(f"{center}: {exc}")
    return found, problems


async def _readers_of(center: str, dsn: str) -> list[dict[str, Any]]:
    database = Database(dsn, center, name="zhongtai status")
    feed = Feed(database)
    try:
        return [
            {
                "center": center,
                "reader": lag.reader,
                "merchant": lag.merchant_id,
                "events_behind": lag.events,
                "seconds_behind": round(lag.seconds, 1),
            }
            for lag in await feed.lags()
        ]
    finally:
        await feed.close()
        await database.close()


def _show(status: Mapping[str, Any], settings: ProcessSettings) -> None:
    show, out = Show(), console()
    if not status["running"]:
        show.say(f"nothing runs with {status['endpoints']['home']}: start it with `zhongtai up`")
        return
    topology = Topology.load(status["topology"], settings.deploy)
    show.endpoints(status["endpoints"], titles_of(topology))
    for title, columns in (
        ("processes", ("name", "pid", "state")),
        ("services", ("name", "serving")),
        ("plugins", ("name", "kind", "state", "message")),
        ("readers", ("center", "reader", "state", "events_behind", "seconds_behind", "letters")),
    ):
        table = Table(*columns, title=title, title_justify="left", box=None, padding=(0, 2))
        for row in status[title]:
            table.add_row(*(_cell(row.get(column)) for column in columns))
        if status[title]:
            out.print(table)
    for trouble in _troubles(status):
        show.say(f"! {trouble}")
    if status["demo"]:
        show.demo(status["demo"])


def _troubles(status: Mapping[str, Any]) -> list[str]:
    """Return what a person must look at, one line each."""
    readers = [reader for reader in status["readers"] if reader["trouble"]]
    return [
        *(
            f"{work['name']} is {work['state']}: {work['message']}"
            for work in status["work"]
            if work["message"]
        ),
        *map(trouble_of, readers),
        *status["problems"],
    ]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "[red]no[/]"
    return "" if value is None else str(value)
