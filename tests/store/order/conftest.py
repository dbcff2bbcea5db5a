"""An order center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from centers.order.after_sale.operations import AfterSales
from centers.order.changing import ChangeDesk
from centers.order.operations import Orders
from centers.order.persons import orders_of_merged
from centers.order.placing import PlacingDesk
from centers.order.servicer import Faces, OrderServicer
from centers.order.store import CHECKS, MIGRATIONS, OrderStore
from centers.order.store_tills import StoreTills
from centers.order.till_choice import TillChoice
from centers.order.watchers import Watchers
from mesh.call.context import as_call, internal_identity
from mesh.data.auditing import Audit
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.pure.clock import SystemClock


@dataclass(frozen=True)
class Center:
    """The parts of an order center that tests look at."""

    servicer: OrderServicer
    store: OrderStore
    changing: ChangeDesk
    feed: Feed
    watchers: Watchers
    db: Database


@pytest.fixture
async def center(center_database) -> AsyncIterator[Center]:
    db = await center_database("order", MIGRATIONS)
    store, feed, clock = OrderStore(db), Feed(db), SystemClock()
    choice = TillChoice(lambda: ["pos_test"])
    placing, changing = PlacingDesk(store, feed, clock, choice), ChangeDesk(store, feed, clock)
    watchers = Watchers(feed)
    orders = Orders(store, placing, changing)
    servicer = OrderServicer(
        orders,
        AfterSales(db, orders, changing),
        Faces(
            feed,
            Audit(db, CHECKS),
            watchers,
            orders_of_merged(db),
            StoreTills(store, changing, choice),
        ),
    )
    yield Center(servicer, store, changing, feed, watchers, db)
    await placing.close()
    await changing.close()
    await feed.close()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=30):
        yield
