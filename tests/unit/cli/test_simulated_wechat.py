"""WeChat's book beside what customers see: differences are found, and what it complains of."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from cli.simulate.wechat_report import Lived, differences

STAYS, GOES = {"paid": 600, "refunded": 0}, {"paid": 600, "refunded": 600}


@dataclass
class Complaints:
    """What the courier of WeChat has seen."""

    misconduct: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)


def found(status: str, amounts: dict[str, int], complaints: Any = None, **trade: int) -> list[str]:
    """What differs about one order and its trade."""
    trades: Any = {"pay_1": SimpleNamespace(**trade)} if trade else {}
    lived = Lived("pays", "ord_1", "pay_1", status, amounts)
    return [each.what for each in differences([lived], trades, complaints or Complaints())]


@pytest.mark.parametrize(
    ("status", "amounts", "trade", "what"),
    [
        ("PLACED", STAYS, {"paid": 600, "given_back": 0}, []),
        ("PLACED", STAYS, {"paid": 500, "given_back": 0}, ["paid"]),
        ("PLACED", STAYS, {}, ["paid"]),
        ("PENDING_PAYMENT", {"paid": 0, "refunded": 0}, {"paid": 600, "given_back": 0}, ["paid"]),
        ("CANCELLED", GOES, {"paid": 600, "given_back": 600}, []),
        ("CANCELLED", GOES, {"paid": 600, "given_back": 0}, ["back", "kept"]),
        ("CANCELLED", STAYS, {"paid": 600, "given_back": 0}, ["kept"]),
    ],
)
def test_money_that_only_one_book_knows_is_a_difference(status, amounts, trade, what):
    assert found(status, amounts, **trade) == what


def test_what_wechat_complains_of_is_a_difference():
    complaints = Complaints(["a forged notice was taken"], ["http://here"])
    trade = {"paid": 600, "given_back": 0}
    told = ["a forged notice was taken", "never taken: http://here"]
    assert found("PLACED", STAYS, complaints, **trade) == told
