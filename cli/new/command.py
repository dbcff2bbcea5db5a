"""`zhongtai new gateway <name>`: a gateway that works, to be changed into the channel's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.new.gateway import KINDS, Gateway, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write, under which name, and where."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    gateway = parts.add_parser("gateway", help="a channel's gateway, with its tests and its unit")
    gateway.add_argument("name", help="the channel: 2 to 16 of a-z 0-9 _, a letter first")
    gateway.add_argument(
        "--kind",
        choices=KINDS,
        default=KINDS[0],
        help="platform (default): signed callbacks come in, statuses go out; "
        "app: customers with tokens call a REST interface",
    )
    gateway.add_argument(
        "--root", type=Path, default=Path(), help="the source tree (the current folder)"
    )


def run(options: argparse.Namespace) -> int:
    """Write it, and say what was written. Raise Problem."""
    gateway = Gateway(options.name, options.kind)
    for path in write(gateway, options.root):
        print(f"wrote   {path}")
    print(f"next    python -m pytest {gateway.test}")
    return 0
