"""Whatever carriers report, in whatever order: one rider at most, and every delivery can end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2, error_reason_pb2, messages_pb2

from centers.delivery import errors, model, rules
from centers.delivery.dispatch import rules as planning
from centers.delivery.dispatch.model import DispatchRule, Quote
from centers.delivery.model import (
    Address,
    Booking,
    BookingStatus,
    Delivery,
    DeliveryStatus,
    Fee,
    Parcel,
    Place,
    Report,
    Route,
    Strategy,
)
from centers.delivery.states import BOOKING, DELIVERY

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLACE = Place(Address("Li", "13900005678", "Main street 1"))


def booking(carrier: str, status: BookingStatus = BookingStatus.ACCEPTED) -> Booking:
    return Booking(f"bkg_{carrier}", "dlv_1", carrier, status, NOW)


def delivery(*bookings: Booking, **fields) -> Delivery:
    base = Delivery(
        delivery_id="dlv_1",
        merchant_id="demo",
        store_id="sto",
        order_id="ord-1",
        attempt=1,
        person_id="per",
        status=DeliveryStatus.CREATED,
        route=Route.CARRIER,
        pickup=PLACE,
        dropoff=PLACE,
        parcel=Parcel(100, "CNY"),
        strategy=Strategy.RACE,
        carriers=(),
        assign_timeout_seconds=600,
        body_hash=b"",
        created_at=NOW,
        status_at=NOW,
        bookings=bookings,
    )
    return replace(base, **fields)


reports = st.builds(
    Report,
    carrier=st.just("a"),
    booking_id=st.sampled_from(["bkg_a", "bkg_b", "bkg_none"]),
    status=st.sampled_from([*DeliveryStatus, None]),
    update_id=st.sampled_from(["", "u1"]),
)


@given(st.lists(reports, max_size=15), st.integers(0, 15))
def test_after_any_reports_at_most_one_booking_has_won(said, cancelled_after):
    current = delivery(booking("a"), booking("b"))
    for number, report in enumerate(said):
        if number == cancelled_after and current.status in (1, 2, 3):
            current = rules.cancel(current, "No", NOW).delivery
        current = rules.take_report(current, report, NOW).delivery
        won = [each for each in current.bookings if each.status is BookingStatus.WON]
        assert len(won) <= 1
        if current.status in (2, 3, 4, 5) and not current.cancelling:
            assert won
        if current.status is DeliveryStatus.CANCELLED:
            assert not won


@given(st.lists(reports, max_size=15))
def test_every_move_that_is_told_is_in_the_table(said):
    current = delivery(booking("a"), booking("b"))
    for report in said:
        change = rules.take_report(current, report, NOW)
        for event in change.events:
            if event.kind is model.EventKind.MOVED:
                assert DELIVERY.allows(event.from_status, event.delivery.status)
        for before, after in zip(current.bookings, change.delivery.bookings, strict=True):
            assert before.status is after.status or BOOKING.allows(before.status, after.status)
        current = change.delivery


@given(st.lists(reports, max_size=15))
def test_a_report_made_again_at_once_changes_nothing(said):
    current = delivery(booking("a"), booking("b"))
    for report in said:
        if report.status is DeliveryStatus.CREATED:
            continue
        current = rules.take_report(current, report, NOW).delivery
        assert rules.take_report(current, report, NOW).delivery == current


@given(st.permutations(["u1", ""]), st.booleans())
def test_what_calling_off_costs_is_known_whichever_word_of_the_carrier_comes_first(said, racing):
    """The callback of its end tells no price, the answer to the call does."""
    others = [booking("b")] if racing else []
    current = rules.cancel(delivery(booking("a"), *others), "No", NOW).delivery
    for update_id in said:
        fee = None if update_id else Fee(200, "CNY")
        report = Report("a", "bkg_a", DeliveryStatus.CANCELLED, update_id, cancel_fee=fee)
        current = rules.take_report(current, report, NOW).delivery
    assert current.bookings[0].cancel_fee == Fee(200, "CNY")
    assert current.cancel_fee == Fee(200, "CNY")


@given(st.lists(st.integers(1, 7), max_size=10))
def test_a_delivery_that_is_called_off_ends_once_the_carriers_have_answered(statuses):
    current = delivery(booking("a"), booking("b"))
    for status in statuses:
        report = Report("a", "bkg_a", DeliveryStatus(status))
        current = rules.take_report(current, report, NOW).delivery
    if current.status in (4, 5, 7):
        with pytest.raises(errors.DeliveryRefusal):
            rules.cancel(current, "No", NOW)
        return
    current = rules.cancel(current, "No", NOW).delivery
    for each in current.bookings:
        called_off = Report(each.carrier, each.booking_id, DeliveryStatus.CANCELLED)
        current = rules.take_report(current, called_off, NOW).delivery
    assert current.status is DeliveryStatus.CANCELLED
    assert not current.cancelling


def test_when_it_is_too_late_to_call_off_the_carrier_wins_and_the_delivery_goes_on():
    off = rules.cancel(delivery(booking("a")), "No", NOW).delivery
    on = rules.too_late_to_cancel(off, "bkg_a", NOW).delivery
    assert (on.cancelling, on.winner.carrier) == (False, "a")
    picked_up = Report("a", "bkg_a", DeliveryStatus.PICKED_UP)
    assert rules.take_report(on, picked_up, NOW).delivery.status is DeliveryStatus.PICKED_UP


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NOW + timedelta(minutes=9), NOW + timedelta(minutes=9)),
        (NOW - timedelta(seconds=30), NOW - timedelta(seconds=30)),
        (NOW + timedelta(minutes=10, seconds=59), NOW + timedelta(minutes=10, seconds=59)),
        # Local time, no time, the future.
        (NOW + timedelta(hours=8), NOW + timedelta(minutes=10)),
        (NOW - timedelta(hours=8), NOW + timedelta(minutes=10)),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(minutes=10)),
        (datetime(9999, 1, 1, tzinfo=UTC), NOW + timedelta(minutes=10)),
        (None, NOW + timedelta(minutes=10)),
    ],
)
@pytest.mark.parametrize("status", [DeliveryStatus.PICKED_UP, DeliveryStatus.FAILED])
def test_a_step_is_of_the_carriers_time_where_that_can_be_and_else_of_now(said, kept, status):
    taken = rules.take_report(
        delivery(booking("a")), Report("a", "bkg_a", DeliveryStatus.ASSIGNED), NOW
    ).delivery
    later = NOW + timedelta(minutes=10)
    change = rules.take_report(taken, Report("a", "bkg_a", status, at=said), later)
    assert change.delivery.status is status
    assert change.delivery.status_at == kept
    assert [event.occurred_at for event in change.events] == [kept]


def test_a_rider_who_gives_up_leaves_the_delivery_to_be_taken_by_another():
    assigned = Report("a", "bkg_a", DeliveryStatus.ASSIGNED, rider=model.Rider("Wang"))
    taken = rules.take_report(delivery(booking("a")), assigned, NOW).delivery
    free = rules.take_report(taken, replace(assigned, status=DeliveryStatus.CREATED), NOW).delivery
    assert (free.status, free.rider) == (DeliveryStatus.CREATED, None)
    assert rules.take_report(free, assigned, NOW).delivery.rider == model.Rider("Wang")


QUOTES = [
    Quote(Route.CARRIER, "dear", Fee(900, "CNY"), dropoff_at=NOW),
    Quote(Route.CARRIER, "none", unavailable_reason="No riders."),
    Quote(Route.CARRIER, "cheap", Fee(500, "CNY")),
]


@pytest.mark.parametrize(
    ("strategy", "order"),
    [
        (Strategy.IN_ORDER, ["dear", "cheap", "none"]),
        (Strategy.CHEAPEST, ["cheap", "dear", "none"]),
        (Strategy.FASTEST, ["dear", "cheap", "none"]),
        (Strategy.RACE, ["dear", "cheap", "none"]),
    ],
)
def test_quotes_are_ranked_by_the_strategy(strategy, order):
    assert [quote.carrier for quote in planning.ranked(QUOTES, strategy)] == order


@pytest.mark.parametrize(
    ("wanted", "order"), [((), ["a", "b"]), (("b",), ["b"]), (("b", "gone", "a"), ["b", "a"])]
)
def test_only_installed_carriers_are_asked_in_the_order_of_the_rule(wanted, order):
    assert planning.allowed(wanted, ["b", "a"]) == order


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (delivery(), ["a", "b"]),
        (delivery(booking("a", BookingStatus.REFUSED)), ["b"]),
        (delivery(booking("a", BookingStatus.REFUSED), booking("b", BookingStatus.REFUSED)), []),
        (delivery(booking("a")), None),
        (delivery(status=DeliveryStatus.FAILED), None),
        (delivery(cancelling=True), None),
        (delivery(route=Route.OWN_RIDERS), None),
    ],
)
def test_carriers_are_chosen_only_when_one_is_needed(before, left):
    assert planning.to_choose(before, ["a", "b"], NOW) == left


def test_a_race_asks_all_and_any_other_strategy_the_best():
    assert len(planning.new_bookings(delivery(), ["a", "b"], NOW)) == 2
    in_order = delivery(strategy=Strategy.IN_ORDER)
    assert [each.carrier for each in planning.new_bookings(in_order, ["a", "b"], NOW)] == ["a"]


@given(st.lists(reports, max_size=10), st.integers(0, 2000))
def test_a_delivery_is_looked_at_again_until_nothing_is_left_to_do(said, seconds):
    current, now = delivery(booking("a"), booking("b")), NOW + timedelta(seconds=seconds)
    for report in said:
        current = rules.take_report(current, report, NOW).delivery
    at = planning.next_look(current, ["a", "b"], now)
    unanswered = any(each.status in (1, 5) for each in current.bookings)
    assert (at is None) == (current.status in DELIVERY.final and not unanswered)
    if at is not None:
        assert at <= now + planning.POLL


def test_a_named_carrier_is_the_only_one_asked():
    rule = DispatchRule("demo", "", Strategy.RACE, ("a", "b"), own_riders_first=True)
    plan = planning.rule_with(rule, "b")
    assert (plan.carriers, plan.own_riders_first) == (("b",), False)
    assert planning.rule_with(rule, "") == rule


def test_every_reason_of_the_contract_is_a_refusal_and_no_other():
    names = error_reason_pb2.ErrorReason.keys()
    contract = {name.removeprefix("ERROR_REASON_") for name in names} - {"UNSPECIFIED"}
    assert {cls.reason for cls in errors.DeliveryRefusal.__subclasses__()} == contract


CONTRACT = [
    (model.DeliveryStatus, delivery_pb2.DeliveryStatus, "DELIVERY_STATUS_"),
    (model.Route, delivery_pb2.DeliveryRoute, "DELIVERY_ROUTE_"),
    (model.BookingStatus, delivery_pb2.BookingStatus, "BOOKING_STATUS_"),
    (model.Strategy, delivery_pb2.ChoiceStrategy, "CHOICE_STRATEGY_"),
    (model.EventKind, delivery_event_pb2.DeliveryEventKind, "DELIVERY_EVENT_KIND_"),
    (model.CallbackOutcome, messages_pb2.CallbackOutcome, "CALLBACK_OUTCOME_"),
]


@pytest.mark.parametrize(("ours", "contract", "prefix"), CONTRACT)
def test_our_words_have_the_numbers_of_the_contract(ours, contract, prefix):
    theirs = {name.removeprefix(prefix): number for name, number in contract.items() if number}
    assert {member.name: member.value for member in ours if member.value} == theirs
