"""Minting tokens, for `zhongtai token`: signed with the keys of the state folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from cli.demo import read_credentials
from cli.home import prepare
from cli.problems import Problem
from mesh.call.access import OF_CHANNELS, SCOPED, load_scopes
from mesh.call.context import Identity, Kind
from mesh.process.settings import ProcessSettings
from mesh.process.token_records import mint as mint_and_record
from mesh.process.tokens import LONGEST_SECONDS
from mesh.process.topology import deploy_folder

DEMO_MERCHANT = "demo"
EVERY_SCOPE = "all"
DEFAULT_HOURS = 24.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom the token shows, what it may do, and how long."""
    parser.add_argument("--merchant", default="", help="the chain; empty only for an operator")
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        help="what a service or an operator may do, for example orders.read; several times, or "
        f"with commas; {EVERY_SCOPE!r} for every scope (none; every one in the demo's chain)",
    )
    parser.add_argument("--store", default="", help="the store a till is bound to")
    parser.add_argument(
        "--channel", default="", help="the channel a person logged in through, or a guest entered"
    )
    parser.add_argument(
        "--hours", type=float, default=DEFAULT_HOURS, help="how long it is good (24)"
    )


def mint(options: argparse.Namespace) -> str:
    """Return the token asked for. Raise Problem."""
    kind = cast("Kind", options.kind)
    most = LONGEST_SECONDS[kind] // 3600
    if not 0 < options.hours <= most:
        raise Problem(f"--hours must be more than 0 and at most {most} for a {options.kind}.")
    if not options.merchant and options.kind != "operator":
        raise Problem(f"--merchant is missing: only an operator may be bound to none "
                      f"(the demo's is {DEMO_MERCHANT!r}).")  # fmt: skip
    if options.kind == "till" and not options.store:
        raise Problem("--store is missing: a till belongs to a store.")
    if options.kind in OF_CHANNELS and not options.channel:
        raise Problem(
            f"--channel is missing: a {options.kind} comes through a channel, such as miniapp."
        )
    home = ProcessSettings.read().home
    prepare(home)
    identity = Identity(
        kind=kind,
        subject=options.subject,
        merchant_id=options.merchant,
        scopes=scopes_of(options.kind, options.scope or _usual_scopes(home, options)),
        store_id=options.store,
        channel=options.channel,
    )
    return mint_and_record(home, identity, int(options.hours * 3600))


def _usual_scopes(home: Path, options: argparse.Namespace) -> list[str]:
    """Nothing, but everything for trying things out on the demo's chain, which holds no secrets."""
    demo = options.merchant == DEMO_MERCHANT and bool(read_credentials(home))
    if not demo or options.kind not in SCOPED:
        return []
    sys.stderr.write("The demo's chain: this token has every scope. Name fewer with --scope.\n")
    return [EVERY_SCOPE]


def scopes_of(kind: str, given: Iterable[str]) -> frozenset[str]:
    """Return the scopes that were given, `all` meaning every one there is. Raise Problem."""
    wanted = {scope.strip() for text in given for scope in text.split(",")} - {""}
    if wanted and kind not in SCOPED:
        raise Problem(f"--scope is for a service or an operator: what a {kind} may do is fixed.")
    known = load_scopes(deploy_folder())
    if EVERY_SCOPE in wanted:
        return frozenset(known)
    if unknown := sorted(wanted - set(known)):
        lines = "".join(f"\n    {name:<18} {meaning}" for name, meaning in known.items())
        raise Problem(f"There is no scope {unknown[0]!r}. There are:{lines}")
    return frozenset(wanted)
