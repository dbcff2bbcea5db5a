"""`zhongtai migrate`: every schema brought up to date, and nothing else started."""

from __future__ import annotations

import argparse
import asyncio
import os

from cli.databases import centers_of, databases, has_own_server, migrate_all
from cli.home import prepare
from mesh.process.settings import ProcessSettings
from mesh.process.topology import Topology


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: the databases come from the environment, as for `up`."""
    parser.epilog = "Databases come from ZHONGTAI_DATABASE_URL or ZHONGTAI_<CENTER>_DATABASE_URL."


def run(_options: argparse.Namespace) -> int:
    """Migrate all centers and print what was applied."""
    return asyncio.run(_run())


async def _run() -> int:
    settings = ProcessSettings.read()
    centers = centers_of(Topology.load("single", settings.deploy))
    if has_own_server(os.environ, centers):
        prepare(settings.home)
    async with databases(settings.home, os.environ, centers, print) as env:
        await migrate_all(env, centers, _print)
    return 0


def _print(center: str, applied: list[str]) -> None:
    print(f"{center:<12} {', '.join(applied) if applied else 'up to date'}")
