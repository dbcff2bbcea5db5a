"""What is given back of an order never exceeds what was bought, and all of it is all of it."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.order.after_sale import account
from centers.order.after_sale import rules as after_sale
from centers.order.model import CancelReason, EventKind, OrderStatus
from tests.unit.order.accounts import (
    History,
    S,
    cancel,
    channel_refund,
    give_back_the_rest,
    order,
    random_step,
)

lines = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 5000)).flatmap(
        lambda line: st.tuples(st.just(line[0]), st.just(line[1]), st.integers(0, line[1]))
    ),
    min_size=1,
    max_size=4,
)

bought = lines.flatmap(
    lambda lines: st.fixed_dictionaries(
        {
            "lines": st.just(lines),
            "fees": st.integers(0, 900),
            "packed": st.lists(st.integers(0, 300), min_size=len(lines), max_size=len(lines)),
            "off_packaging": st.integers(0, 400),
        }
    )
)
"""What `order` is made of: lines with packaging, fees of the order, a discount on packaging."""


def demand_sound(history: History) -> None:
    head, kept = history.head, account.of_head(history.head)
    assert 0 <= head.refunded <= head.paid
    assert sum(each.refunded for each in kept.requests) <= head.refunded
    assert 0 <= head.goods_left <= head.paid - head.refunded
    for held in (account.HOLDING, account.SETTLED):
        left = account.lines_left(kept, held)
        assert all(line.quantity >= 0 for line in left.values())
        assert all(0 <= line.packaging <= line.price for line in left.values())
    for each in kept.requests:
        assert 0 <= each.amount <= (each.price if each.lines else head.paid)


@settings(max_examples=150, deadline=None)
@given(bought, st.booleans(), st.integers(), st.sampled_from([2, 3, 4, 7, 8]))
def test_no_sequence_gives_back_more_than_was_bought(bought, by_platform, seed, status):
    history = History(order(**bought, by_platform=by_platform, status=OrderStatus(status)))
    chance = Random(seed)
    for _ in range(25):
        random_step(history, chance)
        if chance.random() < 0.03:
            cancel(history)
        demand_sound(history)
    if history.head.status is OrderStatus.CANCELLED:
        give_back_the_rest(history)
        for after_sale_id in history.of_state(S.AGREED):
            history.pay_back(after_sale_id)
        demand_sound(history)
        assert history.head.refunded == history.head.paid or history.of_state(S.FAILED)
        assert not {S.APPLIED, S.ARBITRATING} & {
            each.status for each in account.of_head(history.head).requests
        }


def demand_all_is_back(history: History, bought: dict[str, Any]) -> None:
    assert history.head.refunded == history.head.paid
    assert history.head.goods_left == 0
    everything = account.of_head(history.head)
    done = [each for each in everything.requests if each.status is S.REFUNDED]
    assert sum(each.by_merchant for each in done) == everything.by_merchant
    packaging = sum(line.packaging for each in done for line in each.lines)
    goods = sum(line.price for each in done for line in each.lines) - packaging
    assert goods == sum(amount - discount for _, amount, discount in bought["lines"])
    if not bought["off_packaging"]:
        fees = sum(each.fees for each in done)
        assert (fees, packaging) == (bought["fees"], sum(bought["packed"]))


@settings(max_examples=150, deadline=None)
@given(bought, st.integers(), st.integers(0, 15))
def test_all_pieces_back_is_all_money_back_in_any_order(bought, seed, detours):
    history, chance = History(order(**bought, status=OrderStatus.FULFILLED)), Random(seed)
    for _ in range(detours):
        random_step(history, chance)
    for state in (S.APPLIED, S.ARBITRATING):
        for open_one in history.of_state(state):
            assert history.do(after_sale.withdraw(open_one, "n")) == ""
    for agreed in history.of_state(S.AGREED):
        assert history.pay_back(agreed) == ""
    pieces = [
        line.line_id
        for line in account.lines_left(account.of_head(history.head)).values()
        for _ in range(line.quantity)
    ]
    chance.shuffle(pieces)
    for line_id in pieces:
        assert history.ask({line_id: 1}) == ""
        history.agree_and_refund()
    demand_all_is_back(history, bought)


def test_a_piece_comes_back_with_its_packaging_and_the_last_one_with_that_of_the_order():
    bought = order([(3, 3000, 500), (1, 900, 0)], 200, packed=[300, 50])
    history = History(replace(bought, status=OrderStatus.FULFILLED))
    for pieces in ({"1": 1}, {"2": 1}, {"1": 2}):
        history.ask(pieces)
        history.agree_and_refund()
    amounts = [(each.amount, each.fees) for each in account.of_head(history.head).requests]
    assert amounts == [(833 + 100, 0), (900 + 50, 0), (1667 + 200 + 200, 200)]


def test_what_is_left_of_the_goods_is_what_the_pieces_left_cost_without_fees():
    bought = order([(3, 3000, 500), (1, 900, 0)], 200, packed=[300, 50])
    history = History(replace(bought, status=OrderStatus.FULFILLED))
    left = []
    for pieces in ({"1": 1}, {"2": 1}, {"1": 2}):
        history.ask(pieces)
        history.agree_and_refund()
        left.append(history.head.goods_left)
    assert left == [3400 - 833, 3400 - 833 - 900, 0]
    goods = [each.goods for each in history.told if each.kind is EventKind.REFUND_RECORDED]
    assert goods == [833, 900, 1667]


def test_money_without_pieces_is_for_goods_as_long_as_there_are_any():
    history = History(order([(1, 1000, 0)], 300, status=OrderStatus.COMPLETED))
    for amount in (600, 600, 100):
        history.ask(amount=amount)
        history.agree_and_refund()
    goods = [each.goods for each in history.told if each.kind is EventKind.REFUND_RECORDED]
    assert goods == [600, 400, 0]


def test_each_line_bears_its_part_of_a_platforms_discount_on_packaging():
    bought = [(1, 1000, 0), (1, 1000, 0)]
    head = order(bought, 100, packed=[200, 100], off_packaging=200, by_platform=True)
    first, second = account.of_head(head).bought
    assert (first.price, first.packaging, first.by_platform) == (1100, 100, 100)
    assert (second.price, second.packaging, second.by_platform) == (1050, 50, 50)


@given(st.integers(1, 9), st.integers(1, 9999))
def test_single_pieces_of_a_line_differ_by_at_most_one_minor_unit(pieces, price):
    history = History(order([(pieces, price, 0), (1, 1, 0)], status=OrderStatus.FULFILLED))
    for _ in range(pieces):
        assert history.ask({"1": 1}) == ""
    amounts = [each.amount for each in account.of_head(history.head).requests]
    assert sum(amounts) == price
    assert max(amounts) - min(amounts) <= 1


def test_three_pieces_of_2500_come_back_one_by_one_for_2500():
    history = History(order([(3, 3000, 500)], status=OrderStatus.FULFILLED))
    for _ in range(3):
        history.ask({"1": 1})
        history.agree_and_refund()
    assert history.head.refunded == 2500
    assert history.ask({"1": 1}) == "PIECES_EXCEED_BOUGHT"


def test_a_failed_refund_frees_its_pieces_and_is_tried_again_as_the_next_attempt():
    history = History(order([(2, 1000, 0)], status=OrderStatus.FULFILLED))
    history.ask({"1": 1})
    assert history.do(after_sale.agree("afs_1", "", "n")) == ""
    assert history.do(after_sale.fail("afs_1", 1, "declined", "n")) == ""
    assert account.money_left(history.head) == 1000
    assert history.do(after_sale.agree("afs_1", "", "n")) == ""
    # The end of the first attempt, told once more, is not the end of the second.
    history.do(after_sale.fail("afs_1", 1, "declined", "n"))
    request = account.find(history.head, "afs_1")
    assert (request.status, request.attempt) == (S.AGREED, 2)
    assert history.pay_back("afs_1") == ""
    assert history.head.refunded == 500


def test_what_others_got_meanwhile_is_not_given_again_when_a_failed_one_is_agreed_to():
    history = History(order([(1, 500, 0), (1, 9500, 0)], status=OrderStatus.FULFILLED))
    history.ask({"1": 1})
    history.do(after_sale.agree("afs_1", "", "n"))
    history.do(after_sale.fail("afs_1", 1, "declined", "n"))
    history.ask({"1": 1})
    history.agree_and_refund()
    assert history.do(after_sale.agree("afs_1", "", "n")) == "PIECES_EXCEED_BOUGHT"


@pytest.mark.parametrize("status", [OrderStatus.PLACED, OrderStatus.ACCEPTED])
def test_a_whole_refund_before_making_cancels_the_order(status):
    history = History(order([(2, 1000, 0)], 100, status=status))
    history.ask()
    assert history.do(after_sale.agree("afs_1", "", "n")) == ""
    assert history.head.status is OrderStatus.CANCELLED
    assert history.head.cancel_reason is CancelReason.CUSTOMER
    kinds = [each.kind for each in history.told]
    # The refund is asked for before the end of the order gives back whatever is left.
    assert kinds == [EventKind.AFTER_SALE, EventKind.AFTER_SALE, EventKind.MOVED]
    assert history.pay_back("afs_1") == ""
    assert history.head.refunded == history.head.paid


def test_the_last_of_several_parts_cancels_an_order_that_nobody_began():
    history = History(order([(2, 1000, 0)]))
    for left in (OrderStatus.PLACED, OrderStatus.CANCELLED):
        history.ask({"1": 1})
        history.agree_and_refund()
        assert history.head.status is left


def test_an_order_that_is_being_made_goes_on_when_it_is_refunded():
    history = History(order([(1, 1000, 0)], status=OrderStatus.PREPARING))
    history.ask()
    history.agree_and_refund()
    assert history.head.status is OrderStatus.PREPARING
    assert history.told[-1].wholly_refunded


def test_open_requests_end_with_their_order():
    history = History(order([(4, 4000, 0)], status=OrderStatus.ACCEPTED))
    history.ask({"1": 1})
    history.ask({"1": 1})
    history.do(after_sale.agree("afs_1", "", "n"))
    cancel(history)
    states = [each.status for each in account.of_head(history.head).requests]
    assert states == [S.AGREED, S.WITHDRAWN]
    assert history.head.refunded == 3000
    assert history.do(after_sale.agree("afs_2", "", "n")) == "ILLEGAL_MOVE"


def test_no_beef_left_gives_its_price_back_and_the_rest_is_made():
    history = History(order([(1, 3000, 300), (2, 1000, 0)], 200, status=OrderStatus.ACCEPTED))
    wanted = history.wanted({"1": 1}, origin=2)
    assert history.do(after_sale.cancel_lines(wanted, "till:1")) == ""
    request = account.find(history.head, wanted.after_sale_id)
    assert (request.status, request.amount, request.by_merchant) == (S.AGREED, 2700, 300)
    assert history.head.status is OrderStatus.ACCEPTED
    rest = history.wanted({"2": 2}, origin=2)
    assert history.do(after_sale.cancel_lines(rest, "till:1")) == ""
    assert account.find(history.head, rest.after_sale_id).amount == 1200
    assert history.head.cancel_reason is CancelReason.STORE_REJECTED


def test_a_store_no_longer_decides_what_the_desk_arbitrates():
    history = History(order([(1, 1000, 0)], status=OrderStatus.FULFILLED))
    history.ask()
    history.do(after_sale.refuse("afs_1", "no", "n", by_till=True))
    assert history.do(after_sale.escalate("afs_1", "please", "n")) == ""
    assert history.do(after_sale.agree("afs_1", "", "n", by_till=True)) == "ILLEGAL_MOVE"
    assert history.do(after_sale.agree("afs_1", "", "n")) == ""


def test_goodwill_is_money_without_pieces_and_is_not_given_twice():
    history = History(order([(3, 2500, 0)], status=OrderStatus.COMPLETED))
    assert history.ask(amount=300) == ""
    history.agree_and_refund()
    assert history.do(after_sale.apply(history.wanted({}), "n", by_customer=False)) == ""
    history.agree_and_refund()
    assert history.head.refunded == 2500


def test_the_pieces_of_a_free_order_come_back_for_nothing():
    history = History(order([(2, 1000, 1000)]))
    assert history.ask({"1": 1}) == ""
    assert history.do(after_sale.agree("afs_1", "", "n")) == ""
    assert account.find(history.head, "afs_1").status is S.REFUNDED
    assert history.head.status is OrderStatus.PLACED
    history.ask()
    history.do(after_sale.agree("afs_2", "", "n"))
    assert history.head.status is OrderStatus.CANCELLED


def test_a_platforms_share_of_the_discounts_is_told_with_what_comes_back():
    history = History(order([(3, 3000, 500)], by_platform=True, status=OrderStatus.FULFILLED))
    history.ask({"1": 2})
    request = account.find(history.head, "afs_1")
    assert (request.amount, request.by_platform, request.by_merchant) == (1666, 333, 0)


def test_a_platform_carries_out_what_the_store_agreed_to():
    history = History(order([(2, 2000, 0)], held=True, status=OrderStatus.ACCEPTED))
    history.ask({"1": 1})
    history.do(after_sale.agree("afs_1", "", "n"))
    asked = after_sale.Wanted("afs_1", (), 1000, "", account.find(history.head, "afs_1").origin)
    assert history.do(after_sale.record_channel_refund(asked, "mt-1", "n", for_request=True)) == ""
    request = account.find(history.head, "afs_1")
    assert (request.status, request.channel_refund_number) == (S.REFUNDED, "mt-1")
    assert history.head.refunded == 1000


def test_a_platform_that_refunds_by_itself_overtakes_what_is_open():
    history = History(order([(2, 2000, 0)], held=True, status=OrderStatus.PREPARING))
    history.ask({"1": 1})
    history.ask({"1": 1})
    history.do(after_sale.agree("afs_2", "", "n"))
    assert channel_refund(history, 2000, "mt-1") == ""
    states = [each.status for each in account.of_head(history.head).requests]
    assert states == [S.WITHDRAWN, S.FAILED, S.REFUNDED]
    assert channel_refund(history, 1, "mt-2") == "REFUND_EXCEEDS_PAID"


def test_only_a_platform_that_holds_the_money_says_that_it_gave_it_back():
    history = History(order([(1, 1000, 0)]))
    assert channel_refund(history, 500, "mt-1") == "NOT_HELD_BY_CHANNEL"


@settings(max_examples=100, deadline=None)
@given(lines, st.integers())
def test_no_sequence_with_a_platform_gives_back_more_than_was_bought(bought, seed):
    history, chance = History(order(bought, held=True)), Random(seed)
    for number in range(15):
        if chance.random() < 0.3:
            channel_refund(history, chance.randint(1, 3000), f"mt-{number}")
        random_step(history, chance)
        assert 0 <= history.head.refunded <= history.head.paid
        assert account.money_left(history.head) >= 0


@pytest.mark.parametrize(("status", "open_to"), [("PLACED", True), ("COMPLETED", False)])
def test_a_completed_order_is_closed_to_its_customer_but_not_to_the_chain(status, open_to):
    history = History(order([(1, 1000, 0)], status=OrderStatus[status]))
    mine = history.do(after_sale.apply(history.wanted({}), "n", by_customer=True))
    assert mine == ("" if open_to else "AFTER_SALE_CLOSED")
    if not open_to:
        assert history.do(after_sale.apply(history.wanted({}), "n", by_customer=False)) == ""


@pytest.mark.parametrize("status", OrderStatus)
def test_pieces_agreed_to_before_anybody_began_to_make_them_are_unmade(status):
    history = History(order([(3, 900, 0)], status=status))
    if history.ask({"1": 1}) == "":
        history.agree_and_refund()
        [request] = account.of_head(history.head).requests
        assert request.unmade is (status in (OrderStatus.PLACED, OrderStatus.ACCEPTED))


def test_what_a_platform_gave_back_by_itself_before_making_is_unmade():
    history = History(order([(3, 900, 0)], held=True))
    assert channel_refund(history, 300, "r-1", lines={"1": 1}) == ""
    [request] = account.of_head(history.head).requests
    assert request.unmade
