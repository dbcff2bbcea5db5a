"""The audit of one merchant: whatever center cannot be asked is named, and the rest is told."""

from collections.abc import AsyncIterator

import grpc
import pytest
from zhongtai.common.v1 import audit_pb2
from zhongtai.order.v1 import order_pb2
from zhongtai.order.v1 import read_messages_pb2 as pb

from cli.audit.centers import CENTERS, Answer
from cli.audit.check import Check
from cli.audit.merchant import (
    MAX_NAMED,
    audit_merchant,
    counter_sales_are_booked,
    merges_are_everywhere,
)
from cli.audit.rules import RULES

NAMES = ("being_placed", "status", "paid", "paid_by_channel", "refunded", "agreed", "shortfall",
         "earns", "moved_at", "wanted_at", "withheld")  # fmt: skip
FIGURES = (0, order_pb2.ORDER_STATUS_PLACED, 300, 0, 0, 0, 0, 0, 1000, 0, 0)


def unavailable() -> grpc.aio.AioRpcError:
    no_metadata = grpc.aio.Metadata()
    return grpc.aio.AioRpcError(
        grpc.StatusCode.UNAVAILABLE, no_metadata, no_metadata, details="nobody is there"
    )


class ScriptedCenters:
    """Centers of which some are away; the order center knows `orders` unpaid placed orders."""

    def __init__(self, *away: str, orders: int = 1) -> None:
        self._away = away
        self._orders = orders

    async def audit(self, center: str, _merchant: str) -> Answer:
        if center in self._away:
            raise unavailable()
        good = audit_pb2.AuditCheck(name="good", description="It is good.", checked_count=5)
        bad = audit_pb2.AuditCheck(name="bad", breach_count=30, breaches=["this", "that"])
        slow = audit_pb2.AuditCheck(name="slow", breach_count=1, failure="it takes too long")
        return Answer([good, bad, slow] if center == "user" else [good], {"things": 1})

    async def orders(self, center: str, _merchant: str) -> AsyncIterator[pb.AuditOrdersResponse]:
        if center in self._away:
            raise unavailable()
        if center == "order":
            ids = (f"ord_{number:05}" for number in range(self._orders))
            orders = [
                audit_pb2.AuditOrder(
                    order_id=each, store_id="s", currency_code="CNY", figures=FIGURES
                )
                for each in ids
            ]
            yield pb.AuditOrdersResponse(names=NAMES, orders=orders)

    async def currency_of_store(self, _merchant: str) -> dict[str, str]:
        if "store" in self._away:
            raise unavailable()
        return {"s": "CNY"}


async def audited(*away: str, orders: int = 1) -> dict[tuple[str, str], Check]:
    checks, _ = await audit_merchant(ScriptedCenters(*away, orders=orders), "demo", 2000.0)
    return {(check.center, check.name): check for check in checks}


async def test_every_center_and_every_rule_is_told():
    told = await audited()
    assert {center for center, _ in told} == {*CENTERS, "all"}
    between = {rule.name for rule in RULES} | {"counter_sales_are_booked", "merges_are_everywhere"}
    assert {name for center, name in told if center == "all"} == between
    assert told["all", "captured_money_is_the_orders"].breaches == {
        "ord_00000": "the order says 300, the payments 0"
    }


async def test_what_a_center_names_and_counts_is_told_as_it_says():
    told = await audited()
    assert told["user", "good"].breach_count == 0
    assert told["user", "bad"].words() == ["this", "that", "… and 28 more"]
    assert told["user", "slow"].words() == ["could not run: it takes too long"]


async def test_a_center_that_is_away_is_named_with_every_rule_that_needs_it():
    told = await audited("payment", "store")
    assert told["payment", "payment_center_answers"].failure == "UNAVAILABLE: nobody is there"
    failed = {name for (center, name), check in told.items() if center == "all" and check.failure}
    assert failed == {rule.name for rule in RULES if rule.needs & {"payment", "store"}}
    assert not told["all", "captured_money_is_the_orders"].breaches
    assert told["all", "no_paid_order_is_forgotten"].checked == 1


async def test_breaches_beyond_a_thousand_are_counted():
    check = (await audited(orders=MAX_NAMED + 7))["all", "captured_money_is_the_orders"]
    assert (len(check.breaches), check.unnamed) == (MAX_NAMED, 7)
    assert check.breach_count == MAX_NAMED + 7


@pytest.mark.parametrize(("booked", "breaches"), [(4, 0), (5, 0), (3, 1)])
def test_a_counter_sale_that_stock_does_not_know_is_told(booked, breaches):
    totals = {"order": {"till_sales": 4}, "inventory": {"till_sales": booked}}
    assert counter_sales_are_booked("demo", totals).breach_count == breaches


@pytest.mark.parametrize(("stand", "wrong"), [(2, ["order"]), (1, ["member", "promotion"])])
def test_a_center_that_has_not_moved_what_a_merged_person_had_is_named(stand, wrong):
    moved = {"member": 2, "promotion": 2, "order": 1, "delivery": stand}
    moved |= {"cart": stand, "flash_sale": stand, "group_buy": stand}
    moved["user"] = stand
    totals = {center: {"standing_merges": count} for center, count in moved.items()}
    assert sorted(merges_are_everywhere("demo", totals).breaches) == sorted(wrong)
    del totals["promotion"]
    assert merges_are_everywhere("demo", totals).failure == "promotion: not told"


def test_counter_sales_that_nobody_can_compare_are_a_breach():
    check = counter_sales_are_booked("demo", {"order": {"till_sales": 0}})
    assert check.failure == "inventory: not told"
