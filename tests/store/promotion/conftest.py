"""A promotion center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from centers.promotion.campaign_operations import Campaigns
from centers.promotion.catalog_store import CatalogStore
from centers.promotion.holding_desk import HoldDesk
from centers.promotion.operations import Promotions
from centers.promotion.servicer import PromotionServicer
from centers.promotion.signals import Signals
from centers.promotion.snapshots import Snapshots
from centers.promotion.store import CHECKS, MIGRATIONS, HoldStore
from mesh.call.context import as_call, internal_identity
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.process.metrics import Metrics
from mesh.pure.clock import FixedClock


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Center:
    """The parts of a promotion center that tests look at."""

    servicer: PromotionServicer
    desk: HoldDesk
    holds: HoldStore
    snapshots: Snapshots
    db: Database
    clock: FixedClock
    seconds: Seconds
    metrics: Metrics


@pytest.fixture
async def another_center(center_database) -> AsyncIterator[Callable[[], Awaitable[Center]]]:
    """Makes centers that share tables and clocks, as processes of one platform do."""
    clock, seconds = FixedClock(datetime.now(UTC)), Seconds()
    made: list[Center] = []

    async def make() -> Center:
        db = await center_database("promotion", MIGRATIONS)
        catalog, holds = CatalogStore(db), HoldStore(db)
        desk, snapshots = HoldDesk(holds, clock), Snapshots(catalog, monotonic=seconds)
        metrics = Metrics()
        promotions = Promotions(catalog, holds, desk, snapshots, clock, signals=Signals(metrics))
        servicer = PromotionServicer(
            promotions, Campaigns(catalog, snapshots, clock), db, Audit(db, CHECKS), clock
        )
        made.append(Center(servicer, desk, holds, snapshots, db, clock, seconds, metrics))
        return made[-1]

    yield make
    for center in made:
        await center.desk.close()


@pytest.fixture
async def center(another_center) -> Center:
    return await another_center()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield
