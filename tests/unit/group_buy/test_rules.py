"""Groups, whatever happens in whatever order: each ends full or refunded, and never both."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.group_buy import errors, rules
from apps.group_buy.model import (
    Fact,
    Group,
    GroupState,
    NewOffer,
    Offer,
    Place,
    PlaceState,
    ToDo,
)

BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEADLINE = BEGIN + timedelta(minutes=30)
PRICE = 990


def group_of(size: int) -> Group:
    return Group("demo", "grp_1", "gof_1", size, GroupState.OPEN, BEGIN, DEADLINE)


def place(number: int, at: datetime = BEGIN, **more) -> Place:
    ids = (f"gpl_{number}", "grp_1", f"per_{number}", f"per_{number}", f"r{number}")
    return Place(*ids, b"", at, b"", **{"order_id": f"ord_{number}"} | more)


@dataclass
class World:
    """A group, and the order center, which keeps its own state of each order."""

    group: Group
    now: datetime = BEGIN
    places: list[Place] = field(default_factory=list)
    orders: dict[str, Fact] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)
    captured: dict[str, int] = field(default_factory=dict)
    refunded: dict[str, int] = field(default_factory=dict)

    def join(self) -> None:
        """One more wants a place."""
        try:
            rules.demand_place(self.group, self.places, self.now)
        except (errors.GroupClosed, errors.GroupFull):
            return
        new = place(len(self.places), self.now)
        self.places.append(new)
        self.orders[new.order_id] = Fact.UNPAID

    def pay(self, number: int) -> None:
        """Pay an order: one that has ended gives it back."""
        order_id = f"ord_{number}"
        if order_id not in self.orders or order_id in self.captured:
            return
        self.captured[order_id] = PRICE
        if self.orders[order_id] is Fact.ENDED or self.now > DEADLINE:
            self.end(order_id)
        else:
            self.orders[order_id] = Fact.PAID

    def end(self, order_id: str) -> None:
        """End an order; what was paid goes back."""
        if order_id in self.orders:
            self.orders[order_id] = Fact.ENDED
            self.refunded[order_id] = self.captured.get(order_id, 0)

    def settle(self, seen: dict[str, Fact], *, dies: bool) -> None:
        """Decide by what was seen of orders, perhaps long ago; tell them unless it dies before."""
        self.group, self.places = rules.decide(self.group, self.places, seen, self.now)
        if not dies:
            self.tell()

    def tell(self) -> None:
        """Tell orders what they are to be told."""
        for each in self.places:
            if each.to_do is ToDo.CANCEL:
                self.end(each.order_id)
            elif each.to_do is ToDo.RELEASE and self.orders[each.order_id] is Fact.PAID:
                self.released.add(each.order_id)
        self.places = [replace(each, to_do=ToDo.NOTHING) for each in self.places]

    def finish(self) -> None:
        """The deadline passes, the order center ends what is not paid, the sweeper comes."""
        self.now = max(self.now, DEADLINE)
        for order_id, fact in self.orders.items():
            if fact is Fact.UNPAID:
                self.end(order_id)
        for _ in range(2):
            self.settle(dict(self.orders), dies=False)


EVENTS = st.lists(
    st.one_of(
        st.just(("join", 0)),
        st.tuples(st.sampled_from(["pay", "cancel"]), st.integers(0, 5)),
        st.tuples(st.sampled_from(["settle", "die", "stale", "wait"]), st.integers(0, 12)),
    ),
    max_size=40,
)


def play(world: World, events) -> None:
    seen: dict[str, Fact] = {}
    for what, number in events:
        if what == "join":
            world.join()
        elif what == "pay":
            world.pay(number)
        elif what == "cancel" and f"ord_{number}" not in world.released:
            world.end(f"ord_{number}")
        elif what == "wait":
            world.now += timedelta(minutes=number)
        elif what == "stale":
            world.settle(seen, dies=False)
        elif what in ("settle", "die"):
            seen = dict(world.orders)
            world.settle(seen, dies=what == "die")


@given(st.integers(2, 4), EVENTS)
def test_every_member_is_in_a_full_group_that_is_made_or_has_the_money_back(size, events):
    world = World(group_of(size))
    play(world, events)
    world.finish()
    assert world.group.state is not GroupState.OPEN
    paid = {each.order_id for each in world.places if each.state is PlaceState.PAID}
    if world.group.state is GroupState.SUCCEEDED:
        assert len(paid) == size
    for order_id, captured in world.captured.items():
        back = world.refunded.get(order_id, 0)
        made = order_id in world.released
        assert (back, made) in ((captured, False), (0, True))
        assert not made or (world.group.state is GroupState.SUCCEEDED and order_id in paid)


@given(st.integers(2, 4), EVENTS)
def test_no_more_places_are_somebodys_than_a_group_has(size, events):
    world = World(group_of(size))
    for event in events:
        play(world, [event])
        assert sum(each.is_somebodys for each in world.places) <= size


@given(st.integers(2, 4), EVENTS)
def test_an_ended_group_stays_as_it_ended(size, events):
    world = World(group_of(size))
    ended = None
    for event in events:
        play(world, [event])
        if ended is not None:
            assert world.group.state is ended
        elif world.group.state is not GroupState.OPEN:
            ended = world.group.state


PAID, UNPAID, ENDED = Fact.PAID, Fact.UNPAID, Fact.ENDED


@pytest.mark.parametrize(
    ("facts", "at", "state"),
    [
        ([PAID, PAID], BEGIN, GroupState.SUCCEEDED),
        ([PAID, PAID], DEADLINE + timedelta(hours=1), GroupState.SUCCEEDED),
        ([PAID, UNPAID], DEADLINE - timedelta(seconds=1), GroupState.OPEN),
        ([PAID], DEADLINE - timedelta(microseconds=1), GroupState.OPEN),
        ([PAID], DEADLINE, GroupState.FAILED),
        ([PAID, ENDED], DEADLINE, GroupState.FAILED),
        # The order center says last whether this one was paid in time.
        ([PAID, UNPAID], DEADLINE, GroupState.OPEN),
    ],
)
def test_a_group_of_two_by_its_orders(facts, at, state):
    places = [place(number) for number in range(len(facts))]
    known = {f"ord_{number}": fact for number, fact in enumerate(facts)}
    assert rules.decide(group_of(2), places, known, at)[0].state is state


def test_a_place_without_an_order_is_anothers_after_a_while():
    alone = [place(1, order_id="")]
    within = BEGIN + rules.ORDERED_WITHIN - timedelta(seconds=1)
    for at, state in ((within, PlaceState.TAKEN), (within + timedelta(seconds=1), PlaceState(3))):
        assert rules.decide(group_of(2), alone, {}, at)[1][0].state is state


def test_an_order_that_comes_after_its_place_was_given_up_ends():
    late = [place(1, state=PlaceState.GIVEN_UP)]
    assert rules.decide(group_of(2), late, {"ord_1": UNPAID}, BEGIN)[1][0].to_do is ToDo.CANCEL


@pytest.mark.parametrize(("at", "state"), [(BEGIN, PAID), (DEADLINE, ENDED)])
def test_a_group_that_ends_tells_no_order_of_a_place_given_up_before(at, state):
    given_up = [place(number, state=PlaceState.GIVEN_UP) for number in range(2, 5)]
    held = [place(0), place(1)]
    facts = {"ord_0": PAID, "ord_1": state}
    told = [each.to_do for each in rules.decide(group_of(2), [*held, *given_up], facts, at)[1]]
    assert told[2:] == [ToDo.NOTHING] * 3
    assert told[0] is (ToDo.RELEASE if state is PAID else ToDo.CANCEL)


def offer(**more) -> Offer:
    terms = NewOffer("Tea", "sku_1", PRICE, "CNY", 2, 60, 2, ("sto_1",), BEGIN, DEADLINE)
    return Offer("demo", "gof_1", b"", replace(terms, **more))


def test_an_offer_is_open_from_its_beginning_until_its_end_in_its_stores():
    rules.demand_openable(offer(), BEGIN)
    with pytest.raises(errors.OfferNotBegun):
        rules.demand_openable(offer(), BEGIN - timedelta(seconds=1))
    with pytest.raises(errors.OfferEnded):
        rules.demand_openable(offer(), DEADLINE)
    rules.demand_here(offer(store_ids=()), "sto_2")
    with pytest.raises(errors.OfferNotHere):
        rules.demand_here(offer(), "sto_2")


def test_a_person_takes_part_as_often_as_the_offer_says():
    rules.demand_within_limit(offer(groups_per_person=0), 99)
    rules.demand_within_limit(offer(), 1)
    with pytest.raises(errors.PersonLimit):
        rules.demand_within_limit(offer(), 2)
