"""`zhongtai move`: moves a chain over from its old systems, step by step, and back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import grpc
import uvloop

from cli.demo import MERCHANT
from cli.move import comparing, giving, moving, switching
from cli.move.caller import CHECKS, READS, WRITES, mover
from cli.problems import Problem
from cli.replay.connection import linked
from cli.replay.report import console, progress_bar
from cli.text import print_json
from mesh.call.errors_wire import refusal_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with what."""
    parser.add_argument("--merchant", default=MERCHANT, help=f"the chain ({MERCHANT})")
    steps = parser.add_subparsers(dest="step", required=True)
    bring = steps.add_parser("import", help="bring a folder of the old systems' files in")
    bring.add_argument("folder", type=Path, help="the folder; docs/move-from-an-old-system.md")
    bring.add_argument("--dry-run", action="store_true", help="only say what that would do")
    beside = steps.add_parser("compare", help="say where their orders and ours differ")
    beside.add_argument("folder", type=Path, help="the folder, exported anew")
    beside.add_argument("--json", action="store_true", help="print JSON instead of a table")
    who = steps.add_parser(
        "switch", help="say who takes a store's orders of a channel, or change it"
    )
    who.add_argument("--store", default="", help="the store's code")
    who.add_argument("--channel", default="", help="the channel: miniapp, meituan, …")
    who.add_argument("--to", choices=[switching.PLATFORM, switching.OLD], default="")
    who.add_argument("--code", default="", help="how the channel calls the store")
    who.add_argument("--auto-accept", action="store_true", help="what it sells is accepted at once")
    back = steps.add_parser(
        "export", help="write the orders that were taken here, for the way back"
    )
    back.add_argument("folder", type=Path, help="a folder that is empty, or not there yet")
    back.add_argument(
        "--since", required=True, help="from this time on, like 2026-11-29T00:00+08:00"
    )


def run(options: argparse.Namespace) -> int:
    """Do it; exit code 1 where something was not taken, or differs. Raise Problem."""
    steps = {"import": _import, "compare": _compare, "switch": _switch, "export": _export}
    try:
        return uvloop.run(steps[options.step](options))
    except grpc.aio.AioRpcError as exc:
        raise Problem(f"The platform does not do that: {refusal_of(exc)}") from None


async def _import(options: argparse.Namespace) -> int:
    scopes = READS | (CHECKS if options.dry_run else WRITES)
    async with linked(mover(options.merchant, scopes)) as link:
        with progress_bar() as bar:
            report = await moving.move(link, options.folder, bar, dry=options.dry_run)
    report.show()
    return 0 if report.clean else 1


async def _compare(options: argparse.Namespace) -> int:
    async with linked(mover(options.merchant, READS)) as link:
        found = await comparing.compare(link, options.folder)
    if options.json:
        print_json(asdict(found))
    else:
        comparing.show(found)
    return 1 if found.differences or found.wrong else 0


async def _switch(options: argparse.Namespace) -> int:
    given = (options.store, options.channel, options.to)
    scopes = READS | WRITES if any(given) else READS
    async with linked(mover(options.merchant, scopes)) as link:
        if not any(given):
            await switching.show_who(link)
        elif all(given):
            wanted = switching.Switch(*given, options.code, options.auto_accept)
            console.print(await switching.switch(link, wanted), highlight=False)
        else:
            raise Problem("Name --store, --channel and --to together, or none of them.")
    return 0


async def _export(options: argparse.Namespace) -> int:
    try:
        since = datetime.fromisoformat(options.since)
    except ValueError:
        raise Problem(
            f"--since {options.since!r} is no time like 2026-11-29T00:00+08:00."
        ) from None
    if since.tzinfo is None:
        raise Problem("--since needs its offset, like +08:00.")
    async with linked(mover(options.merchant, READS)) as link:
        number = await giving.give(link, options.folder, since)
    console.print(f"{number:,} orders written to {options.folder}", highlight=False)
    return 0
