"""Whatever happens in whatever order, no piece is lost, invented, or promised twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from centers.inventory import rules as shelf
from centers.inventory.model import (
    Adjustment,
    Count,
    MovementKind,
    Policy,
    Quantity,
    SaleKey,
    Stock,
    StockKey,
    TillSale,
)
from centers.inventory.reservations import rules
from centers.inventory.reservations.model import (
    Demand,
    ReservationState,
)
from centers.inventory.work import Work
from mesh.pure.errors import Refusal
from mesh.pure.ids import OrderKey

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
SKUS = ("cake", "pie", "tart")
orders = st.sampled_from([f"o{n}" for n in range(6)]).map(lambda name: OrderKey("m", "s", name))
skus = st.sampled_from(SKUS)
wishes = st.dictionaries(skus, st.integers(1, 6), min_size=1).map(
    lambda wish: tuple(Quantity(sku, n) for sku, n in sorted(wish.items()))
)


class AnyDayInAStore(RuleBasedStateMachine):
    """Random batches over three SKUs, each written back before the next begins."""

    def __init__(self):
        super().__init__()
        self.now = START
        self.stocks = {s: Stock(StockKey("m", "s", s), True, 10, version=1) for s in SKUS}
        self.reservations, self.sales = {}, {}
        self.ledger = Counter(dict.fromkeys(SKUS, 10))

    def write(self, decide):
        work = Work(self.now, self.stocks.values(), self.reservations.values(), self.sales.values())
        try:
            decide(work)
        except Refusal:
            assert work.changed_stocks() == []
            assert work.changed_reservations() == [] == work.movements
        self.stocks |= {new.key.sku_id: new for _, new in work.changed_stocks()}
        self.reservations |= {one.key: one for one in work.changed_reservations()}
        self.sales |= {one.key: one for one in work.new_sales()}
        for movement in work.movements:
            self.ledger[movement.key.sku_id] += movement.quantity

    @rule(key=orders, wanted=wishes)
    def reserve(self, key, wanted):
        asked = Demand(key, wanted, shelf.digest_of("s", wanted), self.now + timedelta(minutes=9))
        self.write(lambda work: rules.reserve(work, asked))

    @rule(keys=st.lists(orders, max_size=4))
    def commit(self, keys):
        self.write(lambda work: [rules.commit(work, key) for key in keys])

    @rule(keys=st.lists(orders, max_size=4), back=st.booleans())
    def release(self, keys, back):
        self.write(lambda b: [rules.release(b, key, return_committed=back) for key in keys])

    @rule(key=orders, lines=wishes)
    def give_back(self, key, lines):
        if key in self.reservations:
            held = self.reservations[key]
            self.write(lambda work: rules.give_returned(work, held, lines, ""))

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.write(lambda work: [rules.expire(work, key) for key in self.reservations])

    @rule(sku=skus, delta=st.integers(-5, 5).filter(bool))
    def adjust(self, sku, delta):
        change = [Adjustment(sku, delta, MovementKind.TRANSFER)]
        self.write(lambda work: shelf.adjust(work, "m", "s", change, "a"))

    @rule(sku=skus, counted=st.integers(0, 12))
    def count(self, sku, counted):
        found = [Count(sku, counted)]
        self.write(lambda work: shelf.set_counts(work, "m", "s", found, "c"))

    @rule(sku=skus, tracked=st.booleans())
    def choose(self, sku, tracked):
        chosen = [Policy(sku, tracked)]
        self.write(lambda work: shelf.set_policies(work, "m", "s", chosen))

    @rule(number=st.integers(0, 5).map(str), wanted=wishes)
    def sell_at_till(self, number, wanted):
        sale = TillSale(
            SaleKey("m", "s", "t", number), wanted, shelf.digest_of("s", wanted), self.now
        )
        self.write(lambda work: shelf.book_sale(work, sale))

    @invariant()
    def the_number_on_hand_is_the_sum_of_the_ledger(self):
        assert {sku: stock.on_hand for sku, stock in self.stocks.items()} == dict(self.ledger)

    @invariant()
    def what_is_reserved_is_what_open_reservations_hold(self):
        held = Counter(dict.fromkeys(SKUS, 0))
        for one in self.reservations.values():
            for line in one.lines if one.state is ReservationState.HELD else ():
                held[line.sku_id] += line.taken
        assert {sku: stock.reserved for sku, stock in self.stocks.items()} == dict(held)

    @invariant()
    def what_is_sold_is_what_sales_took_and_did_not_return(self):
        sold = Counter(dict.fromkeys(SKUS, 0))
        for one in self.reservations.values():
            for line in one.lines if one.state is ReservationState.COMMITTED else ():
                sold[line.sku_id] += line.taken - line.returned
        for sale in self.sales.values():
            for line in sale.lines:
                sold[line.sku_id] += line.taken
        assert {sku: stock.sold for sku, stock in self.stocks.items()} == dict(sold)


AnyDayInAStore.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestAnyDayInAStore = AnyDayInAStore.TestCase
