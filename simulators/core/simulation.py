"""A platform that sells for a while: puts core and one platform together, and runs it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import httpx
from litestar.handlers import HTTPRouteHandler
from zhongtai.order.v1 import order_pb2

from mesh.edge.listener import bind
from mesh.edge.transport import SpreadTransport
from simulators.core.book import Book
from simulators.core.by_hand import ByHand
from simulators.core.center import LOOK_SECONDS, Holds, settled
from simulators.core.chain import Chain, demo_chain
from simulators.core.clock import Clock
from simulators.core.compare import Difference
from simulators.core.courier import PATIENCE_SECONDS, Courier, Wire
from simulators.core.faults import Fault, Schedule
from simulators.core.interface import Interface
from simulators.core.life import Life, Teller
from simulators.core.page import page_routes
from simulators.core.serving import serving
from simulators.core.shelves import Shelves
from simulators.core.stores import Stores
from simulators.core.world import World

AT_ONCE = 40
"""Orders under way at once: what a chain of a few stores has at noon."""
POOLS = 8
SETTLED_SECONDS = 20.0
_MERCHANT_SECONDS = 30.0

Look = Callable[[], Awaitable[list[Difference]]]
"""Returns what differs of something beside orders."""

__all__ = ["Outcome", "Parts", "Plan", "Simulation", "Teller", "simulation"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate, and where both sides are.

    `key` is what the platform shows when it pulls menus, where it may.

    `callbacks` is what all addresses begin with at which the merchant is told, `base` where it
    reaches the platform; `listen` is host and port. For `sold_before` and `own_riders` see World.
    """

    account: str
    secret: str = field(repr=False)
    callbacks: str
    base: str
    listen: tuple[str, int]
    key: str = field(default="", repr=False)
    seed: int = 1
    faults: frozenset[Fault] = frozenset()
    patience: float = PATIENCE_SECONDS
    first_number: int = field(default_factory=lambda: int(time.time()) * 100_000)
    sold_before: Mapping[str, int] = field(default_factory=dict)
    own_riders: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a platform's folder is built from."""

    account: str
    secret: str = field(repr=False)
    callbacks: str
    base: str
    courier: Courier
    schedule: Schedule
    book: Book
    interface: Interface
    clock: Clock
    chain: Chain
    shelves: Shelves
    key: str = field(default="", repr=False)
    looks: list[Look] = field(default_factory=list)
    """What else is compared when a run is over."""


class Platform(Protocol):
    """The module `platform.py` of a platform's folder."""

    CHANNEL: str
    WIRE: Wire
    PARTS: bool
    """Whether the platform gives back the money of parts of an order."""

    def build(self, parts: Parts) -> tuple[Teller, list[HTTPRouteHandler]]:
        """Return what tells the merchant, and the routes of the platform's interface."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: what differs, what was held, and how often what happened."""

    differences: list[Difference]
    held: Mapping[str, order_pb2.Order]
    counts: Mapping[str, int]
    seconds: float


@dataclass
class Simulation:
    """A platform whose interface is being served."""

    plan: Plan
    book: Book
    world: World
    parts: Parts
    life: Callable[[Stores], Life]

    async def run(
        self,
        orders: int,
        stores: Stores,
        holds: Holds,
        store_ids: Mapping[str, str],
        *,
        at_once: int = AT_ONCE,
        lived: Callable[[], None] = lambda: None,
        quiet: Callable[[], Awaitable[None]] | None = None,
    ) -> Outcome:
        """Sell orders, live their stories, and compare; `lived` is called after each.

        `quiet` returns when the merchant has nothing under way any more: it is waited for before
        the books are compared.
        """
        began = time.perf_counter()
        foreign = frozenset(await holds.held())
        life, outages = self.life(stores), self.parts.schedule.outages(orders)
        places = iter(range(orders))

        async def work() -> None:
            for place in places:
                if place in outages:
                    self.parts.interface.go_away()
                entry = self.book.sell(self.world.order(place, self.parts.clock.now()))
                await life.live(entry)
                lived()

        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, orders)):
                group.create_task(work())
        await self.parts.courier.errands.all_done()
        if quiet is not None:
            await quiet()
        differences, held = await settled(
            holds, self.book.all(), store_ids, foreign, SETTLED_SECONDS
        )
        differences += await self._looked()
        differences += [Difference("", "conduct", fault, "") for fault in self.book.faults]
        return Outcome(differences, held, self.counts(), time.perf_counter() - began)

    async def _looked(self) -> list[Difference]:
        """Return what else differs, once nothing does or it has had its time."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLED_SECONDS
        while True:
            found = [each for look in self.parts.looks for each in await look()]
            if not found or loop.time() > until:
                return found
            await asyncio.sleep(LOOK_SECONDS)

    def counts(self) -> Counter[str]:
        """Return how often what happened, faults among it."""
        counts = self.parts.courier.counts + self.parts.interface.counts + self.book.counts
        for entry in self.book.all():
            for command, times in entry.told_again.items():
                counts[f"{command} told again after its answer"] += times
        return counts


@asynccontextmanager
async def simulation(
    platform: Platform, plan: Plan, clock: Clock | None = None
) -> AsyncIterator[Simulation]:
    """Serve a platform's interface for as long as the block runs. Raise PortTaken."""
    clock = clock or Clock()
    chain = demo_chain()
    book = Book(frozenset(store.code for store in chain.stores))
    schedule = Schedule(plan.seed, plan.faults)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            httpx.AsyncClient(timeout=_MERCHANT_SECONDS, transport=SpreadTransport(POOLS))
        )
        courier = Courier(http, platform.WIRE, schedule, clock, plan.patience)
        stack.push_async_callback(courier.errands.close)
        parts = Parts(
            plan.account, plan.secret, plan.callbacks, plan.base, courier, schedule, book,
            Interface(schedule, clock), clock, chain, Shelves(chain), plan.key,
        )  # fmt: skip
        teller, routes = platform.build(parts)
        listener = bind(*plan.listen)
        stack.callback(listener.close)
        world = World(
            chain, plan.seed, plan.faults, plan.first_number,
            parts=platform.PARTS, sold_before=plan.sold_before, own_riders=plan.own_riders,
        )  # fmt: skip
        by_hand = ByHand(book, world, teller, clock, platform.PARTS)
        stack.push_async_callback(by_hand.errands.close)
        routes += page_routes(platform.CHANNEL, by_hand, parts.shelves)
        await stack.enter_async_context(serving(routes, listener))

        def life(stores: Stores) -> Life:
            return Life(teller, stores, schedule, clock, plan.patience)

        yield Simulation(plan, book, world, parts, life)
