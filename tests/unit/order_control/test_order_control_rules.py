"""What a batch of order events makes necessary elsewhere."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.order.v1 import after_sale_pb2, event_pb2, line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import hold_pb2

from apps.order_control import errors, rules


def event(kind: int, before: int = 0, after: int = 0, **fields) -> SimpleNamespace:
    given = {"delivered_by": 0, "person_id": "per_1", "note": "", "order_id": "ord_1"}
    given |= {"cancel_reason": 0, "wholly_refunded": False, "node": "till:t1"} | fields
    return SimpleNamespace(kind=kind, from_status=before, to_status=after, **given)


def test_an_order_that_is_paid_is_placed_and_one_that_came_paid_has_arrived():
    work = rules.sort_order_events([event(rules.MOVED, 1, 2), event(rules.CREATED, 0, 2)])
    assert (len(work.placed), len(work.arrived_placed)) == (1, 1)


@pytest.mark.parametrize("sold", [True, False])
@pytest.mark.parametrize("earned", [True, False])
def test_an_order_that_was_over_when_it_came_has_only_the_effects_it_names(sold, earned):
    finished = SimpleNamespace(takes_stock=sold, earns_points=earned)
    came = event(
        rules.CREATED, 0, rules.COMPLETED, delivered_by=rules.BY_CARRIER, finished=finished
    )
    expected = rules.Work(arrived_sold=[came] if sold else [], completed=[came] if earned else [])
    assert rules.sort_order_events([came]) == expected


@pytest.mark.parametrize("brought_by", [0, 2, 3])
def test_a_rider_is_asked_only_for_what_a_carrier_brings(brought_by):
    other = event(rules.MOVED, 2, 3, delivered_by=brought_by)
    ours = event(rules.MOVED, 2, 3, delivered_by=rules.BY_CARRIER)
    assert rules.sort_order_events([other, ours]).to_deliver == [ours]


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        (2, 3, True),
        (2, 4, True),
        (2, 5, True),
        (1, 3, True),
        (3, 4, False),
        (4, 5, False),
        (2, 6, False),
        (2, 7, False),
    ],
)
def test_a_rider_is_asked_once_by_whatever_step_takes_the_order_on(before, after, asks):
    step = event(rules.MOVED, before, after, delivered_by=rules.BY_CARRIER)
    assert bool(rules.sort_order_events([step]).to_deliver) is asks


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"after": 6}, True),
        ({"after": 7}, True),
        ({"before": 6, "after": 7}, True),
        ({"after": 6, "node": rules.NODE}, False),
        ({"after": 7, "delivered_by": 2}, False),
        ({"after": 5}, False),
        ({"before": 7, "after": 8}, False),
        ({"after": 9}, False),
    ],
)
def test_what_others_bring_in_place_of_the_carrier_is_found(fields, found):
    step = event(rules.MOVED, **{"before": 5, "delivered_by": rules.BY_CARRIER} | fields)
    assert bool(rules.sort_order_events([step]).brought_by_others) is found


@pytest.mark.parametrize(("before", "gives_back"), [(1, True), (2, True), (3, True), (4, False)])
def test_stock_comes_back_only_while_nothing_was_made(before, gives_back):
    work = rules.sort_order_events([event(rules.MOVED, before, rules.CANCELLED)])
    assert bool(work.cancelled_unmade) is gives_back
    assert len(work.cancelled) == 1


def test_points_go_back_only_for_refunds_after_completion():
    early = event(rules.REFUND_RECORDED, 3, 3)
    late = event(rules.REFUND_RECORDED, 8, 8)
    assert rules.sort_order_events([early, late]).refunded_after_completion == [late]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("CUSTOMER", "CANCELLED"),
        ("PAYMENT_TIMEOUT", "CANCELLED"),
        ("CHANNEL", "CANCELLED"),
        ("STORE_REJECTED", "REJECTED"),
        ("OUT_OF_STOCK", "REJECTED"),
        ("OPERATOR", "REJECTED"),
        ("NO_RIDER", "REJECTED"),
    ],
)
def test_who_ended_an_order_decides_about_its_coupons(reason, cause):
    number = order_pb2.CancelReason.Value(f"CANCEL_REASON_{reason}")
    ended = event(rules.MOVED, 2, rules.CANCELLED, cancel_reason=number)
    released = rules.by_release_cause(rules.sort_order_events([ended]))
    assert released == {hold_pb2.ReleaseCause.Value(f"RELEASE_CAUSE_{cause}"): [ended]}


def test_coupons_come_back_with_the_last_of_the_money_of_an_order_that_was_made():
    part = event(rules.REFUND_RECORDED, 7, 7, wholly_refunded=False)
    whole = event(rules.REFUND_RECORDED, 7, 7, wholly_refunded=True)
    ended = event(rules.REFUND_RECORDED, 9, 9, wholly_refunded=True)
    released = rules.by_release_cause(rules.sort_order_events([part, whole, ended]))
    assert released == {hold_pb2.RELEASE_CAUSE_REFUNDED: [whole]}


@pytest.mark.parametrize(
    ("told", "amount", "missing", "coupon_id", "benefits"),
    [
        (True, 5, 0, "", []),
        (True, 0, 5, "", []),
        (True, 0, 0, "cpn_1", []),
        (True, 0, 0, "", ["birthday"]),
        (False, 0, 0, "", []),
    ],
)
def test_a_promotion_that_finds_nothing_is_silent_and_what_a_coupon_or_benefit_gives_is_not(
    told, amount, missing, coupon_id, benefits
):
    given, more = SimpleNamespace(minor_units=amount), SimpleNamespace(minor_units=missing)
    became = SimpleNamespace(
        amount=given, missing=more, coupon_id=coupon_id, benefit_codes=benefits
    )
    assert rules.worth_telling(became) is told


def after_sale(
    status: str, *, held: bool = False, whole: bool = False, unmade: bool = False
) -> SimpleNamespace:
    number = after_sale_pb2.AfterSaleStatus.Value(f"AFTER_SALE_STATUS_{status}")
    request = SimpleNamespace(status=number, held_by_channel=held, unmade=unmade)
    return event(rules.AFTER_SALE, 7, 7, after_sale=request, wholly_refunded=whole)


def test_only_an_agreed_after_sale_asks_for_a_refund():
    told = [after_sale(status) for status in ("APPLIED", "AGREED", "REFUSED", "REFUNDED")]
    assert rules.sort_order_events(told).refunds_agreed == [told[1]]


def test_pieces_go_back_into_stock_with_their_money_unless_they_were_made():
    told = [after_sale(status, unmade=True) for status in ("AGREED", "FAILED", "REFUNDED")]
    made = after_sale("REFUNDED")
    assert rules.sort_order_events([*told, made]).returned_unmade == [told[2]]


def test_pieces_of_a_line_have_their_share_of_what_the_line_took():
    tea = line_pb2.OrderLine(line_id="1", quantity=4)
    tea.components.add(sku_id="cup", quantity=4)
    tea.components.add(sku_id="pearl", quantity=8)
    menu = line_pb2.OrderLine(line_id="2", quantity=1)
    menu.components.add(sku_id="cup", quantity=1)
    assert rules.pieces_of([tea, menu], {"1": 3}) == {"cup": 3, "pearl": 6}
    assert rules.pieces_of([tea, menu], {"1": 4, "2": 1}) == {"cup": 5, "pearl": 8}
    assert not rules.pieces_of([tea, menu], {})


def test_money_that_a_platform_holds_is_not_asked_of_the_payment_center():
    assert rules.sort_order_events([after_sale("AGREED", held=True)]).refunds_agreed == []


def test_a_free_order_that_comes_back_whole_gives_its_coupons_back():
    part, whole = after_sale("REFUNDED"), after_sale("REFUNDED", whole=True)
    assert rules.sort_order_events([part, whole]).refunded_in_full == [whole]


def test_the_numbers_are_those_of_the_contract():
    kinds = {name: getattr(event_pb2, f"ORDER_EVENT_KIND_{name}") for name in _KINDS}
    states = {name: getattr(order_pb2, f"ORDER_STATUS_{name}") for name in _STATES}
    assert {name: getattr(rules, name) for name in (*_KINDS, *_STATES)} == kinds | states


def test_every_reason_of_the_contract_has_its_class():
    ours = {cls.reason for cls in errors.OrderControlRefusal.__subclasses__()}
    names = messages_pb2.ErrorReason.keys()
    assert ours == {name.removeprefix("ERROR_REASON_") for name in names} - {"UNSPECIFIED"}


_KINDS = ("CREATED", "MOVED", "AFTER_SALE", "REFUND_RECORDED", "PAYMENT_UNWANTED")
_STATES = ("PENDING_PAYMENT", "PLACED", "ACCEPTED", "COMPLETED", "CANCELLED")


events = st.builds(
    event,
    st.integers(0, 17),
    st.integers(0, 9),
    st.integers(0, 9),
    delivered_by=st.integers(0, 2),
    person_id=st.sampled_from(["", "per_1"]),
    node=st.sampled_from([rules.NODE, "till:t1"]),
    wholly_refunded=st.booleans(),
    nothing_reserved=st.booleans(),
    nothing_held=st.booleans(),
    after_sale=st.builds(
        SimpleNamespace,
        status=st.integers(0, 6),
        held_by_channel=st.booleans(),
        unmade=st.booleans(),
    ),
    finished=st.builds(SimpleNamespace, takes_stock=st.booleans(), earns_points=st.booleans()),
)


@given(events)
def test_no_reader_passes_over_an_event_that_makes_something_necessary(told):
    work = rules.sort_order_events([told])
    arrived = [*work.arrived_placed, *work.placed]
    of_member = [*work.completed, *work.refunded_after_completion] if told.person_id else []
    sold = [*arrived, *work.arrived_sold, *work.returned_unmade, *work.cancelled]
    due = {
        rules.wants_stock: rules.having_stock(sold),
        rules.wants_coupons: rules.having_holds(
            [*arrived, *work.cancelled, *work.refunded_in_full]
        ),
        rules.wants_money: [*work.refunds_agreed, *work.cancelled, *work.unwanted_payments],
        rules.wants_points: of_member,
        rules.wants_riders: [*work.to_deliver, *work.brought_by_others, *work.cancelled],
    }
    passed_over = [wants.__name__ for wants, events in due.items() if events and not wants(told)]
    assert not passed_over


def test_a_sale_that_was_over_and_takes_and_earns_nothing_is_no_readers_business():
    over = SimpleNamespace(takes_stock=False, earns_points=False)
    came = event(
        rules.CREATED,
        0,
        rules.COMPLETED,
        person_id="",
        finished=over,
        nothing_reserved=True,
        nothing_held=True,
    )
    wanting = [
        wants
        for wants in (
            rules.wants_stock,
            rules.wants_coupons,
            rules.wants_money,
            rules.wants_points,
            rules.wants_riders,
            rules.is_till_sale,
        )
        if wants(came)
    ]
    assert not wanting
