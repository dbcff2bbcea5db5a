"""A payment center on a real database, with a provider that does what a test says."""

from collections.abc import AsyncIterator, Iterator

import pytest

from centers.payment.store import MIGRATIONS
from centers.payment.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock, SystemClock
from tests.store.payment.provider import ScriptedPlugins
from tests.store.payment.world import World


@pytest.fixture
async def world(center_database) -> AsyncIterator[World]:
    db = await center_database("payment", MIGRATIONS)
    plugins = ScriptedPlugins()
    clock = FixedClock(SystemClock().now())
    center = assemble(db, plugins, "http://edge", clock)
    yield World(center, plugins, clock, db)
    await center.close()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield
