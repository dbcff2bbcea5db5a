"""Messages about money without numbers find their wish: early, late, twice, or of the chain's."""

import pytest
from zhongtai.order.v1 import after_sale_pb2, order_pb2

from gateways.takeaway.eleme import wishes
from gateways.takeaway.refund_news import Became, News

ORDER = order_pb2.Order(channel_order_number="77")
APPLIED, AGREED, REFUSED, REFUNDED, WITHDRAWN, ARBITRATING = (
    after_sale_pb2.AfterSaleStatus.Value(f"AFTER_SALE_STATUS_{name}")
    for name in ("APPLIED", "AGREED", "REFUSED", "REFUNDED", "WITHDRAWN", "ARBITRATING")
)
B = Became


def request(number: str, status: int, *, line: str = "1", amount: int = 500):
    kept = after_sale_pb2.AfterSale(channel_refund_number=number, status=status)
    kept.amount.minor_units = amount
    kept.lines.add(line_id=line, quantity=1)
    return kept


def news(became: Became, *, line: str = "1", amount: int = 500) -> News:
    piece = after_sale_pb2.AfterSaleLine(line_id=line, quantity=1)
    return News("", became, amount=amount, lines=(piece,), part=True)


@pytest.mark.parametrize(
    ("kept", "said", "waits_there", "number"),
    [
        pytest.param([], news(B.WISHED), False, "77-1", id="the first one"),
        pytest.param([request("77-1", APPLIED)], news(B.WISHED), False, "77-1", id="told twice"),
        pytest.param([request("77-1", REFUNDED)], news(B.WISHED), False, "77-1", id="late"),
        pytest.param([request("77-1", REFUNDED)], news(B.WISHED), True, "77-2", id="once more"),
        pytest.param([request("77-1", REFUSED)], news(B.APPEALED), False, "77-1", id="appealed"),
        pytest.param(
            [request("77-2", APPLIED, line="2"), request("77-1", REFUSED)],
            news(B.WITHDRAWN, line="2"), False, "77-2", id="the one that waits",
        ),
        pytest.param(
            [request("77-1", ARBITRATING)], news(B.GIVEN_BACK, amount=300, line="2"),
            False, "77-1", id="the desk gives another amount",
        ),
        pytest.param(
            [request("77-1", REFUNDED)], news(B.GIVEN_BACK), False, "77-1", id="given, told late"
        ),
        pytest.param(
            [request("77-1", REFUNDED)], news(B.GIVEN_BACK, line="2", amount=900), False, "77-2",
            id="given, its wish never told",
        ),
        pytest.param(
            [request("", AGREED), request("77-1", REFUNDED)], news(B.GIVEN_BACK), False, "77-2",
            id="asked for by the chain",
        ),
        pytest.param(
            [request("77-2", APPLIED, line="2", amount=900), request("77-1", REFUNDED)],
            news(B.GIVEN_BACK), False, "77-1", id="told late while another one waits",
        ),
    ],
)  # fmt: skip
def test_a_message_belongs_to_the_wish_that_it_is_about(kept, said, waits_there, number):
    assert wishes.number_for(ORDER, kept, said, waits_there=waits_there) == number


def test_one_more_wish_is_looked_for_only_when_all_before_are_over():
    assert not wishes.is_over([])
    assert not wishes.is_over([request("77-1", APPLIED), request("77-2", REFUNDED)])
    assert wishes.is_over([request("77-1", REFUSED), request("", AGREED)])
