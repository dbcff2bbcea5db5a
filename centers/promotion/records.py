"""Rows of the tables ⇄ model: the shape in which promotions and coupons lie in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2

from centers.promotion.hold_bench import HoldBench
from centers.promotion.holds import (
    Budget,
    Coupon,
    CouponKey,
    CouponState,
    Hold,
    HoldItem,
    HoldState,
    OrderKey,
    PersonUse,
    PromotionKey,
    Uses,
)
from centers.promotion.model import Limits, OfferKey, PromotionState, TemplateState
from mesh.data.database import Record
from mesh.data.rows import columns

_COUNTING = {HoldState.HELD, HoldState.REDEEMED}


@dataclass(frozen=True, slots=True)
class StoredPromotion:
    """A promotion with what orders have taken of it."""

    promotion_id: str
    state: PromotionState
    spec: promotion_pb2.PromotionSpec
    version: int
    created_at: datetime
    updated_at: datetime
    held_uses: int
    redeemed_uses: int
    held_amount: int
    redeemed_amount: int


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A coupon template with how many were issued."""

    template_id: str
    state: TemplateState
    spec: coupon_pb2.CouponTemplateSpec
    issued_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredCoupon:
    """A coupon with what its template gives."""

    coupon: Coupon
    spec: coupon_pb2.CouponTemplateSpec


def bench_arguments(bench: HoldBench) -> list[Any]:
    """Everything a bench has changed, as the parameters of the statement keep_holds."""
    holds = bench.changed_holds()
    return [
        *columns([_change(old, new) for old, new in bench.changed_budgets()], 6),
        *columns([_coupon(each) for each in bench.changed_coupons()], 5),
        *columns([_hold(each) for each in holds], 12),
        *columns([_item(each, item) for each in holds for item in each.items], 10),
        *columns([(*order, *offer) for order, offer in bench.dropped_items()], 5),
        *columns([(*key, old, new) for key, old, new in bench.changed_first_orders()], 4),
    ]


def budget_of(row: Record) -> Budget:
    """The budget in a row of `budgets`."""
    limits = Limits(
        row["total_amount"], row["total_uses"], row["per_person"], row["per_person_day"]
    )
    return Budget(
        PromotionKey(row["merchant_id"], row["promotion_id"]),
        row["currency"],
        limits,
        held_uses=row["held_uses"],
        redeemed_uses=row["redeemed_uses"],
        held_amount=row["held_amount"],
        redeemed_amount=row["redeemed_amount"],
    )


def coupon_of(row: Record) -> Coupon:
    """The coupon in a row of `coupons`."""
    return Coupon(
        CouponKey(row["merchant_id"], row["coupon_id"]),
        row["template_id"],
        row["person_id"],
        CouponState(row["state"]),
        issued_at=row["issued_at"],
        expires_at=row["expires_at"],
        updated_at=row["updated_at"],
        returns_on_refund=row["returns_on_refund"],
        order_id=row["order_id"],
    )


def stored_coupon_of(row: Record) -> StoredCoupon:
    """The coupon in a row of the statements find_coupons and list_coupons."""
    return StoredCoupon(coupon_of(row), coupon_pb2.CouponTemplateSpec.FromString(row["spec"]))


def holds_of(rows: Iterable[Record], items: Iterable[Record]) -> list[Hold]:
    """The holds in rows of `holds`, with their items."""
    found: defaultdict[OrderKey, list[HoldItem]] = defaultdict(list)
    for item in (item for item in items if item["promotion_id"] is not None):
        key = OrderKey(item["merchant_id"], item["store_id"], item["order_id"])
        offer = OfferKey(item["promotion_id"], item["coupon_id"])
        found[key].append(HoldItem(offer, item["amount"], item["first_order"]))
    return [_hold_of(row, found) for row in rows]


def uses_of(rows: Iterable[Record]) -> dict[PersonUse, Uses]:
    """The uses in rows of the statement count_uses."""
    found: dict[PersonUse, Uses] = {}
    for row in rows:
        key = PersonUse(row["merchant_id"], row["promotion_id"], row["person_id"])
        found[key] = found.get(key, Uses()).changed(row["day"], row["uses"])
    return found


def stored_promotion_of(row: Record) -> StoredPromotion:
    """The promotion in a row of the statements that read promotions with budgets."""
    facts = dict(row)
    facts["state"] = PromotionState(row["state"])
    facts["spec"] = promotion_pb2.PromotionSpec.FromString(row["spec"])
    return StoredPromotion(**facts)


def stored_template_of(row: Record) -> StoredTemplate:
    """The template in a row of `coupon_templates`."""
    facts = dict(row)
    facts["state"] = TemplateState(row["state"])
    facts["spec"] = coupon_pb2.CouponTemplateSpec.FromString(row["spec"])
    return StoredTemplate(**facts)


def _change(old: Budget, new: Budget) -> tuple[Any, ...]:
    # Differences, not results: should a lock ever be forgotten, no change is lost.
    return (
        *new.key,
        new.held_uses - old.held_uses,
        new.redeemed_uses - old.redeemed_uses,
        new.held_amount - old.held_amount,
        new.redeemed_amount - old.redeemed_amount,
    )


def _coupon(each: Coupon) -> tuple[Any, ...]:
    return (*each.key, each.state, each.order_id, each.updated_at)


def _hold(each: Hold) -> tuple[Any, ...]:
    times: tuple[date | datetime, ...] = (
        each.day,
        each.expires_at,
        each.created_at,
        each.updated_at,
    )
    facts = (each.person_id, each.currency, each.state, each.digest)
    return (*each.key, *facts, *times, each.version + 1)


def _item(hold: Hold, item: HoldItem) -> tuple[Any, ...]:
    counts = hold.state in _COUNTING
    return (*hold.key, *item.key, item.amount, hold.person_id, hold.day, counts, item.first_order)


def _hold_of(row: Record, items: defaultdict[OrderKey, list[HoldItem]]) -> Hold:
    key = OrderKey(row["merchant_id"], row["store_id"], row["order_id"])
    return Hold(
        key,
        row["person_id"],
        row["currency"],
        HoldState(row["state"]),
        tuple(items[key]),
        digest=row["digest"],
        day=row["day"],
        expires_at=row["expires_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )
