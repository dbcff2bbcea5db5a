"""An order center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from centers.order.oms.adapters import OmsAdapter
from centers.order.servicer import OrderServicer
from centers.order.snapshots import RecentOrders
from centers.order.store import MIGRATIONS, OrderStore
from centers.order.tills.rules import TillChoice
from centers.order.tills.store import TillStore
from centers.order.wiring import assemble
from centers.order.writer import ChangeWriter
from mesh.call.context import as_call, internal_identity
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.feed.subject_changes import SubjectChanges
from mesh.pure.clock import SystemClock
from tests.store.order.build import WINDOW
from tests.store.order.oms_away import Oms


@dataclass(frozen=True)
class Center:
    """The parts of an order center that tests look at."""

    servicer: OrderServicer
    store: OrderStore
    recent: RecentOrders
    changing: ChangeWriter
    tills: TillStore
    order_changes: SubjectChanges
    changes: Changes
    feed: Feed
    db: Database


@pytest.fixture
def oms() -> Oms:
    """The OMS of every chain."""
    return Oms()


@pytest.fixture
async def center(center_database, oms: Oms) -> AsyncIterator[Center]:
    db = await center_database("order", MIGRATIONS)
    adapter, tills = OmsAdapter(oms), TillChoice(lambda: ["pos_test"])
    made = assemble(db, SystemClock(), tills, WINDOW, lambda _merchant: adapter)
    parts = (made.servicer, made.store, made.recent, made.changing, made.tills)
    rest = (made.order_changes, made.changes, made.feed)
    yield Center(*parts, *rest, db)
    await made.close()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=30):
        yield
