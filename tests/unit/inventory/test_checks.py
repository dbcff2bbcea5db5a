"""Requests that break a rule of the contract are told which field and which limit."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.inventory.v1 import stock_pb2

from centers.inventory import checks
from centers.inventory.model import (
    Adjustment,
    MovementKind,
    Quantity,
)
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_order_id
from mesh.pure.validation import Check

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LINES = [Quantity("cake", 1)]


def fields(refused):
    return [violation.field for violation in refused.value.violations]


def test_a_reservation_without_end_lapses_after_fifteen_minutes():
    ends = checks.check_demand(new_order_id("s1"), "s1", LINES, None, NOW)
    assert ends == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"order_id": "nonsense"}, "order_id"),
        ({"order_id": new_order_id("elsewhere")}, "store_id"),
        ({"store_id": ""}, "store_id"),
        ({"lines": []}, "lines"),
        ({"lines": [Quantity("cake", 0)]}, "lines[0].quantity"),
        ({"lines": [Quantity("cake", 1), Quantity("", 1)]}, "lines[1].sku_id"),
        ({"expires_at": NOW}, "expire_time"),
        ({"expires_at": NOW + timedelta(days=32)}, "expire_time"),
    ],
)
def test_a_demand_that_breaks_a_limit_is_refused_by_field(change, field):
    good = {
        "order_id": new_order_id("s1"),
        "store_id": "s1",
        "lines": LINES,
        "expires_at": None,
        "now": NOW,
    }
    with pytest.raises(InvalidRequest) as refused:
        checks.check_demand(**{**good, **change})
    assert fields(refused) == [field]


@pytest.mark.parametrize(
    ("adjustment", "field"),
    [
        (Adjustment("cake", 0, MovementKind.RECEIVED), "delta"),
        (Adjustment("cake", -1, MovementKind.RECEIVED), "delta"),
        (Adjustment("cake", 1, MovementKind.WASTE), "delta"),
        (Adjustment("cake", 1, MovementKind.SALE), "reason"),
        (Adjustment("cake", 1, MovementKind.CORRECTION), "note"),
    ],
)
def test_an_adjustment_fits_its_reason(adjustment, field):
    with pytest.raises(InvalidRequest) as refused:
        checks.check_adjustments("r1", "s1", [adjustment])
    assert f"adjustments[0].{field}" in fields(refused)


def test_a_sku_is_counted_once_in_a_request():
    look = checks.each_count()
    first, second = Check(), Check()
    look(first, stock_pb2.StockCount(sku_id="cake", counted=1))
    look(second, stock_pb2.StockCount(sku_id="cake", counted=2))
    assert first.violations == ()
    assert [violation.field for violation in second.violations] == ["sku_id"]
