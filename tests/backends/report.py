"""Says how a run went: what was done and killed, both sides beside each other, what differs."""

from rich.table import Table

from cli.replay.report import console, show_table
from tests.backends.run import Outcome
from tests.backends.sides.compared import Compared

MOST_DIFFERENCES = 40


def show(outcome: Outcome) -> None:
    """Print it."""
    rows = [*((name, f"{n:,}") for name, n in sorted(outcome.told.items()))]
    rows += [(f"seconds until {name}", f"{s:,.0f}") for name, s in outcome.seconds.items()]
    show_table("what customers did", rows, outcome.tally)
    if outcome.killed:
        killed = Table("taken away", "times")
        for name, times in sorted(outcome.killed.items()):
            killed.add_row(name, str(times))
        console.print(killed)
    for compared in outcome.compared:
        console.print(_sides(compared))
        for line in compared.differences[:MOST_DIFFERENCES]:
            console.print(f"  differs: {line}", highlight=False)
        if (more := len(compared.differences) - MOST_DIFFERENCES) > 0:
            console.print(f"  … and {more:,} more")
    for line in outcome.unfinished[:MOST_DIFFERENCES]:
        console.print(f"did not end: {line}", highlight=False)
    differences = sum(len(each.differences) for each in outcome.compared)
    console.print(
        f"{outcome.tally.done:,} orders, {outcome.killed.total():,} kills, "
        f"{differences:,} differences, {len(outcome.unfinished):,} unfinished"
    )


def _sides(compared: Compared) -> Table:
    table = Table("", "here", "there", title=f"{compared.name}: {compared.checked:,} values")
    for what, ours, theirs in compared.sums:
        table.add_row(what, ours, theirs)
    table.add_row("differences", str(len(compared.differences)), "")
    return table
