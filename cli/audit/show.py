"""The findings of an audit, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from cli.audit.check import Check
from cli.replay.report import make_console

MAX_SHOWN = 20
"""How many breaches of a check the table shows; `--breaches` shows all that are named."""


def print_table(checks: Sequence[Check], *, breaches_only: bool) -> None:
    """A line for every check, then one for every breach."""
    console = make_console()
    shown = [check for check in checks if check.breach_count or not breaches_only]
    if not breaches_only:
        console.print(_table(shown))
    for check in shown:
        words = check.words()
        lines = words if breaches_only else words[:MAX_SHOWN]
        where = f"{check.merchant} {check.center}".strip()
        for line in lines:
            console.print(
                f"[red]breach[/red] {escape(where)} {check.name}: {escape(line)}", highlight=False
            )
        if len(words) > len(lines):
            left = len(words) - len(lines)
            console.print(f"       … {left:,} more lines: see `zhongtai audit --breaches`")
    total = sum(check.breach_count for check in checks)
    console.print(f"{len(checks)} checks, " + (f"{total:,} breaches" if total else "clean"))


def print_json(checks: Sequence[Check], *, breaches_only: bool) -> None:
    """A list with an object for every check."""
    shown = [_as_json(check) for check in checks if check.breach_count or not breaches_only]
    print(json.dumps(shown, indent=2, ensure_ascii=False))


def _table(checks: Sequence[Check]) -> Table:
    table = Table(title="audit")
    for column in ("", "merchant", "center", "what must be true", "looked at"):
        table.add_column(column, justify="right" if column == "looked at" else "left")
    for check in checks:
        mark = "[red]✗[/red]" if check.breach_count else "[green]✓[/green]"
        looked = "failed" if check.failure else f"{check.checked:,}"
        table.add_row(mark, check.merchant, check.center, check.description, looked)
    return table


def _as_json(check: Check) -> dict[str, object]:
    return {
        "merchant": check.merchant,
        "center": check.center,
        "name": check.name,
        "description": check.description,
        "checked": check.checked,
        "breach_count": check.breach_count,
        "breaches": check.words(),
        "failure": check.failure,
    }
