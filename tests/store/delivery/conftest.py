"""A delivery center on a real database, with two carriers that do what a test says."""

from collections.abc import AsyncIterator, Iterator

import pytest

from centers.delivery.store import MIGRATIONS
from centers.delivery.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock, SystemClock
from tests.store.delivery.carrier import ScriptedCarriers
from tests.store.delivery.world import World


@pytest.fixture
async def world(center_database) -> AsyncIterator[World]:
    db = await center_database("delivery", MIGRATIONS)
    carriers = ScriptedCarriers("sandbox", "swift")
    clock = FixedClock(SystemClock().now())
    center = assemble(db, carriers, "http://edge", clock)
    yield World(center, carriers, clock, db)
    await center.feed.close()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield
