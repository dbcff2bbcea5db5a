"""Meituan's records of what was asked back of an order, and whether ours is among them; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, timedelta

from gateways.takeaway.commands import Task
from gateways.takeaway.meituan import adapt, bodies
from gateways.takeaway.platforms import Unclear

BY_MERCHANT = "7"
"""Who asked (`apply_type`): the merchant."""
NOT_REFUSED = frozenset({"0", "2", "4", "5", "6"})
"""What became of it (`res_type`) where the money went back, or will."""
CLOCKS_APART = timedelta(minutes=1)
"""How far Meituan's clock and ours may be apart."""


def was_asked(task: Task, records: Iterable[bodies.RefundRecord]) -> bool:
    """Return whether the pieces of a task were asked back before, by all records of the order.

    Raise Unclear where something was asked back since the store agreed that may be the same.
    """
    agreed = task.event.occur_time.ToDatetime(UTC) - CLOCKS_APART
    since = [each for each in records if not 0 < each.ctime < agreed.timestamp()]
    if not since:
        return False
    [record, *others] = since
    ours = record.apply_type == BY_MERCHANT and record.res_type in NOT_REFUSED
    if others or not ours or _pieces(record) != _wanted(task):
        raise Unclear(platform="Meituan", why=f"{len(since)} wishes for money back since")
    return True


def _pieces(record: bodies.RefundRecord) -> Counter[str]:
    found: Counter[str] = Counter()
    for dish in record.food:
        found[dish.code] += int(dish.count)
    return found


def _wanted(task: Task) -> Counter[str]:
    found: Counter[str] = Counter()
    for piece in adapt.returned_pieces(task.order, task.after_sale):
        found[str(piece["sku_id"])] += int(piece["count"])
    return found
