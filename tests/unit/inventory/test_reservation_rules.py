"""What an order may take from stock, and what becomes of what it took."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from centers.inventory.errors import (
    OutOfStock,
    ReservationDiffers,
    ReservationNotCommitted,
    ReturnExceedsSale,
)
from centers.inventory.model import (
    EventKind,
    MovementKind,
    Quantity,
    Stock,
    StockKey,
)
from centers.inventory.reservations import rules
from centers.inventory.reservations.model import (
    CommitOutcome,
    Demand,
    ReleaseOutcome,
    ReservationState,
)
from centers.inventory.rules import added_up, digest_of
from centers.inventory.work import Work
from mesh.pure.ids import OrderKey

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)


def key(sku="cake"):
    return StockKey("m", "s1", sku)


def stock(sku="cake", on_hand=5, **more):
    return Stock(key(sku), tracked=True, on_hand=on_hand, version=1, **more)


def work(*stocks, now=NOW):
    return Work(now, stocks)


def demand(order="o1", **wanted):
    lines = added_up(Quantity(sku, n) for sku, n in wanted.items())
    return Demand(OrderKey("m", "s1", order), lines, digest_of("s1", lines), SOON)


def order(name="o1"):
    return OrderKey("m", "s1", name)


def at(later, before):
    """The same tables at a later moment."""
    stocks = [new for _, new in before.changed_stocks()]
    return Work(later, stocks, before.changed_reservations())


def test_reserving_sets_pieces_aside_and_leaves_them_on_hand():
    b = work(stock())
    held = rules.reserve(b, demand(cake=3))
    assert held.state is ReservationState.HELD
    after = b.stock(key())
    assert (after.on_hand, after.reserved, after.available) == (5, 3, 2)
    assert b.movements == []


def test_an_order_that_lacks_one_sku_gets_none_of_the_others():
    b = work(stock("cake"), stock("pie", 1))
    with pytest.raises(OutOfStock) as refused:
        rules.reserve(b, demand(cake=1, pie=2))
    assert refused.value.metadata["shortages"] == "pie=1/2"
    assert b.changed_stocks() == []


def test_a_refused_order_does_not_harm_the_next_in_the_batch():
    b = work(stock(on_hand=5))
    with pytest.raises(OutOfStock):
        rules.reserve(b, demand("big", cake=6))
    assert rules.reserve(b, demand("small", cake=5)).state is ReservationState.HELD


def test_the_same_sku_on_two_lines_is_added_up():
    assert added_up([Quantity("b", 1), Quantity("a", 2), Quantity("b", 3)]) == (
        ("a", 2),
        ("b", 4),
    )


def test_an_order_of_untracked_skus_leaves_no_trace():
    b = work(replace(stock("tea"), tracked=False))
    assert rules.reserve(b, demand(tea=100, never_set=7)) is None
    assert b.changed_stocks() == [] == b.changed_reservations()


def test_untracked_lines_beside_tracked_ones_are_not_limited():
    b = work(stock("cake", 1))
    held = rules.reserve(b, demand(cake=1, tea=500))
    assert [line.sku_id for line in held.lines] == ["cake"]


def test_a_repetition_gets_the_first_reservation_and_takes_nothing():
    b = work(stock())
    first = rules.reserve(b, demand(cake=3))
    assert rules.reserve(b, demand(cake=3)) == first
    assert b.stock(key()).reserved == 3


def test_a_repetition_with_other_lines_is_refused():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    with pytest.raises(ReservationDiffers):
        rules.reserve(b, demand(cake=2))


@pytest.mark.parametrize("lapse", ["released", "expired"])
def test_a_lapsed_reservation_can_be_had_again(lapse):
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    if lapse == "released":
        rules.release(b, order(), return_committed=False)
    else:
        b = at(SOON, b)
        assert rules.expire(b, order())
    assert rules.reserve(b, demand(cake=3)).state is ReservationState.HELD
    assert b.stock(key()).reserved == 3


def test_a_released_reservation_can_be_had_again_with_other_lines():
    b = work(stock("cake"), stock("pie"))
    rules.reserve(b, demand(cake=3))
    rules.release(b, order(), return_committed=False)
    again = rules.reserve(b, demand(pie=2))
    assert [(x.sku_id, x.taken) for x in again.lines] == [("pie", 2)]
    assert (b.stock(key("cake")).reserved, b.stock(key("pie")).reserved) == (0, 2)


def test_a_lapsed_reservation_is_refused_when_others_took_the_pieces():
    b = work(stock(on_hand=3))
    rules.reserve(b, demand("o1", cake=3))
    rules.release(b, order("o1"), return_committed=False)
    rules.reserve(b, demand("o2", cake=1))
    with pytest.raises(OutOfStock):
        rules.reserve(b, demand("o1", cake=3))


def test_a_reservation_past_its_time_but_not_swept_is_prolonged_by_a_repetition():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    b = at(SOON + timedelta(seconds=1), b)
    later = SOON + timedelta(hours=1)
    assert rules.reserve(b, replace(demand(cake=3), expires_at=later)).expires_at == later
    assert b.stock(key()).reserved == 3


def test_a_reservation_does_not_expire_before_its_time():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    assert not rules.expire(b, order())
    assert b.stock(key()).reserved == 3


def test_committing_sells_what_was_set_aside_and_enters_it_in_the_ledger():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    assert rules.commit(b, order()).outcome is CommitOutcome.COMMITTED
    after = b.stock(key())
    assert (after.on_hand, after.reserved, after.sold) == (2, 0, 3)
    assert [(m.kind, m.quantity, m.source) for m in b.movements] == [(MovementKind.SALE, -3, "o1")]


def test_committing_twice_sells_once():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    rules.commit(b, order())
    assert rules.commit(b, order()).outcome is CommitOutcome.ALREADY_COMMITTED
    assert b.stock(key()).sold == 3
    assert len(b.movements) == 1


def test_committing_an_order_without_reservation_is_no_error():
    assert rules.commit(work(), order()).outcome is CommitOutcome.NOTHING_HELD


def test_a_late_commit_takes_the_pieces_anew():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    rules.release(b, order(), return_committed=False)
    assert rules.commit(b, order()).outcome is CommitOutcome.COMMITTED
    after = b.stock(key())
    assert (after.on_hand, after.reserved, after.sold) == (2, 0, 3)


def test_a_late_commit_without_stock_is_a_shortfall_told_once():
    b = work(stock(on_hand=3))
    rules.reserve(b, demand("o1", cake=3))
    rules.release(b, order("o1"), return_committed=False)
    rules.reserve(b, demand("o2", cake=2))
    first = rules.commit(b, order("o1"))
    assert first.outcome is CommitOutcome.SHORTFALL
    assert first.shortages == (("cake", 3, 1),)
    assert rules.commit(b, order("o1")).outcome is CommitOutcome.SHORTFALL
    told = [event for event in b.events() if event.kind is EventKind.SHORTFALL]
    assert [(event.missing, event.source) for event in told] == [(2, "o1")]
    assert b.reservation(order("o1")).state is ReservationState.SHORT


def test_a_short_order_is_covered_when_stock_came_in():
    b = work(stock(on_hand=3))
    rules.reserve(b, demand(cake=3))
    rules.release(b, order(), return_committed=False)
    b.put_stock(b.stock(key()).moved(-3))
    rules.commit(b, order())
    b.put_stock(b.stock(key()).moved(3))
    assert rules.commit(b, order()).outcome is CommitOutcome.COMMITTED


def test_a_late_commit_is_not_limited_by_a_sku_that_became_untracked():
    b = work(stock(on_hand=3))
    rules.reserve(b, demand(cake=3))
    rules.release(b, order(), return_committed=False)
    b.put_stock(replace(b.stock(key()), tracked=False, on_hand=0))
    assert rules.commit(b, order()).outcome is CommitOutcome.COMMITTED
    assert b.stock(key()).sold == 0


def test_a_held_reservation_of_a_sku_that_became_untracked_still_finishes():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    b.put_stock(replace(b.stock(key()), tracked=False))
    rules.commit(b, order())
    assert (b.stock(key()).reserved, b.stock(key()).sold) == (0, 3)


def test_releasing_gives_pieces_back_once():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    assert rules.release(b, order(), return_committed=False) is ReleaseOutcome.RELEASED
    assert rules.release(b, order(), return_committed=False) is ReleaseOutcome.ALREADY_RELEASED
    assert b.stock(key()).available == 5


def test_releasing_leaves_a_sold_reservation_alone_unless_asked_to_return_it():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    rules.commit(b, order())
    assert rules.release(b, order(), return_committed=False) is ReleaseOutcome.COMMITTED
    assert rules.release(b, order(), return_committed=True) is ReleaseOutcome.RETURNED
    assert rules.release(b, order(), return_committed=True) is ReleaseOutcome.ALREADY_RELEASED
    assert (b.stock(key()).on_hand, b.stock(key()).sold) == (5, 0)


def test_a_return_brings_sold_pieces_back_into_stock():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    rules.commit(b, order())
    after = rules.give_returned(b, b.reservation(order()), [Quantity("cake", 2)], "cold")
    assert after.lines[0].returned == 2
    assert (b.stock(key()).on_hand, b.stock(key()).sold) == (4, 1)
    assert b.movements[-1].kind is MovementKind.RETURN


def test_no_more_can_be_returned_than_was_sold():
    b = work(stock())
    rules.reserve(b, demand(cake=3))
    rules.commit(b, order())
    rules.give_returned(b, b.reservation(order()), [Quantity("cake", 2)], "")
    with pytest.raises(ReturnExceedsSale):
        rules.give_returned(b, b.reservation(order()), [Quantity("cake", 2)], "")


def test_nothing_can_be_returned_of_what_is_only_held():
    b = work(stock())
    held = rules.reserve(b, demand(cake=3))
    with pytest.raises(ReservationNotCommitted):
        rules.give_returned(b, held, [], "")


def test_the_feed_tells_when_a_sku_sells_out_and_when_it_is_back():
    b = work(stock(on_hand=3))
    rules.reserve(b, demand(cake=3))
    assert [event.kind for event in b.events()] == [EventKind.SOLD_OUT]
    again = at(NOW, b)
    rules.release(again, order(), return_committed=False)
    assert [event.kind for event in again.events()] == [EventKind.BACK_IN_STOCK]


def test_a_stock_that_contradicts_itself_cannot_be_made():
    for wrong in ({"on_hand": -1}, {"on_hand": 1, "reserved": 2}, {"sold": -1}):
        with pytest.raises(ValueError, match="on hand"):
            stock(**{"on_hand": 5, **wrong})
