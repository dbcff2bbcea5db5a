"""A promotion center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from centers.promotion.holds.store import HoldStore
from centers.promotion.servicer import PromotionServicer
from centers.promotion.snapshots import Snapshots
from centers.promotion.store import MIGRATIONS
from centers.promotion.sweeper import Sweeper
from centers.promotion.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.data import snapshots
from mesh.data.database import Database
from mesh.process.metrics import Metrics
from mesh.pure.clock import FixedClock


class Seconds:
    """A monotonic clock that all but stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1e-6
        return self.now


@dataclass(frozen=True)
class Center:
    """The parts of a promotion center that tests look at."""

    servicer: PromotionServicer
    sweeper: Sweeper
    holds: HoldStore
    snapshots: Snapshots
    db: Database
    clock: FixedClock
    seconds: Seconds
    metrics: Metrics


@pytest.fixture
async def another_center(
    center_database, monkeypatch
) -> AsyncIterator[Callable[[], Awaitable[Center]]]:
    """Makes centers that share tables and clocks, as processes of one platform do."""
    clock, seconds = FixedClock(datetime.now(UTC)), Seconds()
    monkeypatch.setattr(snapshots, "time", seconds)
    closing: list[Callable[[], Awaitable[None]]] = []

    async def make() -> Center:
        db = await center_database("promotion", MIGRATIONS)
        metrics = Metrics()
        made = assemble(db, clock, metrics)
        closing.append(made.close)
        parts = (made.servicer, made.sweeper, made.holds, made.snapshots)
        return Center(*parts, db, clock, seconds, metrics)

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
