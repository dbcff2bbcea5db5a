"""What the OMS says of an order is mirrored; who else may do what with one of vouchers."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.order import rules as order_rules
from centers.order.after_sale import rules as after_sale
from centers.order.after_sale.messages import account_message
from centers.order.after_sale.model import Account, AfterSaleLine, AfterSaleOrigin
from centers.order.after_sale.model import AfterSaleStatus as A
from centers.order.model import CancelReason, EventKind, Head, OrderStatus, Route, ServiceType
from centers.order.rules import Outcome
from centers.order.vouchers import rules
from centers.order.vouchers.errors import VouchersUnused, VouchersUsed
from centers.order.vouchers.model import AtOms, OmsDecision, Standing, Voucher, VoucherState
from mesh.pure.errors import InvalidRequest, Refusal
from tests.unit.order.test_order_rules import NOW, head

S, V = OrderStatus, VoucherState
OMS, PIECES, PRICE = "oms_test", 3, 1000


def bought(**fields) -> Head:
    """A paid order of some vouchers that an OMS has been given."""
    line = AfterSaleLine("1", PIECES, PIECES * PRICE)
    known = {"oms": AtOms(OMS), "status": S.PLACED} | fields
    order = head(service_type=ServiceType.VOUCHER, total=PIECES * PRICE, paid=PIECES * PRICE)
    account = Account((line,), PIECES * PRICE, 0, 0)
    return replace(order, route=Route.OMS, account=account, goods_left=PIECES * PRICE, **known)


def standing(revision: int, *states: V, decision: OmsDecision = OmsDecision.ISSUED) -> Standing:
    vouchers = tuple(
        Voucher(f"v{n}", "1", f"code-{n}", state, NOW + timedelta(days=n))
        for n, state in enumerate(states, start=1)
    )
    return Standing(head().order_id, "demo", "sto_1", decision, "none left", revision, vouchers)


ISSUED = standing(1, *[V.ISSUED] * PIECES)
told = st.tuples(st.integers(1, 9), st.lists(st.sampled_from(V), min_size=PIECES, max_size=PIECES))


@given(st.lists(told, min_size=1, max_size=6))
def test_the_newest_word_of_the_oms_counts_in_whatever_order_it_comes(words):
    # A revision says one thing.
    words = list({revision: (revision, states) for revision, states in words}.values())
    now = bought()
    for revision, states in words:
        outcome = rules.mirrored(standing(revision, *states), OMS)(now, NOW)
        changed = [event for event in outcome.events if event.kind is EventKind.VOUCHERS]
        before = {each.voucher_id: each.state for each in now.oms.vouchers}
        for event in changed:
            assert all(before.get(each.voucher_id) is not each.state for each in event.vouchers)
        now = outcome.head
    revision, states = max(words)
    assert (now.status, now.oms.revision) == (S.FULFILLED, revision)
    assert [each.state for each in now.oms.vouchers] == states
    usable = [n for n, state in enumerate(states, start=1) if state is V.ISSUED]
    assert now.oms.is_open == bool(usable)
    ends = int((NOW + timedelta(days=usable[0])).timestamp()) if usable else 0
    assert now.oms.next_end == ends


@pytest.mark.parametrize("revision", [1, 2])
def test_a_voucher_that_is_over_stays_so_though_the_oms_has_not_heard_of_it_yet(revision):
    later = NOW + timedelta(days=1)
    over = rules.expire("n")(rules.mirrored(ISSUED, OMS)(bought(), NOW).head, later).head
    said = standing(revision, *[V.ISSUED] * PIECES)
    outcome = rules.mirrored(said, OMS)(over, later)
    assert not outcome.events
    assert [each.state for each in outcome.head.oms.vouchers] == [V.EXPIRED, V.ISSUED, V.ISSUED]


@given(
    st.lists(st.sampled_from(V), min_size=PIECES, max_size=PIECES),
    st.lists(st.integers(0, PIECES), max_size=5),
)
def test_no_more_pieces_are_asked_back_than_are_unused(states, wishes):
    now = rules.mirrored(standing(2, *states), OMS)(bought(), NOW).head
    gone = states.count(V.REDEEMED) + states.count(V.VOIDED)
    for number, pieces in enumerate(wishes):
        lines = (AfterSaleLine("1", pieces),) if pieces else ()
        wanted = after_sale.Wanted(f"afs_{number}", lines, 0, "why", AfterSaleOrigin.CUSTOMER)
        with contextlib.suppress(VouchersUsed):
            now = after_sale.apply(wanted, "n", by_customer=True)(now, NOW).head
    asked = sum(line.quantity for request in now.account.requests for line in request.lines)
    assert asked + gone <= PIECES
    if 0 in wishes:
        assert asked + gone == PIECES
    left = PIECES - asked - gone
    account = account_message(now)
    assert (account.lines[0].left.quantity, account.left.minor_units) == (left, left * PRICE)


def wish(number: int, *voucher_ids: str) -> after_sale.Wanted:
    """A customer's wish to give these vouchers back."""
    line = AfterSaleLine("1", len(voucher_ids), voucher_ids=voucher_ids)
    return after_sale.Wanted(f"afs_{number}", (line,), 0, "why", AfterSaleOrigin.CUSTOMER)


