"""What the simulated WeChat reports: its trades beside the orders as their customers see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from cli.replay.report import console
from cli.simulate.report import money
from simulators.core.compare import Difference
from simulators.wechat.book import Trade
from simulators.wechat.courier import Courier


@dataclass(frozen=True, slots=True)
class Lived:
    """An order, and how its customer saw it last. `amounts` are those of the miniapp's answer."""

    story: str
    order_id: str
    payment_id: str
    status: str
    amounts: Mapping[str, int]


def differences(
    lives: Iterable[Lived], trades: Mapping[str, Trade], courier: Courier
) -> list[Difference]:
    """Return where WeChat's book and the orders differ, and what WeChat complains of."""
    found = []
    for lived in lives:
        trade = trades.get(lived.payment_id)
        paid, back = (trade.paid, trade.given_back) if trade else (0, 0)
        rows = [("paid", paid, lived.amounts["paid"]), ("back", back, lived.amounts["refunded"])]
        rows += [("kept", 0, paid - back)] if lived.status == "CANCELLED" else []
        found += [
            Difference(lived.order_id, what, money(there), money(here))
            for what, there, here in rows
            if there != here
        ]
    told = [*courier.misconduct, *(f"never taken: {url}" for url in courier.given_up)]
    return found + [Difference("", words, "", "") for words in told]


def show(
    lives: Sequence[Lived],
    trades: Mapping[str, Trade],
    courier: Courier,
    found: Sequence[Difference],
) -> None:
    """Print both books side by side, what happened, and each difference."""
    table = Table(title="WeChat, and what its customers see")
    for name in ("what they did", "orders", "paid", "back", "paid there", "back there"):
        table.add_column(name, justify="right" if name != "what they did" else "left")
    for story in [*sorted({each.story for each in lives}), ""]:
        some = [each for each in lives if story in ("", each.story)]
        there = [trades[each.payment_id] for each in some if each.payment_id in trades]
        sums = (
            sum(each.amounts["paid"] for each in some),
            sum(each.amounts["refunded"] for each in some),
            sum(each.paid for each in there),
            sum(each.given_back for each in there),
        )
        table.add_row(story or "all", f"{len(some):,}", *map(money, sums))
    console.print(table)
    for name, count in sorted(courier.counts.items()):
        console.print(f"{name}: {count:,}")
    for each in found:
        console.print(f"{each.number} {each.what}: {each.platform}, {each.center}")
    console.print(f"{len(lives):,} orders, {len(found):,} differences")
