"""Which orders are accepted at once, and when."""

from datetime import timedelta

import pytest

from centers.order import rules
from centers.order.acceptance.rules import accepting
from centers.order.model import Route
from centers.order.waiting.rules import release
from tests.unit.order.test_order_rules import NOW, S, head

PAID = accepting(rules.pay("p1", 1000, "CNY", "n"))
READY = {"accept_by": "policy:a", "pos_plugin": "pos_a"}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (READY, S.ACCEPTED),
        (READY | {"accept_by": ""}, S.PLACED),
        (READY | {"pos_plugin": ""}, S.PLACED),
        (READY | {"prepare_from": NOW + timedelta(minutes=1)}, S.PLACED),
        (READY | {"wait_for": "group"}, S.PLACED),
    ],
)
def test_an_order_is_accepted_with_its_payment_when_it_can_be_made(fields, status):
    outcome = PAID(head(**fields), NOW)
    assert outcome.head.status is status
    assert [event.node for event in outcome.events] == ["n", "policy:a"][: len(outcome.events)]


def test_one_that_no_tills_are_known_for_waits_for_them():
    placed = PAID(head(**READY | {"pos_plugin": ""}), NOW).head
    assert accepting(rules.route_to("pos_b", None, "order"))(placed, NOW).head.status is S.ACCEPTED


def test_one_that_waits_for_others_is_accepted_when_they_have_come():
    placed = PAID(head(**READY | {"wait_for": "group"}), NOW).head
    assert accepting(release("group", "n"))(placed, NOW).head.status is S.ACCEPTED


def test_one_without_tills_waits_for_none():
    fields = READY | {"pos_plugin": ""}
    made_by_people = rules.replace(head(**fields), route=Route.NONE)
    assert PAID(made_by_people, NOW).head.status is S.ACCEPTED


def test_a_payment_that_is_refused_accepts_nothing():
    outcome = accepting(rules.pay("p1", 999, "CNY", "n"))(head(**READY), NOW)
    assert (outcome.head.status, outcome.refusal.reason) == (S.PENDING_PAYMENT, "PAYMENT_MISMATCH")