def apply(now: Head, wanted: after_sale.Wanted) -> Head:
    return after_sale.apply(wanted, "n", by_customer=True)(now, NOW).head


def test_vouchers_that_are_named_are_given_back_once_and_only_unused():
    now = rules.mirrored(standing(2, V.ISSUED, V.REDEEMED, V.EXPIRED), OMS)(bought(), NOW).head
    for used in (("v2",), ("v1", "v2")):
        with pytest.raises(VouchersUsed) as refused:
            apply(now, wish(1, *used))
        assert refused.value.metadata["unused_quantity"] == "2"
    asked = apply(now, wish(1, "v3"))
    [request] = asked.account.requests
    assert (request.lines[0].voucher_ids, request.amount) == (("v3",), PRICE)
    with pytest.raises(VouchersUsed):
        apply(asked, wish(2, "v3"))
    back = after_sale.refuse("afs_1", "no", "n", of_oms=True)(asked, NOW).head
    assert apply(back, wish(2, "v3")).account.requests[-1].lines[0].voucher_ids == ("v3",)


def test_a_voucher_that_the_line_does_not_have_is_named_in_vain():
    issued = rules.mirrored(ISSUED, OMS)(bought(), NOW).head
    for now in (issued, bought(), bought(oms=None), head(account=bought().account, paid=1)):
        with pytest.raises(InvalidRequest, match=r"lines\[0\]\.voucher_ids"):
            apply(replace(now, status=S.FULFILLED), wish(1, "v9"))


def test_what_was_made_void_and_not_paid_back_comes_back_by_the_same_request():
    now = apply(rules.mirrored(ISSUED, OMS)(bought(), NOW).head, wish(1, "v1"))
    void = standing(2, V.VOIDED, V.ISSUED, V.ISSUED)
    now = rules.given_back("afs_1", void, OMS)(now, NOW).head
    now = after_sale.fail("afs_1", 1, "no money", "n")(now, NOW).head
    account = account_message(now)
    assert (account.lines[0].left.quantity, account.left.minor_units) == (2, 2 * PRICE)
    again = after_sale.agree("afs_1", "", "n")(now, NOW).head
    assert again.account.requests[0].lines[0].voucher_ids == ("v1",)


@pytest.mark.parametrize("states", [[V.ISSUED] * (PIECES - 1), [V.ISSUED] * (PIECES + 1)])
def test_codes_for_fewer_or_more_pieces_than_were_bought_are_not_taken(states):
    with pytest.raises(InvalidRequest):
        rules.mirrored(standing(1, *states), OMS)(bought(), NOW)


def test_what_another_plug_in_says_changes_nothing():
    assert rules.mirrored(ISSUED, "oms_other")(bought(), NOW).head == bought()
    unknown = bought(oms=None)
    assert rules.mirrored(ISSUED, OMS)(unknown, NOW).head == unknown


def test_the_oms_may_reject_what_waits_for_codes_and_nothing_that_has_them():
    no = standing(3, decision=OmsDecision.REJECTED)
    assert rules.mirrored(no, OMS)(bought(), NOW).head.status is S.CANCELLED
    issued = rules.mirrored(ISSUED, OMS)(bought(), NOW).head
    outcome = rules.mirrored(no, OMS)(issued, NOW)
    assert outcome.head == issued
    assert [event.kind for event in outcome.events] == [EventKind.LATE_MESSAGE]


