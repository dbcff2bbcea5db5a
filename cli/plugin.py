"""`zhongtai plugin`: how plug-ins are, what they print, and to start them again or remove them."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from cli.home import read_running
from cli.problems import Problem
from cli.show import console
from cli.text import print_json
from mesh.plugins.output import log_of
from mesh.process.control import ControlRefused, NoAnswer, ask
from mesh.process.logfile import older
from mesh.process.settings import ProcessSettings

ANSWER_SECONDS = 2.5
ACTION_SECONDS = 60.0
FOLLOW_EVERY_SECONDS = 0.5
DEFAULT_LINES = 50
COLUMNS = ("name", "kind", "state", "version", "pid", "restarts", "process", "message")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action, and the plug-in it is about."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="how each plug-in is")
    listing.add_argument("--json", action="store_true", help="a JSON list, for programs")
    logs = actions.add_parser("logs", help="the end of what a plug-in printed")
    logs.add_argument("--lines", type=int, default=DEFAULT_LINES, help="how many lines (50)")
    logs.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    restart = actions.add_parser("restart", help="end a plug-in and start it again")
    remove = actions.add_parser(
        "remove", help="end a plug-in for good, and forget how far it has read"
    )
    for action in (logs, restart, remove):
        action.add_argument("name", help="the plug-in's name")


def run(options: argparse.Namespace) -> int:
    """Do it. Raise Problem when the platform does not run or the plug-in is not known."""
    home = ProcessSettings.read().home
    if options.action == "logs":
        _show_log(home, options.name, options.lines, follow=options.follow)
    elif options.action == "list":
        _list(asyncio.run(plugins_of(home, _processes(home))), as_json=options.json)
    else:
        print(asyncio.run(_act(home, options.action, options.name)))
    return 0


def _processes(home: Path) -> list[str]:
    facts = read_running(home)
    if facts is None:
        raise Problem(f"Nothing runs with {home}: start it with `zhongtai up`.")
    return list(facts["processes"])


async def plugins_of(home: Path, processes: Sequence[str]) -> list[dict[str, Any]]:
    """Return the plug-ins of all processes. Raise Problem when a process does not answer."""
    try:
        states = await asyncio.gather(
            *(ask(home, process, "state", ANSWER_SECONDS) for process in processes)
        )
    except NoAnswer as silent:
        raise Problem(f"{silent}: `zhongtai status` says more.") from silent
    return [
        {**plugin, "process": process}
        for process, state in zip(processes, states, strict=True)
        for plugin in state["plugins"]
    ]


async def _act(home: Path, action: str, name: str) -> str:
    """Return the process that hosts the plug-in; all of them about one that none hosts."""
    processes = _processes(home)
    hosts = {p["process"] for p in await plugins_of(home, processes) if p["name"] == name}
    if not hosts and action == "restart":
        raise Problem(f"There is no plug-in {name}: `zhongtai plugin list` shows all.")
    words = ""
    for process in sorted(hosts or processes):
        try:
            words = await ask(home, process, f"plugin.{action}", ACTION_SECONDS, name=name)
        except (NoAnswer, ControlRefused) as problem:
            raise Problem(str(problem)) from problem
    return words


def _list(plugins: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(plugins)
        return
    table = Table(*COLUMNS, box=None, padding=(0, 2))
    for plugin in plugins:
        table.add_row(*(str(plugin[column] or "") for column in COLUMNS))
    console().print(table)


def _show_log(home: Path, name: str, count: int, *, follow: bool) -> None:
    file = log_of(home, name)
    files = [path for path in (older(file, 1), file) if path.is_file()]
    if not files:
        raise Problem(f"The plug-in {name} has printed nothing: {file} is not there.")
    lines = [line for path in files for line in _text(path).splitlines()]
    for line in lines[-count:] if count > 0 else []:
        print(line)
    if follow:
        _follow(file)


def _follow(file: Path) -> None:
    """Print what is added, also after the file was turned over, until interrupted."""
    log = file.open("rb")
    log.seek(0, os.SEEK_END)
    while True:
        if added := log.read():
            print(added.decode("utf-8", "replace"), end="", flush=True)
            continue
        time.sleep(FOLLOW_EVERY_SECONDS)
        if file.exists() and file.stat().st_ino != os.fstat(log.fileno()).st_ino:
            log.close()
            log = file.open("rb")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
