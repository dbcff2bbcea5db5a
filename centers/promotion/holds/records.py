"""Rows of the tables ⇄ model: the shape in which holds and budgets lie in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from centers.promotion.coupons.model import Coupon
from centers.promotion.holds.model import (
    Budget,
    Hold,
    HoldItem,
    HoldState,
    PersonUse,
    Uses,
)
from centers.promotion.holds.work import Work
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, columns
from mesh.pure.ids import OrderKey

_COUNTING = {HoldState.HELD, HoldState.REDEEMED}

budget_of = RowReader(Budget, nested=["key", "limits"])
_hold_of = RowReader(Hold, nested=["key"])
_item_of = RowReader(HoldItem, nested=["key"])

_COUPONS = Columns(Coupon, *("key.merchant_id", "key.coupon_id", "state", "order_id", "updated_at"))
_HOLDS = Columns(
    Hold,
    *("key.merchant_id", "key.store_id", "key.order_id", "person_id", "currency", "state"),
    *("digest", "day", "expires_at", "created_at", "updated_at", "version"),
)


def work_arguments(work: Work) -> list[Any]:
    """Return all that a batch has changed, as the parameters of the statement keep_holds."""
    holds = work.changed_holds()
    return [
        *columns([_change(old, new) for old, new in work.changed_budgets()], 6),
        *_COUPONS(work.changed_coupons()),
        *_HOLDS(holds),
        *columns([_item(each, item) for each in holds for item in each.items], 10),
        *columns([(*order, *offer) for order, offer in work.dropped_items()], 5),
        *columns([(*key, old, new) for key, old, new in work.changed_first_orders()], 4),
    ]


def holds_of(rows: Iterable[Record], items: Iterable[Record]) -> list[Hold]:
    """Return the holds in rows of `holds`, with their items."""
    found: defaultdict[OrderKey, list[HoldItem]] = defaultdict(list)
    for item in (item for item in items if item["promotion_id"] is not None):
        found[order_of(item)].append(_item_of(item))
    return [_hold_of(row, items=found[order_of(row)]) for row in rows]


def uses_of(rows: Iterable[Record]) -> dict[PersonUse, Uses]:
    """Return the uses in rows of the statement count_uses."""
    found: dict[PersonUse, Uses] = {}
    for row in rows:
        key = PersonUse(row["merchant_id"], row["promotion_id"], row["person_id"])
        found[key] = found.get(key, Uses()).changed(row["day"], row["uses"])
    return found


def order_of(row: Record) -> OrderKey:
    """Return the order that a row is about."""
    return OrderKey(row["merchant_id"], row["store_id"], row["order_id"])


def _change(old: Budget, new: Budget) -> tuple[Any, ...]:
    # Differences, not results: should a lock ever be forgotten, no change is lost.
    return (
        *new.key,
        new.held_uses - old.held_uses,
        new.redeemed_uses - old.redeemed_uses,
        new.held_amount - old.held_amount,
        new.redeemed_amount - old.redeemed_amount,
    )


def _item(hold: Hold, item: HoldItem) -> tuple[Any, ...]:
    counts = hold.state in _COUNTING
    return (*hold.key, *item.key, item.amount, hold.person_id, hold.day, counts, item.first_order)