def test_codes_that_were_issued_are_never_taken_away():
    issued = rules.mirrored(ISSUED, OMS)(bought(), NOW).head
    with pytest.raises(InvalidRequest):
        rules.mirrored(standing(3, decision=OmsDecision.PENDING), OMS)(issued, NOW)


def test_an_order_of_which_the_oms_knows_nothing_is_not_handed_over_with_that():
    unknown = standing(0, decision=OmsDecision.UNKNOWN)
    assert rules.mirrored(unknown, OMS)(bought(), NOW) == Outcome(bought())


def test_an_order_is_given_to_one_oms_and_only_when_it_is_due():
    order = rules.give_to(OMS)(bought(oms=None), NOW).head
    assert rules.give_to("oms_other")(order, NOW).head.oms.plugin == OMS
    for other in ({"waits": True}, {"status": S.PENDING_PAYMENT}, {"status": S.CANCELLED}):
        assert rules.give_to(OMS)(bought(oms=None, **other), NOW).head.oms is None


def test_nobody_cancels_or_moves_by_hand_what_an_oms_has():
    cancel = order_rules.cancel(CancelReason.OPERATOR, "", "n", by_customer=False)
    with pytest.raises(Refusal) as refused:
        rules.unless_given(cancel)(bought(), NOW)
    assert refused.value.reason == "CANCEL_NEEDS_AFTER_SALE"
    assert rules.unless_given(cancel)(bought(oms=None), NOW).head.status is S.CANCELLED
    with pytest.raises(Refusal) as refused:
        rules.by_hand(S.FULFILLED, order_rules.move(S.FULFILLED, "n"))(bought(), NOW)
    assert refused.value.reason == "ILLEGAL_MOVE"


def test_a_request_is_agreed_to_with_the_word_of_the_oms_and_again_without_it():
    now = rules.mirrored(ISSUED, OMS)(bought(), NOW).head
    lines = (AfterSaleLine("1", 1),)
    wanted = after_sale.Wanted("afs_1", lines, 0, "why", AfterSaleOrigin.CUSTOMER)
    now = after_sale.apply(wanted, "n", by_customer=True)(now, NOW).head
    with pytest.raises(Refusal) as refused:
        after_sale.agree("afs_1", "", "n")(now, NOW)
    assert refused.value.reason == "VOUCHERS_NOT_VOIDED"
    void = standing(2, V.VOIDED, V.ISSUED, V.ISSUED)
    now = rules.given_back("afs_1", void, OMS)(now, NOW).head
    assert now.account.requests[0].status is A.AGREED
    now = after_sale.fail("afs_1", 1, "the bank is closed", "n")(now, NOW).head
    again = after_sale.agree("afs_1", "", "n")(now, NOW).head
    assert (again.account.requests[0].status, again.account.requests[0].attempt) == (A.AGREED, 2)


def test_pieces_of_an_order_that_ended_meanwhile_are_not_agreed_to():
    lines = (AfterSaleLine("1", 1),)
    wanted = after_sale.Wanted("afs_1", lines, 0, "why", AfterSaleOrigin.CUSTOMER)
    now = after_sale.apply(wanted, "n", by_customer=True)(bought(), NOW).head
    ended = order_rules.reject("the platform cancelled it", "n")(now, NOW).head
    outcome = rules.given_back("afs_1", None, OMS)(ended, NOW)
    assert outcome.head.account.requests[0].status is A.WITHDRAWN
    assert [event.kind for event in outcome.events] == [EventKind.LATE_MESSAGE]


def at_the_desk(*states: V, named: tuple[str, ...] = ("v1",)) -> Head:
    """An order of which the OMS refused some vouchers, which the customer took to the desk."""
    now = apply(rules.mirrored(ISSUED, OMS)(bought(), NOW).head, wish(1, *named))
    now = rules.mirrored(standing(2, *states), OMS)(now, NOW).head
    now = rules.kept("afs_1", "", OMS)(now, NOW).head
    return after_sale.escalate("afs_1", "please", "n")(now, NOW).head


def agree(now: Head, *, although_used: bool) -> Outcome:
    return after_sale.agree("afs_1", "sorry", "desk", although_used=although_used)(now, NOW)


