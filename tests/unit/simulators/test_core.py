"""The pure parts that simulators share: worlds, schedules, signatures and the moves of an order."""

from random import Random

import pytest

from simulators.core.chain import demo_chain
from simulators.core.entry import (
    AlreadyChanged,
    Entry,
    Finished,
    NotOfferedHere,
    RefundState,
    Rider,
    Stage,
    TooEarly,
    Why,
)
from simulators.core.faults import Fault, Schedule, UnknownFault, parse
from simulators.core.stories import stories_with
from simulators.core.world import Way, World
from simulators.meituan.messages import order_form, without, yuan
from simulators.meituan.signature import sign

ALL = frozenset(Fault)


def orders(count, seed=1, faults=ALL):
    world = World(demo_chain(), seed, faults, 10**14)
    return [world.order(place, 1.8e9) for place in range(count)]


@pytest.mark.parametrize(
    ("url", "parameters", "signature"),
    [
        (
            "https://waimaiopen.meituan.com/api/v1/order/confirm",
            {"app_id": "4444", "timestamp": "1700000000", "order_id": "25217"},
            "f6f60db3fa97814007f81ef83a66566d",
        ),
        (
            "https://gw.example.com/mt/order",
            {
                "app_id": "4444",
                "app_poi_code": "S001",
                "detail": '[{"app_food_code":"F1","quantity":2}]',
                "order_id": "25217",
                "recipient_name": "张三",
                "status": "2",
                "timestamp": "1700000000",
            },
            "310067291d900015899e576d83e22bbe",
        ),
    ],
)
def test_meituans_signatures_are_those_of_the_vectors(url, parameters, signature):
    assert sign(url, parameters, "mtsecret") == signature


def test_numbers_of_the_day_go_on_and_own_riders_go_by_the_store_where_that_is_said():
    world = World(demo_chain(), 1, ALL, 10**14, sold_before={"bund": 40}, own_riders={"xujiahui"})
    sold = [world.order(place, 1.8e9) for place in range(60)]
    assert min(each.day_number for each in sold if each.store.code == "bund") == 41
    assert min(each.day_number for each in sold if each.store.code != "bund") == 1
    brought = {each.store.code: each.way for each in sold if each.way is not Way.PICK_UP}
    assert brought == {"bund": Way.PLATFORM_RIDER, "xujiahui": Way.STORE_RIDER}


def test_the_same_seed_sells_the_same_orders_and_another_one_others():
    assert orders(40) == orders(40)
    assert orders(40) != orders(40, seed=2)


def test_every_order_adds_up_and_every_story_happens_in_its_turn():
    sold = orders(400)
    for order in sold:
        parts = order.goods + order.packaging + order.delivery_fee
        off = sum(each.by_platform + each.by_merchant for each in order.discounts)
        assert order.total == parts - off > 0
    names = {story.name for story in stories_with(ALL)}
    assert {order.story.name for order in sold[: len(stories_with(ALL))]} == names


def test_each_fault_strikes_a_message_in_a_few_orders_and_none_without_faults():
    schedule = Schedule(3, ALL)
    struck = [schedule.message(order, which) for order in range(12) for which in range(4)]
    for name in ("copies", "held_back", "delay", "answer_lost", "forged_too"):
        assert any(getattr(each, name) for each in struck), name
    assert not any(Schedule(3, ()).message(place, 0).copies for place in range(50))


def test_faults_are_named_and_an_unknown_one_is_refused_with_those_there_are():
    assert parse("all") == ALL
    assert parse("none") == frozenset()
    assert parse("delay, outage") == {Fault.DELAY, Fault.OUTAGE}
    with pytest.raises(UnknownFault, match="lost-answer"):
        parse("delay,gremlins")


def test_money_given_back_is_never_more_than_was_paid_whatever_comes_in_which_order():
    dice = Random(5)
    for order in orders(60):
        entry = Entry(order)
        entry.confirm()
        for _ in range(6):
            left = {number: count for number, count in entry.pieces_left().items() if count}
            pieces = {next(iter(left)): 1} if left and dice.random() < 0.7 else None
            refund = entry.ask_back(pieces, "late")
            refund.state = dice.choice((RefundState.AGREED, RefundState.REFUSED))
            assert 0 <= entry.given_back <= order.total
        entry.cancel(Why.DESK)
        assert entry.given_back == order.total


def test_the_platform_refuses_what_comes_twice_too_early_or_too_late():
    entry = Entry(orders(1)[0])
    for early in (entry.prepare, lambda: entry.ride(Rider.PICKED_UP)):
        with pytest.raises(TooEarly):
            early()
    entry.confirm()
    entry.prepare()
    for again in (entry.confirm, entry.prepare, lambda: entry.answer_refund(agreed=True)):
        with pytest.raises(AlreadyChanged):
            again()
    with pytest.raises(NotOfferedHere):
        entry.give_back({entry.order.lines[0].number: 1000}, "none left")
    entry.finish()
    with pytest.raises(Finished):
        entry.reject("2007", "too late")
    assert entry.stage is Stage.DONE


def test_meituans_forms_have_yuan_beside_fen_and_say_what_is_missing():
    form = order_form(Entry(orders(1)[0]))
    assert [yuan(fen) for fen in (0, 5, 100, 1250, 1999)] == ["0", "0.05", "1", "12.5", "19.99"]
    assert form["package_bag_money"].isdecimal()
    partial = without(form, 0)
    assert "detail" not in partial
    assert (partial["incmp_code"], partial["incmp_modules"]) == ("-1", "[0]")


def test_pieces_that_were_given_back_before_may_be_asked_for_again_by_who_was_killed():
    entry, missing = Entry(orders(1)[0]), NotOfferedHere()
    soup, tea = ({"food": each, "timestamp": "1"} for each in ("soup", "tea"))
    entry.confirm()
    entry.refused("refundPart", missing, soup, once=False)
    assert entry.faults == ["refundPart was refused: NotOfferedHere"]
    entry.carried_out("refundPart", soup, answered=True)
    entry.refused("refundPart", missing, soup | {"timestamp": "2"}, once=False)
    assert len(entry.faults) == 1
    assert entry.told_again["refundPart"] == 1
    entry.refused("refundPart", missing, tea, once=False)
    assert len(entry.faults) == 2
