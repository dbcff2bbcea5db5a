"""`zhongtai audit`: checks across all centers what must always be true.

Effects between centers follow feeds, so a check that fails is looked at again for some
seconds before it counts. Exit code 1 when something is breached.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from cli.audit.cross import Check, cross_checks
from cli.audit.cursors import feed_cursors_at_the_end
from cli.audit.facts import read_facts
from cli.replay.connection import MERCHANT, connected
from cli.replay.report import make_console
from cli.status import collect
from mesh.context import Identity
from mesh.settings import ProcessSettings

AUDITOR = Identity(
    "operator",
    "audit",
    MERCHANT,
    frozenset(
        {"audit.read", "operations.read", "orders.read", "payments.read"}
        | {"promotions.read", "stock.read", "stores.read"}
    ),
)
AGAIN_SECONDS = 2.0
MAX_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--wait",
        type=float,
        default=30.0,
        help="seconds that feeds get to catch up before a breach counts (30)",
    )


def run(options: argparse.Namespace) -> int:
    """Audit; exit code 1 when something is breached."""
    checks = asyncio.run(audit(options.wait, quiet=options.json))
    if options.json:
        print(json.dumps([_as_json(center, check) for center, check in checks], indent=2))
    else:
        _show(checks)
    return 1 if any(check.breaches for _, check in checks) else 0


async def audit(wait_seconds: float, *, quiet: bool) -> list[tuple[str, Check]]:
    """Every check with the center it belongs to; repeated while feeds may be catching up."""
    console = make_console(stderr=True, quiet=quiet)
    deadline = time.monotonic() + wait_seconds
    with console.status("asking the centers") as spinner:
        while True:
            checks = await _once(lambda what: spinner.update(f"reading {what}"))
            clean = not any(check.breaches for _, check in checks)
            if clean or time.monotonic() >= deadline:
                return checks
            spinner.update("waiting for the feeds")
            await asyncio.sleep(AGAIN_SECONDS)


async def _once(progress: Any) -> list[tuple[str, Check]]:
    async with connected(4, AUDITOR) as connection:
        facts = await read_facts(connection, progress)
    own = [
        (center, Check(check.name, check.description, check.checked_count, _breaches(check)))
        for center, found in facts.own_checks.items()
        for check in found
    ]
    between = [("all", check) for check in cross_checks(facts, datetime.now(UTC))]
    status = await collect(ProcessSettings.read(), os.environ)
    return [*own, *between, ("feeds", feed_cursors_at_the_end(facts, status))]


def _breaches(check: Any) -> list[str]:
    more = check.breach_count - len(check.breaches)
    return [*check.breaches, *([f"… and {more} more"] if more > 0 else [])]


def _show(checks: list[tuple[str, Check]]) -> None:
    table = Table(title="audit")
    for column in ("", "center", "what must be true", "looked at"):
        table.add_column(column, justify="right" if column == "looked at" else "left")
    for center, check in checks:
        mark = "[red]✗[/red]" if check.breaches else "[green]✓[/green]"
        table.add_row(mark, center, check.description, f"{check.checked:,}")
    console = make_console()
    console.print(table)
    for center, check in checks:
        for breach in check.breaches[:MAX_SHOWN]:
            console.print(f"[red]breach[/red] {center} {check.name}: {breach}", highlight=False)
    total = sum(len(check.breaches) for _, check in checks)
    console.print(
        f"{len(checks)} checks, {total} breaches" if total else f"{len(checks)} checks, clean"
    )


def _as_json(center: str, check: Check) -> dict[str, Any]:
    return {
        "center": center,
        "name": check.name,
        "description": check.description,
        "checked": check.checked,
        "breaches": list(check.breaches),
    }
