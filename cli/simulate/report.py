"""What a simulated platform reports: its orders beside those of the order center."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from zhongtai.order.v1 import order_pb2

from cli.audit.check import Check
from cli.replay.report import console
from mesh.pure.money import format_minor
from simulators.core.book import Book
from simulators.core.compare import Difference
from simulators.core.entry import Entry
from simulators.core.simulation import Outcome

CURRENCY = "CNY"
MOST_DIFFERENCES = 60
Row = tuple[str, list[Entry]]


def show(platform: str, book: Book, outcome: Outcome, *, each: bool) -> None:
    """Print the books side by side, what happened, and each difference."""
    entries = list(book.all())
    rows = _by_order(entries) if each else _by_story(entries)
    console.print(_books(platform, rows, outcome))
    console.print(_happenings(outcome))
    if outcome.differences:
        console.print(_differences(outcome.differences))
    console.print(
        f"{len(entries):,} orders, {len(outcome.differences):,} differences, "
        f"{outcome.seconds:,.0f} s"
    )


def show_all(
    outcomes: Sequence[Outcome],
    killed: Mapping[str, int],
    checks: Sequence[Check] | None,
    seconds: float,
) -> None:
    """Print what was killed, and in a line how all of it went; None for what was not audited."""
    if killed:
        table = Table(title="killed", show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for name, times in sorted(killed.items()):
            table.add_row(name, f"{times:,}")
        console.print(table)
    words = [f"{sum(len(outcome.differences) for outcome in outcomes):,} differences"]
    if killed:
        words.append(f"{sum(killed.values()):,} kills")
    if checks is not None:
        breaches = sum(check.breach_count for check in checks)
        words.append(f"{len(checks)} checks with {breaches:,} breaches")
    console.print(f"in all {', '.join(words)}, {seconds / 60:,.1f} minutes")


def _by_story(entries: Iterable[Entry]) -> list[Row]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.order.story.name].append(entry)
    return sorted(groups.items())


def _by_order(entries: Iterable[Entry]) -> list[Row]:
    return [(f"{entry.order.number} {entry.order.story.name}", [entry]) for entry in entries]


def _books(platform: str, rows: Sequence[Row], outcome: Outcome) -> Table:
    table = Table(title=f"{platform}, and what the order center holds")
    table.add_column("what became of it", no_wrap=True)
    for name in ("sold", "for", "given back"):
        table.add_column(name, justify="right")
    table.add_column("states there", no_wrap=True)
    for name in ("held", "paid", "refunded"):
        table.add_column(name, justify="right")
    table.add_column("states in the order center", no_wrap=True)
    table.add_column("differ", justify="right")
    for name, entries in [*rows, ("all", [entry for _name, some in rows for entry in some])]:
        table.add_row(name, *_sold(entries), *_held(entries, outcome))
    return table


def _sold(entries: Sequence[Entry]) -> list[str]:
    return [
        f"{len(entries):,}",
        money(sum(entry.order.total for entry in entries)),
        money(sum(entry.given_back for entry in entries)),
        _words(entry.stage.name for entry in entries),
    ]


def _held(entries: Sequence[Entry], outcome: Outcome) -> list[str]:
    numbers = {entry.order.number for entry in entries}
    orders = [outcome.held[number] for number in numbers if number in outcome.held]
    names = order_pb2.OrderStatus.Name
    return [
        f"{len(orders):,}",
        money(sum(order.amounts.paid.minor_units for order in orders)),
        money(sum(order.amounts.refunded.minor_units for order in orders)),
        _words(names(order.status).removeprefix("ORDER_STATUS_") for order in orders),
        str(sum(each.number in numbers for each in outcome.differences)),
    ]


def _happenings(outcome: Outcome) -> Table:
    table = Table(title="what happened", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in sorted(outcome.counts.items()):
        table.add_row(name, f"{count:,}")
    return table


def _differences(differences: Sequence[Difference]) -> Table:
    table = Table(title="differences")
    for name in ("order", "what", "platform", "order center"):
        table.add_column(name, overflow="fold")
    for each in differences[:MOST_DIFFERENCES]:
        table.add_row(each.number, each.what, each.platform, each.center)
    if len(differences) > MOST_DIFFERENCES:
        table.add_row("…", f"{len(differences) - MOST_DIFFERENCES:,} more", "", "")
    return table


def _words(names: Iterable[str]) -> str:
    counts: Mapping[str, int] = _counted(names)
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return counts


def money(amount: int) -> str:
    """Return an amount of the demo's chain as its tables show it."""
    return f"{float(format_minor(amount, CURRENCY)):,.2f}"
