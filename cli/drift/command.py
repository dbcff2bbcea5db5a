"""`zhongtai drift`: where the books of another system and ours differ, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import ModuleType

import grpc
from rich.table import Table

from cli.audit.centers import opened, why
from cli.drift import crm, erp, payment
from cli.drift.backlogs import Backlog, backlogs_of
from cli.problems import Problem
from cli.show import console
from cli.status import collect
from cli.text import print_json
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings

KINDS: Mapping[str, ModuleType] = {"erp": erp, "crm": crm, "payment": payment}
"""What each kind of books is compared by."""
SCOPES = frozenset({"audit.read", "stock.read", "members.read", "payments.read"})
ASKER = Identity("operator", "drift", "", SCOPES)
"""Who asks: an operator of all merchants, who reads nothing but this."""

Differences = Sequence[erp.Difference | crm.Difference | payment.Difference]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which books, of which merchants."""
    parser.add_argument(
        "kind",
        choices=sorted(KINDS),
        help="erp: stock; crm: members and points; and what waits in either way; payment: what "
        "does not agree with providers and their bills",
    )
    parser.add_argument(
        "--merchant", action="append", default=[], help="this merchant only (all there are)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> int:
    """Print it; exit code 1 when something differs or waits. Raise Problem where nothing runs."""
    differences, backlogs = asyncio.run(_report(options.kind, options.merchant))
    if options.json:
        print_json(
            {
                "differences": [asdict(each) for each in differences],
                "backlogs": [asdict(each) for each in backlogs],
            }
        )
    else:
        _show(KINDS[options.kind], differences, backlogs)
    return 1 if differences or backlogs else 0


async def _report(kind: str, merchants: list[str]) -> tuple[Differences, list[Backlog]]:
    books = KINDS[kind]
    async with opened(ASKER) as centers:
        try:
            found: Differences = await books.differences(centers, merchants)
        except grpc.aio.AioRpcError as exc:
            raise Problem(f"The {books.CENTER} center cannot be asked: {why(exc)}") from None
    status = await collect(ProcessSettings.read(os.environ), os.environ)
    return found, backlogs_of(status, kind, books.READERS)


def _show(books: ModuleType, differences: Differences, backlogs: Sequence[Backlog]) -> None:
    out = console()
    table = Table(*books.COLUMNS, box=None, padding=(0, 2))
    for each in differences:
        table.add_row(*books.cells(each))
    waiting = Table("reader", "waiting", "letters", "what to do", box=None, padding=(0, 2))
    for backlog in backlogs:
        waiting.add_row(backlog.reader, str(backlog.waiting), str(backlog.letters), backlog.advice)
    for shown in (table, waiting):
        if shown.row_count:
            out.print(shown)
    if not table.row_count and not waiting.row_count:
        out.print("no drift: both sides say the same, and nothing waits")
