"""`zhongtai replay`: brings recorded menus, stores and orders in, as real calls.

Running one twice changes nothing: every order, payment and report has a key of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import uvloop

from cli.replay import chipotle, pizza, stores

SOURCES: Mapping[str, Callable[[Path, int, int], Coroutine[Any, Any, int]]] = {
    "pizza-year": pizza.replay,
    "chipotle": chipotle.replay,
    "stores": stores.replay,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "source",
        choices=SOURCES,
        help="pizza-year: orders through the mini-program; chipotle: a takeaway platform's "
        "orders, finished long ago; stores: a list of stores with hours",
    )
    parser.add_argument("path", type=Path, help="the recorded folder or file")
    parser.add_argument("--orders", type=int, default=0, help="only so many, the first ones")
    parser.add_argument("--concurrency", type=int, default=32, help="so many at once (32)")


def run(options: argparse.Namespace) -> int:
    """Replay; exit code 1 when something was refused."""
    replay = SOURCES[options.source]
    return uvloop.run(replay(options.path, max(0, options.orders), max(1, options.concurrency)))
