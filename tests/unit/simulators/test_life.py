"""Orders live their stories to an end, whatever the story."""

from simulators.core.chain import demo_chain
from simulators.core.clock import Clock
from simulators.core.entry import Entry, Stage, Why
from simulators.core.faults import Fault, Schedule
from simulators.core.life import Kind, Life
from simulators.core.stories import StoreDoes
from simulators.core.world import World

ALL = frozenset(Fault)
GIFTS_ONLY = (43, 1827)
"""Seed and place of an order of one dish and of gifts, whose dish cannot be made."""


class Store:
    """Does what it is to do, and its platform hears of it at once."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.told: list[Kind] = []

    async def tell(self, _entry, kind, _refund=None):
        self.told.append(kind)

    async def report(self, _number, kind, _words=""):
        {"accepted": self.entry.confirm, "ready": self.entry.prepare}.get(kind, lambda: None)()
        return True

    async def cut(self, _number, line, quantity):
        self.entry.give_back({self.entry.order.lines[line].number: quantity}, "sold out")
        return True


async def test_an_order_ends_when_the_store_can_make_nothing_of_it_that_was_paid_for():
    seed, place = GIFTS_ONLY
    order = World(demo_chain(), seed, ALL, 10**14).order(place, 1.8e9)
    assert order.story.store is StoreDoes.CANNOT_MAKE_ALL
    entry = Entry(order)
    store = Store(entry)
    await Life(store, store, Schedule(seed, ()), Clock(pace=0), patience=1).live(entry)
    assert (entry.stage, entry.cancelled_by) == (Stage.CANCELLED, Why.STORE)
    assert store.told == [Kind.SOLD, Kind.CONFIRMED, Kind.REFUND, Kind.CANCELLED]
    assert entry.faults == []
