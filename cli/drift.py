"""`zhongtai drift`: where the books of another system and ours differ, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import grpc
from rich.table import Table
from zhongtai.inventory.v1 import erp_pb2

from cli.audit.centers import opened, why
from cli.problems import Problem
from cli.show import console
from cli.status import collect
from cli.text import print_json
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings

KINDS = ("erp",)
ASKER = Identity("operator", "drift", "", frozenset({"audit.read", "stock.read"}))
"""Who asks: an operator of all merchants, who reads nothing but this."""

READERS = ("items", "counts", "movements", "postings")
"""What the names of the readers of an ERP end with."""

UNKNOWN = (
    "no SKU has this code: give it to one as its external code, or take it out of the ERP's list"
)
BELOW_ZERO = "the ERP has less than none: count the shelf, and enter it in the ERP"
NOT_TAKEN = "it would leave less than orders have reserved: count the shelf, and correct either"
COLUMNS = ("chain", "store", "code", "here", "erp", "compared", "what to do")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that differs; `here` is None where nothing has the code."""

    chain: str
    store: str
    code: str
    here: int | None
    erp: int
    compared: str
    advice: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a reader has still to do before both sides can agree."""

    reader: str
    waiting: int
    letters: int
    advice: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which books, of which merchants."""
    parser.add_argument("kind", choices=KINDS, help="erp: stock, and what waits in either way")
    parser.add_argument(
        "--merchant", action="append", default=[], help="this merchant only (all there are)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(options: argparse.Namespace) -> int:
    """Print it; exit code 1 when something differs or waits. Raise Problem where nothing runs."""
    differences, backlogs = asyncio.run(_report(options.merchant))
    if options.json:
        print_json(
            {
                "differences": [asdict(each) for each in differences],
                "backlogs": [asdict(each) for each in backlogs],
            }
        )
    else:
        _show(differences, backlogs)
    return 1 if differences or backlogs else 0


async def _report(merchants: list[str]) -> tuple[list[Difference], list[Backlog]]:
    found: list[Difference] = []
    async with opened(ASKER) as centers:
        try:
            for merchant in merchants or await centers.merchants("inventory"):
                found += [difference(merchant, each) async for each in centers.erp_drifts(merchant)]
        except grpc.aio.AioRpcError as exc:
            raise Problem(f"The inventory center cannot be asked: {why(exc)}") from None
    status = await collect(ProcessSettings.read(os.environ), os.environ)
    return found, backlogs_of(status)


def difference(merchant: str, drift: erp_pb2.ErpDrift) -> Difference:
    """Return a drift in an operator's words."""
    advice = BELOW_ZERO if drift.erp_quantity < 0 else NOT_TAKEN
    return Difference(
        merchant,
        drift.store_id,
        drift.erp_code,
        drift.on_hand if drift.sku_id else None,
        drift.erp_quantity,
        drift.compare_time.ToJsonString()[:19] + "Z",
        advice if drift.sku_id else UNKNOWN,
    )


def backlogs_of(status: Mapping[str, Any]) -> list[Backlog]:
    """Return the readers of ERPs that have something to do, or something put aside."""
    plugins = {each["name"]: each for each in status["plugins"] if each["kind"] == "erp"}
    found = []
    for reader in status["readers"]:
        _, _, rest = reader["reader"].partition(".")
        plugin, _, what = rest.rpartition(".")
        waiting, letters = int(reader["events_behind"]), int(reader["letters"])
        if plugin in plugins and what in READERS and (waiting or letters):
            advice = _advice(plugins[plugin], letters)
            found.append(Backlog(reader["reader"], waiting, letters, advice))
    return found


def _advice(plugin: Mapping[str, Any], letters: int) -> str:
    if letters:
        return "see `zhongtai letters list`: mend what they say, and retry them"
    if plugin["state"] != "ready":
        return f"{plugin['name']} is {plugin['state']}: {plugin['message'] or 'see its log'}"
    return "wait: it is being told"


def _show(differences: Iterable[Difference], backlogs: Iterable[Backlog]) -> None:
    out = console()
    table = Table(*COLUMNS, box=None, padding=(0, 2))
    for each in differences:
        here = "-" if each.here is None else str(each.here)
        cells = (each.chain, each.store, each.code, here, str(each.erp), each.compared)
        table.add_row(*cells, each.advice)
    waiting = Table("reader", "waiting", "letters", "what to do", box=None, padding=(0, 2))
    for backlog in backlogs:
        waiting.add_row(backlog.reader, str(backlog.waiting), str(backlog.letters), backlog.advice)
    for shown in (table, waiting):
        if shown.row_count:
            out.print(shown)
    if not table.row_count and not waiting.row_count:
        out.print("no drift: both sides say the same, and nothing waits")
