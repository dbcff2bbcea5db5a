"""`zhongtai simulate`: a platform that sells, or WeChat; it misbehaves, and compares the books."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvloop

from cli.problems import Problem
from cli.simulate import wechat
from cli.simulate.accounts import PLATFORMS
from cli.simulate.run import listen, simulate
from cli.simulate.sides import Wanted
from cli.simulate.wechat import WECHAT
from simulators.core.faults import ALL, WORDS, UnknownFault, parse

DEFAULT_ORDERS = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "faults:\n" + "\n".join(
        f"  {fault:<16} {words}" for fault, words in WORDS.items()
    )
    parser.add_argument(
        "platform",
        choices=[*PLATFORMS, ALL, WECHAT],
        help="whose side is played; all: the takeaway platforms at once",
    )
    parser.add_argument(
        "--orders", type=int, default=DEFAULT_ORDERS, help=f"how many are sold ({DEFAULT_ORDERS})"
    )
    parser.add_argument("--faults", default="none", help="none (default), all, or a list: a,b,c")
    parser.add_argument("--seed", type=int, default=1, help="decides orders and faults (1)")
    parser.add_argument(
        "--at-once", type=int, default=40, help="orders of a platform under way at once (40)"
    )
    parser.add_argument(
        "--replay",
        type=Path,
        metavar="FOLDER",
        help="meanwhile replay as many orders of a recorded pizza year through the mini-program",
    )
    parser.add_argument(
        "--kill",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="meanwhile kill a process of the platform every so often, a plug-in or its database "
        "among them (kill -9); --seed decides which",
    )
    parser.add_argument("--audit", action="store_true", help="audit the platform at the end")
    parser.add_argument(
        "--each", action="store_true", help="a row for each order, not one for each story"
    )
    parser.add_argument(
        "--listen", action="store_true", help="sell nothing by itself; stay, with a page to click"
    )
    parser.add_argument(
        "--settings",
        action="store_true",
        help="print settings with which a platform that is started then meets WeChat, and end",
    )


def run(options: argparse.Namespace) -> int:
    """Simulate; exit code 1 when the books differ, a replay is refused or an audit is not clean."""
    try:
        faults = parse(options.faults)
    except UnknownFault as unknown:
        raise Problem(str(unknown)) from None
    wanted = Wanted(
        tuple(PLATFORMS) if options.platform == ALL else (options.platform,),
        max(1, options.orders),
        faults,
        options.seed,
        max(1, options.at_once),
        each=options.each,
        replayed=options.replay,
        kill_seconds=max(0.0, options.kill),
        audited=options.audit,
    )
    if options.platform == WECHAT:
        return _run_wechat(wanted, options)
    if options.settings:
        raise Problem("--settings is for WeChat: `zhongtai up --demo` makes those of the others.")
    return uvloop.run(listen(wanted) if options.listen else simulate(wanted))


def _run_wechat(wanted: Wanted, options: argparse.Namespace) -> int:
    if options.settings:
        return wechat.tell_settings()
    return uvloop.run(wechat.listen() if options.listen else wechat.play(wanted))
