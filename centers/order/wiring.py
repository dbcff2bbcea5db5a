"""Puts the order center together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from zhongtai.order.v1 import order_service_pb2

from centers.order.adapters import TillAdapter
from centers.order.after_sale.operations import AfterSales
from centers.order.changing import ChangeDesk
from centers.order.operations import Orders
from centers.order.placing import PlacingDesk
from centers.order.servicer import Faces, OrderServicer
from centers.order.store import CHECKS, MIGRATIONS, OrderStore
from centers.order.sweeper import Sweeper
from centers.order.tills import TillSync, reader_of
from centers.order.watchers import Watchers
from mesh.auditing import Audit
from mesh.feed import Feed
from mesh.host import HostContext, Part
from mesh.methods import ServiceSpec

AFTER_SALE_WINDOW_HOURS = "ZHONGTAI_ORDER_AFTER_SALE_HOURS"
"""Setting: how long after fulfilment a customer may ask for money back; default 24."""


async def build(host: HostContext) -> Part:
    """The order center of this process."""
    db = await host.database("order", MIGRATIONS)
    store, feed = OrderStore(db), Feed(db)
    placing = PlacingDesk(store, feed, host.clock)
    changing = ChangeDesk(store, feed, host.clock)
    watchers = Watchers(feed)
    orders = Orders(store, placing, changing)
    servicer = OrderServicer(
        orders,
        AfterSales(db, orders, changing),
        Faces(feed, Audit(db, CHECKS), watchers),
    )
    window = timedelta(hours=float(host.settings.get(AFTER_SALE_WINDOW_HOURS, "24")))
    sweeper = Sweeper(store, changing, host.clock, window)
    background: list[Callable[[], Awaitable[None]]] = [watchers.run_forever, sweeper.rounds.run]
    for handle in host.plugins.of_kind("pos"):
        tills = TillSync(TillAdapter(handle), store, changing, feed)
        background += [handle.until_removed(tills.push_forever)]
        background += [handle.until_removed(tills.watch_forever)]
    host.plugins.when_removed(lambda plugin: feed.forget(reader_of(plugin)))

    async def close() -> None:
        await placing.close()
        await changing.close()
        await feed.close()

    descriptor = order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]
    return Part(services=[ServiceSpec(descriptor, servicer)], background=background, close=close)
