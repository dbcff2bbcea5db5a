"""Waits until the platform has nothing under way: before that its books cannot be compared."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from typing import Any

from rich.progress import Progress

from cli.status import PASSING, collect
from mesh.process.settings import ProcessSettings

LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 900.0
"""Longer than a letter waits for its next try, or a process until it is started again."""


async def until_quiet(bar: Progress) -> None:
    """Return when everything serves and no reader has anything before it.

    What waits for an operator (a dead letter, a plug-in that is broken) is not waited for. After
    a quarter of an hour what is still under way is told, and nothing is waited for any more.
    """
    task, ends = bar.add_task("under way", total=None), time.monotonic() + PATIENCE_SECONDS
    settings = ProcessSettings.read(os.environ)
    while busy := under_way(await collect(settings, os.environ)):
        bar.update(task, completed=len(busy))
        if time.monotonic() > ends:
            bar.console.print(f"still under way: {', '.join(busy)}")
            break
        await asyncio.sleep(LOOK_SECONDS)
    bar.update(task, total=len(busy), completed=len(busy))


def under_way(status: Mapping[str, Any]) -> list[str]:
    """Return what does not serve yet and who still reads, given what `zhongtai status` tells."""
    if not status["running"]:
        return ["the platform"]
    serving = (*status["processes"], *status["services"])
    starting = [each["name"] for each in serving if not each["serving"]]
    plugins = [each["name"] for each in status["plugins"] if each["state"] in PASSING]
    readers = [each["reader"] for each in status["readers"] if _reads(each)]
    return [*starting, *plugins, *readers]


def _reads(reader: Mapping[str, Any]) -> bool:
    """Return whether a reader of the platform's own will still do something by itself."""
    waiting = reader["letters"] - reader.get("stopped_letters", 0)
    return bool(reader["state"]) and bool(reader["events_behind"] or waiting > 0)
