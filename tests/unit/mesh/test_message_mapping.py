"""Models and messages: written and read by declaration, and nothing of the contract forgotten."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2, order_pb2

from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.pure.address import Address
from mesh.pure.errors import InvalidRequest

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Payer(IntEnum):
    MERCHANT = 1
    PLATFORM = 2


@dataclass(frozen=True)
class Choice:
    modifier_id: str
    name: str
    quantity: int
    unit_price: int
    modifiers: tuple["Choice", ...] = ()
    code: str = ""
    is_part: bool = False
    kitchen_name: str = ""


@dataclass(frozen=True)
class Share:
    line_id: str
    amount: int


@dataclass(frozen=True)
class Discount:
    promotion_id: str
    coupon_id: str
    label: str
    amount: int
    paid_by: Payer
    allocations: tuple[Share, ...] = ()


SHARE = ToMessage(Share, line_pb2.DiscountAllocation)
DISCOUNT = ToMessage(Discount, line_pb2.OrderDiscount, names={"name": "label"}, uses=[SHARE])
READ_DISCOUNT = ToModel(
    line_pb2.OrderDiscount,
    Discount,
    names={"name": "label"},
    uses=[ToModel(line_pb2.DiscountAllocation, Share)],
)


def test_a_model_comes_back_as_it_went_with_enums_amounts_and_lists():
    discount = Discount("prm_1", "", "May", 300, Payer.PLATFORM, (Share("1", 200), Share("2", 100)))
    message = DISCOUNT(discount, "CNY")
    assert message.name == "May"
    assert message.paid_by == 2
    assert message.allocations[1].amount == money_pb2.Money(minor_units=100, currency_code="CNY")
    assert READ_DISCOUNT(message) == discount


def test_a_message_within_its_own_kind_is_mapped_by_the_same_mapping():
    milk = Choice("m1", "Milk", 1, 100, (Choice("m2", "Oat", 2, 50),))
    message = ToMessage(Choice, line_pb2.OrderModifier)(milk, "EUR")
    assert message.modifiers[0].unit_price.currency_code == "EUR"
    assert ToModel(line_pb2.OrderModifier, Choice)(message) == milk


words = st.text(max_size=8)
numbers = st.integers(-(2**31), 2**31 - 1)
choices = st.recursive(
    st.builds(Choice, words, words, numbers, numbers, st.just(()), words, st.booleans(), words),
    lambda inner: st.builds(
        Choice, words, words, numbers, numbers, st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
discounts = st.builds(
    Discount,
    *(words, words, words, numbers, st.sampled_from(Payer)),
    st.lists(st.builds(Share, words, numbers), max_size=4).map(tuple),
)


@given(choices, discounts)
def test_whatever_is_written_says_each_attribute_in_its_field_and_comes_back(choice, discount):
    written = ToMessage(Choice, line_pb2.OrderModifier)(choice, "EUR")
    assert (written.name, written.unit_price.minor_units) == (choice.name, choice.unit_price)
    assert [inner.quantity for inner in written.modifiers] == [
        inner.quantity for inner in choice.modifiers
    ]
    assert ToModel(line_pb2.OrderModifier, Choice)(written) == choice
    message = DISCOUNT(discount, "CNY")
    assert [share.amount.minor_units for share in message.allocations] == [
        share.amount for share in discount.allocations
    ]
    assert READ_DISCOUNT(message) == discount


@dataclass(frozen=True)
class Times:
    created_at: datetime
    placed_at: datetime | None = None


TIMES = ToMessage(
    Times,
    order_pb2.OrderTimes,
    names={"create_time": "created_at", "place_time": "placed_at"},
    left=[
        name
        for name in order_pb2.OrderTimes.DESCRIPTOR.fields_by_name
        if name not in {"create_time", "place_time"}
    ],
)


def test_a_time_that_is_none_leaves_its_field_unset():
    message = TIMES(Times(NOON))
    assert message.create_time.ToDatetime(tzinfo=UTC) == NOON
    assert not message.HasField("place_time")


def test_a_field_that_nothing_maps_fails_when_the_mapping_is_made():
    with pytest.raises(TypeError, match=r"OrderTimes\.create_time: Times has no attribute"):
        ToMessage(Times, order_pb2.OrderTimes)
    with pytest.raises(TypeError, match=r"OrderDiscount\.name: Discount has no attribute name"):
        ToModel(
            line_pb2.OrderDiscount, Discount, uses=[ToModel(line_pb2.DiscountAllocation, Share)]
        )


def test_a_name_that_the_contract_lacks_fails_when_the_mapping_is_made():
    with pytest.raises(TypeError, match="has no field lable"):
        ToMessage(Discount, line_pb2.OrderDiscount, names={"lable": "label"}, uses=[SHARE])


def test_a_message_within_without_a_mapping_fails_when_the_mapping_is_made():
    with pytest.raises(TypeError, match="name the mapping of its message among `uses`"):
        ToMessage(Discount, line_pb2.OrderDiscount, names={"name": "label"})


def test_a_value_that_the_contract_lacks_is_refused_with_the_way_to_its_field():
    messages = [line_pb2.OrderDiscount(paid_by=1), line_pb2.OrderDiscount(paid_by=77)]
    with pytest.raises(InvalidRequest) as refused:
        READ_DISCOUNT.each(messages, "discounts")
    assert [each.field for each in refused.value.violations] == ["discounts[1].paid_by"]


@dataclass(frozen=True)
class Details:
    remark: str = ""
    expected_at: datetime | None = None
    address: Address | None = None
    day: date | None = None
    extension: dict[str, str] = field(default_factory=dict)


NEW_ORDER = create_messages_pb2.NewOrder
READ = {
    "remark": "remark",
    "expected_time": "expected_at",
    "delivery_address": "address",
    "business_date": "day",
    "extension": "extension",
}
DETAILS = ToModel(
    NEW_ORDER,
    Details,
    names=READ,
    left=[name for name in NEW_ORDER.DESCRIPTOR.fields_by_name if name not in READ],
)


def test_what_is_unset_is_none_where_the_model_knows_none():
    assert DETAILS(NEW_ORDER(remark="no ice")) == Details(remark="no ice")


def test_times_dates_addresses_and_maps_are_read():
    message = NEW_ORDER(business_date="2026-05-01", extension={"table": "7"})
    message.expected_time.FromDatetime(NOON)
    message.delivery_address.street = "Long Street 1"
    assert DETAILS(message) == Details(
        "", NOON, Address(street="Long Street 1"), date(2026, 5, 1), {"table": "7"}
    )


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow"])
def test_a_date_that_is_none_is_refused_with_its_field(day):
    with pytest.raises(InvalidRequest) as refused:
        DETAILS(NEW_ORDER(business_date=day), "orders[3].")
    assert [each.field for each in refused.value.violations] == ["orders[3].business_date"]


@dataclass(frozen=True)
class Flat:
    lines: int
    packaging: int
    other: int = 0


def test_what_the_message_nests_and_the_model_does_not_is_a_part():
    rest = [f for f in order_pb2.OrderAmounts.DESCRIPTOR.fields_by_name if f != "lines"]
    amounts = ToMessage(
        Flat,
        order_pb2.OrderAmounts,
        names={"packaging_fee": "packaging"},
        left=[name for name in rest if name != "packaging_fee"],
        unless_zero=["packaging_fee"],
    )
    fields = order_pb2.Order.DESCRIPTOR.fields_by_name
    order = ToMessage(
        Flat,
        order_pb2.Order,
        parts={"amounts": amounts},
        left=[n for n in fields if n != "amounts"],
    )
    assert order(Flat(700, 0), "CNY").amounts.lines.minor_units == 700
    assert not order(Flat(700, 0), "CNY").amounts.HasField("packaging_fee")
    assert order(Flat(700, 1), "CNY").amounts.packaging_fee.minor_units == 1


@dataclass(frozen=True)
class Price:
    amount: int
    currency: str


@dataclass(frozen=True)
class Priced:
    line_id: str
    amount: Price


def test_money_is_read_by_a_mapping_of_its_own_where_one_is_named():
    price = ToModel(
        money_pb2.Money, Price, names={"minor_units": "amount", "currency_code": "currency"}
    )
    share = line_pb2.DiscountAllocation(line_id="1")
    share.amount.minor_units, share.amount.currency_code = 5, "EUR"
    read = ToModel(line_pb2.DiscountAllocation, Priced, uses=[price])
    assert read(share) == Priced("1", Price(5, "EUR"))
