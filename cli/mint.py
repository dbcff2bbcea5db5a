"""`zhongtai token`: a token signed with the keys of the state folder."""

from __future__ import annotations

import argparse
from typing import cast, get_args

from cli.home import prepare
from cli.problems import Problem
from mesh.context import INTERNAL_ROLE, Identity, Kind
from mesh.settings import ProcessSettings
from mesh.tokens import TokenSigner

DEMO_MERCHANT = "demo"
DEFAULT_HOURS = 24.0
MOST_HOURS = 24 * 366


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom the token shows, and how long."""
    parser.add_argument("--kind", choices=get_args(Kind), default="service")
    parser.add_argument("--subject", required=True, help="whom it shows: a name or an id")
    parser.add_argument("--merchant", default="", help="the chain; empty only for an operator")
    parser.add_argument("--role", action="append", default=[], help="may be given several times")
    parser.add_argument("--store", default="", help="the store a till is bound to")
    parser.add_argument(
        "--hours", type=float, default=DEFAULT_HOURS, help="how long it is good (24)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the token, alone on its line, for use in scripts."""
    print(mint(options))
    return 0


def mint(options: argparse.Namespace) -> str:
    """The token asked for. Raises Problem."""
    if not 0 < options.hours <= MOST_HOURS:
        raise Problem(f"--hours must be more than 0 and at most {MOST_HOURS}.")
    if not options.merchant and options.kind != "operator":
        raise Problem(f"--merchant is missing: only an operator may be bound to none "
                      f"(the demo's is {DEMO_MERCHANT!r}).")  # fmt: skip
    if options.kind == "till" and not options.store:
        raise Problem("--store is missing: a till belongs to a store.")
    if INTERNAL_ROLE in options.role:
        raise Problem(f"The role {INTERNAL_ROLE!r} is shown by certificates only, never by tokens.")
    home = ProcessSettings.read().home
    prepare(home)
    identity = Identity(
        kind=cast("Kind", options.kind),
        subject=options.subject,
        merchant_id=options.merchant,
        roles=frozenset(options.role),
        store_id=options.store,
    )
    return TokenSigner.load(home).sign(identity, int(options.hours * 3600))