def test_the_desk_has_the_oms_asked_again_and_what_it_says_then_counts():
    now = at_the_desk(V.ISSUED, V.ISSUED, V.ISSUED)
    asked = agree(now, although_used=False)
    [event] = asked.events
    assert (event.kind, event.after_sale.status) == (EventKind.AFTER_SALE, A.APPLIED)
    with pytest.raises(Refusal) as refused:
        agree(asked.head, although_used=True)
    assert refused.value.reason == "VOUCHERS_NOT_VOIDED"
    void = standing(3, V.VOIDED, V.ISSUED, V.ISSUED)
    request = rules.given_back("afs_1", void, OMS)(asked.head, NOW).head.account.requests[0]
    assert (request.status, request.unmade, request.answer) == (A.AGREED, True, "sorry")
    again = rules.kept("afs_1", "", OMS)(asked.head, NOW).head.account.requests[0]
    assert (again.status, again.answer) == (A.REFUSED, "")


def test_the_desk_gives_the_money_of_used_vouchers_back_and_of_no_others():
    now = at_the_desk(V.REDEEMED, V.ISSUED, V.EXPIRED)
    done = agree(now, although_used=True).head
    [request] = done.account.requests
    assert (request.status, request.amount, request.unmade) == (A.AGREED, PRICE, False)
    failed = after_sale.fail("afs_1", 1, "the bank is closed", "n")(done, NOW).head
    [request] = agree(failed, although_used=False).head.account.requests
    assert (request.status, request.attempt, request.unmade) == (A.AGREED, 2, False)
    # The others are given back as before, and nothing is left then.
    rest = apply(done, replace(wish(2), lines=()))
    assert rest.account.requests[1].amount == 2 * PRICE
    assert account_message(rest).left.minor_units == 0
    # Neither are unused ones paid without being void, nor used ones twice.
    for states, named in (
        ((V.REDEEMED, V.ISSUED, V.ISSUED), ("v1", "v2")),
        ((V.EXPIRED, V.REDEEMED, V.ISSUED), ("v1",)),
    ):
        with pytest.raises(VouchersUnused):
            agree(at_the_desk(*states, named=named), although_used=True)


def test_only_money_of_vouchers_goes_back_although_they_were_used():
    now = rules.mirrored(ISSUED, OMS)(bought(), NOW).head
    goodwill = after_sale.Wanted("afs_1", (), PRICE, "why", AfterSaleOrigin.OPERATOR)
    with pytest.raises(InvalidRequest, match="although_used"):
        agree(apply(now, goodwill), although_used=True)


def test_an_old_refusal_of_the_oms_takes_nothing_from_the_desk():
    now = at_the_desk(V.REDEEMED, V.ISSUED, V.ISSUED)
    outcome = rules.kept("afs_1", "told again", OMS)(now, NOW)
    assert outcome.head.account.requests[0].status is A.ARBITRATING
    assert [event.kind for event in outcome.events] == [EventKind.LATE_MESSAGE]


def test_the_money_of_what_the_oms_has_made_void_goes_back_though_it_was_refused():
    now = apply(rules.mirrored(ISSUED, OMS)(bought(), NOW).head, wish(1, "v1"))
    now = rules.kept("afs_1", "not today", OMS)(now, NOW).head
    void = standing(2, V.VOIDED, V.ISSUED, V.ISSUED)
    now = rules.given_back("afs_1", void, OMS)(now, NOW).head
    assert now.account.requests[0].status is A.AGREED


@given(
    st.lists(st.sampled_from(V), min_size=PIECES, max_size=PIECES),
    st.sets(st.integers(1, PIECES), min_size=1),
)
def test_the_desk_pays_for_just_those_vouchers_that_cannot_be_made_void(states, chosen):
    now = at_the_desk(*states, named=tuple(f"v{number}" for number in sorted(chosen)))
    voidable = [state in (V.ISSUED, V.EXPIRED) for state in states]
    if any(voidable[number - 1] for number in chosen):
        with pytest.raises(VouchersUnused):
            agree(now, although_used=True)
        return
    done = agree(now, although_used=True).head
    assert done.account.requests[0].amount == len(chosen) * PRICE
    assert account_message(done).left.minor_units == sum(voidable) * PRICE
