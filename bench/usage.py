"""What a platform used: processor time and memory by process, statements by name."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
import psutil

from bench.platform import HOSTING

_STATEMENTS = re.compile(
    # Of several workers each value names its process, too.
    r'^zhongtai_statements_total\{center="(\w+)",statement="(\w+)"[^}]*\} (\S+)$',
    re.MULTILINE,
)
_MILLION = 1_000_000
SETTLE_SECONDS = 1.5
IDLE_SECONDS = 5.0


class Figures(defaultdict[str, float]):
    """Numbers by name; 0 for what was never named."""

    def __init__(self, figures: Mapping[str, float] | None = None) -> None:
        super().__init__(float, figures or {})

    def less(self, others: Mapping[str, float], times: float = 1.0) -> Figures:
        """Return what is left without so many times the others."""
        return Figures({key: self[key] - times * others.get(key, 0.0) for key in list(self)})


@dataclass(slots=True)
class Usage:
    """CPU in milliseconds and memory in MB by process, statements by center and name."""

    cpu: Figures = field(default_factory=Figures)
    memory: Figures = field(default_factory=Figures)
    statements: Figures = field(default_factory=Figures)

    def since(self, before: Usage) -> Usage:
        """Return what was used since then; memory as it is now."""
        return Usage(
            self.cpu.less(before.cpu),
            self.memory,
            self.statements.less(before.statements),
        )

    def less(self, idle: Usage, share: float) -> Usage:
        """Return the usage without what an idle platform uses in `share` times its span."""
        return Usage(
            self.cpu.less(idle.cpu, share),
            self.memory,
            self.statements.less(idle.statements, share),
        )


async def idle_usage(platform: psutil.Process, metrics_url: str) -> Usage:
    """Return what a platform uses in `IDLE_SECONDS` when nobody asks it for anything."""
    await asyncio.sleep(SETTLE_SECONDS)
    before = await usage_now(platform, metrics_url)
    await asyncio.sleep(IDLE_SECONDS)
    return (await usage_now(platform, metrics_url)).since(before)


async def usage_now(platform: psutil.Process, metrics_url: str) -> Usage:
    """Return what the processes of a platform have used since their start."""
    usage = Usage()
    for process in [platform, *platform.children(recursive=True)]:
        try:
            times, name = process.cpu_times(), _name_of(process)
            memory = _memory_of(process, name)
        except psutil.NoSuchProcess:
            continue
        usage.cpu[name] += 1000 * (times.user + times.system)
        usage.memory[name] += memory / _MILLION
    async with httpx.AsyncClient() as http:
        text = (await http.get(metrics_url)).text
    for center, statement, count in _STATEMENTS.findall(text):
        usage.statements[f"{center}.{statement}"] += float(count)
    return usage


def _memory_of(process: psutil.Process, name: str) -> int:
    """Return its bytes; of PostgreSQL's processes, that share buffers, each its part of them."""
    if name == "postgres":
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    return int(process.memory_info().rss)


def _name_of(process: psutil.Process) -> str:
    """Return what a person calls the process."""
    command = process.cmdline()
    if "-m" not in command:
        return "postgres"
    module = command[command.index("-m") + 1]
    if module == HOSTING:
        return command[command.index("--process") + 1]
    return module.rpartition(".")[2] if module.startswith("plugins.") else "supervisor"
