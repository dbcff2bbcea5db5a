"""`zhongtai move compare`: each order in both systems, and where they differ, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from cli.move.books import Seen, first_of, read_books
from cli.move.model import ENDED, STATUSES, Order
from cli.move.moving import plan_for
from cli.move.orders import is_taken_here, waits
from cli.move.watched import refunded_of
from cli.replay.connection import Link
from cli.replay.report import console
from mesh.pure.money import format_minor

NOT_HERE = "import it: `zhongtai move import`"
NOT_THERE = "the old system should have taken it: look it up there"
MOVED_ON = "a later import follows"
OLDER = "the files are older than what was brought: export anew"
LOOK = "look at both, and correct the one that is wrong"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of one order that differs."""

    order: str
    what: str
    there: str
    here: str
    advice: str


@dataclass(slots=True)
class Comparison:
    """What was compared: `alike` orders are the same in both, `waiting` are not begun."""

    differences: list[Difference]
    wrong: list[str]
    alike: int = 0
    waiting: int = 0


async def compare(link: Link, folder: Path) -> Comparison:
    """Compare the orders of a folder with the platform's. Raise Problem."""
    plan, places, currency = await plan_for(link, folder)
    found = Comparison([], [*plan.wrong, *map(str, plan.conflicts)])
    books, since = await read_books(link, places, plan.orders), first_of(plan.orders)
    for order in plan.orders:
        seen = books.pop(order.key, None)
        differing = list(_differences(order, seen, currency))
        if seen is None and waits(order, places):
            found.waiting += 1
        elif differing:
            found.differences += differing
        else:
            found.alike += 1
    found.differences += [
        Difference(str(key), "order", "-", seen.status, NOT_THERE)
        for key, seen in sorted(books.items())
        # What the platform takes by now, the old system need not have.
        if key not in plan.held
        and not is_taken_here(key, places)
        and seen.placed_at >= since[key.store, key.channel]
    ]
    return found


def show(found: Comparison) -> None:
    """Print it."""
    for line in found.wrong:
        console.print(f"[yellow]not compared[/yellow] {line}", highlight=False)
    if found.differences:
        table = Table("order", "what", "old system", "platform", "what to do")
        for each in found.differences:
            table.add_row(each.order, each.what, each.there, each.here, each.advice)
        console.print(table)
    orders = len({each.order for each in found.differences})
    console.print(
        f"{found.alike:,} orders alike, {orders:,} differ, {found.waiting:,} wait to be begun"
    )


def _differences(order: Order, seen: Seen | None, currency: str) -> Iterator[Difference]:
    facts, key = order.facts, str(order.key)
    if seen is None:
        yield Difference(key, "order", order.status, "-", NOT_HERE)
        return
    # Once an order is handed over, the old system knows no more of it.
    is_handed_over = seen.is_ours and order.status == "placed"
    if order.status != seen.status and not is_handed_over:
        yield Difference(key, "status", order.status, seen.status, _advice(order, seen))
    amounts = [("total", facts.total or 0, seen.total)]
    if order.status == seen.status:
        amounts.append(("refunded", refunded_of(facts), seen.refunded))
    for what, there, here in amounts:
        if there != here:
            said, ours = (format_minor(each, currency) for each in (there, here))
            yield Difference(key, what, said, ours, LOOK)
    pieces = sum(line.quantity for line in facts.lines or ())
    if pieces != seen.pieces:
        yield Difference(key, "pieces", f"{pieces}", f"{seen.pieces}", LOOK)
    if facts.pickup_code and order.status not in ENDED and facts.pickup_code != seen.pickup_code:
        yield Difference(key, "pick-up code", facts.pickup_code, seen.pickup_code or "-", MOVED_ON)


def _advice(order: Order, seen: Seen) -> str:
    if seen.is_ours or seen.status in ENDED:
        return LOOK
    is_behind = STATUSES.index(order.status) > STATUSES.index(seen.status)
    return MOVED_ON if is_behind else OLDER
