"""An inventory center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from centers.inventory.reservations.sweeper import Sweeper
from centers.inventory.servicer import InventoryServicer
from centers.inventory.store import MIGRATIONS, InventoryStore
from centers.inventory.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.metrics import Metrics
from mesh.pure.clock import FixedClock


@dataclass(frozen=True)
class Center:
    """The parts of an inventory center that tests look at."""

    servicer: InventoryServicer
    sweeper: Sweeper
    store: InventoryStore
    feed: Feed
    db: Database
    clock: FixedClock
    metrics: Metrics


@pytest.fixture
async def another_center(center_database) -> AsyncIterator[Callable[[], Awaitable[Center]]]:
    """Makes centers that share tables and clock, as processes of one platform do."""
    clock = FixedClock(datetime.now(UTC))
    closing: list[Callable[[], Awaitable[None]]] = []

    async def make() -> Center:
        db = await center_database("inventory", MIGRATIONS)
        metrics = Metrics()
        made = assemble(db, clock, metrics)
        closing.append(made.close)
        return Center(made.servicer, made.sweeper, made.store, made.feed, db, clock, metrics)

    yield make
    for close in closing:
        await close()


@pytest.fixture
async def center(another_center) -> Center:
    return await another_center()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield
