"""What `zhongtai drift` says of the books of an ERP, and of the members of a CRM."""

import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.inventory.v1 import erp_pb2
from zhongtai.member.v1 import crm_requests_pb2
from zhongtai.payment.v1 import notice_pb2

from cli.drift import crm, erp, payment
from cli.drift.backlogs import Backlog, backlogs_of
from cli.drift.erp import BELOW_ZERO, NOT_TAKEN, UNKNOWN, difference

POSTINGS = {"reader": "order.books.postings", "events_behind": 0, "letters": 0}


@pytest.mark.parametrize(
    ("sku_id", "erp_quantity", "here", "advice"),
    [
        ("sku_tea", 3, 7, NOT_TAKEN),
        ("sku_tea", -1, 7, BELOW_ZERO),
        ("", 3, None, UNKNOWN),
        ("", -1, None, UNKNOWN),
    ],
)
def test_each_difference_says_what_to_do(sku_id, erp_quantity, here, advice):
    drift = erp_pb2.ErpDrift(
        store_id="sto_1", sku_id=sku_id, erp_code="T1", on_hand=7, erp_quantity=erp_quantity
    )
    drift.compare_time.FromJsonString("2026-01-31T08:00:00.5Z")
    found = difference("demo", drift)
    assert (found.chain, found.store, found.code, found.erp) == (
        "demo",
        "sto_1",
        "T1",
        erp_quantity,
    )
    assert (found.here, found.advice) == (here, advice)
    assert found.compared == "2026-01-31T08:00:00Z"


def backlogs(reader: dict, state: str = "ready", message: str = "") -> list[Backlog]:
    plugin = {"name": "books", "kind": "erp", "state": state, "message": message}
    till = {"name": "till", "kind": "pos", "state": "ready", "message": ""}
    status = {"plugins": [plugin, till], "readers": [POSTINGS | reader]}
    return backlogs_of(status, "erp", erp.READERS)


def test_what_waits_for_an_erp_that_is_away_says_why():
    (found,) = backlogs({"events_behind": 12}, "broken", "The folder is gone.")
    assert (found.waiting, found.advice) == (12, "books is broken: The folder is gone.")


def test_what_is_put_aside_is_more_urgent_than_what_waits():
    (found,) = backlogs({"events_behind": 12, "letters": 2}, "broken")
    assert "letters list" in found.advice


@pytest.mark.parametrize("reader", ["order.till", "order.books.reports", "order_control.stock"])
def test_readers_of_others_are_no_drift_of_an_erp(reader):
    assert backlogs({"reader": reader, "events_behind": 3}) == []


def test_nothing_is_said_of_a_reader_that_is_at_the_end():
    assert backlogs({}) == []


def drift_of(**values) -> list[crm.Difference]:
    """What is said of Ann, who has 70 points here, of which the CRM has not been told of -30."""
    same = {
        "member_id": "mem_1",
        "crm_member_id": "c1",
        "our_points": 70,
        "points_underway": -30,
        "crm_points": 100,
        "our_tier_code": "base",
        "crm_tier_code": "base",
        "our_status": 1,
        "crm_status": 1,
    }
    return crm.of_member("demo", crm_requests_pb2.CrmDrift(**(same | values)))


LEFT = ("points", "100", "109", crm.NOBODYS)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, []),
        ({"crm_points": 90}, [("points", "100", "90", crm.POINTS)]),
        ({"crm_points": 20}, [("points", "100", "20", crm.BELOW_ZERO)]),
        ({"crm_points": None}, []),
        ({"crm_tier_code": ""}, []),
        ({"crm_tier_code": "gold"}, [("tier", "base", "gold", crm.TIER)]),
        ({"crm_status": 3}, [("status", "ACTIVE", "CLOSED", crm.STATUS)]),
        ({"crm_status": 0}, []),
        ({"our_status": 4, "crm_status": 3}, []),
        ({"our_status": 4, "crm_status": 3, "crm_points": 109}, [LEFT]),
        ({"crm_member_id": "", "crm_points": None}, [("points", "70", "-", crm.MISSING)]),
    ],
)
def test_each_thing_that_differs_of_a_member_says_what_to_do(values, said):
    assert [(x.what, x.here, x.crm, x.advice) for x in drift_of(**values)] == said


def test_what_differs_of_a_member_is_said_thing_by_thing():
    found = drift_of(crm_points=1, crm_tier_code="gold", crm_status=3)
    assert [each.what for each in found] == ["points", "tier", "status"]
    assert {crm.cells(each)[:3] for each in found} == {("demo", "mem_1", "c1")}


def test_there_is_advice_for_each_kind_of_difference_with_a_provider():
    kinds = {
        name.removeprefix("DIFFERENCE_KIND_")
        for name in notice_pb2.DifferenceKind.DESCRIPTOR.values_by_name
    }
    assert kinds - {"UNSPECIFIED"} == set(payment.ADVICE)


def test_a_difference_with_a_provider_says_what_both_sides_have():
    told = notice_pb2.Difference(
        difference_id="dif_1",
        kind=notice_pb2.DIFFERENCE_KIND_MISSING_HERE,
        provider="wechat",
        provider_trade_id="4200001",
        actual=Money(minor_units=700, currency_code="CNY"),
    )
    told.create_time.FromJsonString("2026-01-31T08:00:00.5Z")
    found = payment.difference("demo", told)
    assert payment.cells(found) == (
        *("demo", "2026-01-31T08:00:00Z", "wechat", "MISSING_HERE", "4200001", "-"),
        *("-", "700 CNY", payment.ADVICE["MISSING_HERE"]),
    )


class Books:
    """Two chains; what is nobody's is shown to both."""

    async def merchants(self, _center: str) -> list[str]:
        return ["a", "b"]

    async def payment_differences(self, merchant: str):
        yield notice_pb2.Difference(difference_id=f"dif_{merchant}", kind=1)
        yield notice_pb2.Difference(difference_id="dif_nobody", kind=2)


async def test_what_is_no_chains_is_listed_once_and_for_none():
    found = await payment.differences(Books(), [])
    assert [(each.difference_id, each.chain) for each in found] == [
        *(("dif_a", "a"), ("dif_nobody", "-"), ("dif_b", "b")),
    ]
