"""An inventory center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from centers.inventory.messages import event_payload
from centers.inventory.operations import Inventory
from centers.inventory.reserving import ReserveDesk
from centers.inventory.servicer import InventoryServicer
from centers.inventory.signals import Signals
from centers.inventory.store import CHECKS, MIGRATIONS, InventoryStore
from mesh.call.context import as_call, internal_identity
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.metrics import Metrics
from mesh.pure.clock import FixedClock


@dataclass(frozen=True)
class Center:
    """The parts of an inventory center that tests look at."""

    servicer: InventoryServicer
    desk: ReserveDesk
    store: InventoryStore
    feed: Feed
    db: Database
    clock: FixedClock
    metrics: Metrics


@pytest.fixture
async def another_center(center_database) -> AsyncIterator[Callable[[], Awaitable[Center]]]:
    """Makes centers that share tables and clock, as processes of one platform do."""
    clock = FixedClock(datetime.now(UTC))
    made: list[Center] = []

    async def make() -> Center:
        db = await center_database("inventory", MIGRATIONS)
        store, feed = InventoryStore(db, event_payload), Feed(db)
        desk = ReserveDesk(store, feed, clock)
        metrics = Metrics()
        inventory = Inventory(store, desk, feed, clock, signals=Signals(metrics))
        servicer = InventoryServicer(inventory, db, feed, Audit(db, CHECKS), clock)
        made.append(Center(servicer, desk, store, feed, db, clock, metrics))
        return made[-1]

    yield make
    for center in made:
        await center.desk.close()
        await center.feed.close()


@pytest.fixture
async def center(another_center) -> Center:
    return await another_center()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield
