"""Puts the order center together. Settings are read here and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhongtai.order.v1 import event_pb2, order_service_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.adapters import TillAdapter, TillReports, TillSaleStream
from centers.order.after_sale.operations import AfterSales
from centers.order.changing import ChangeDesk
from centers.order.operations import Orders
from centers.order.persons import orders_of_merged
from centers.order.placing import PlacingDesk
from centers.order.servicer import Faces, OrderServicer
from centers.order.store import CHECKS, MIGRATIONS, OrderStore
from centers.order.store_tills import StoreTills
from centers.order.sweeper import Sweeper
from centers.order.till_choice import TillChoice, chains_in
from centers.order.till_sales import TillSales, sales_reader_of
from centers.order.tills import TillSync, reader_of, reports_reader_of
from centers.order.watchers import Watchers
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.follower_items import Item
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext, Part
from mesh.process.settings import SettingInvalid

POS_PLUGIN = "ZHONGTAI_POS_PLUGIN"
"""Setting: the POS plug-in of stores that name none: "pos_a", or "brand1=pos_a, brand2=pos_b"."""
AFTER_SALE_WINDOW_HOURS = "ZHONGTAI_ORDER_AFTER_SALE_HOURS"
"""Setting: how long after fulfilment a customer may ask for money back; default 24."""


async def build(host: HostContext) -> Part:
    """The order center of this process."""
    db = await host.database("order", MIGRATIONS)
    store, feed = OrderStore(db), Feed(db)
    choice = _till_choice(host)
    placing = PlacingDesk(store, feed, host.clock, choice)
    changing = ChangeDesk(store, feed, host.clock)
    store_tills = StoreTills(store, changing, choice)
    host.plugins.when_missing("pos", store_tills.missing)
    watchers = Watchers(feed)
    orders = Orders(store, placing, changing)
    servicer = OrderServicer(
        orders,
        AfterSales(db, orders, changing),
        Faces(feed, Audit(db, CHECKS), watchers, orders_of_merged(db), store_tills),
    )
    window = timedelta(hours=float(host.settings.get(AFTER_SALE_WINDOW_HOURS, "24")))
    sweeper = Sweeper(store, changing, host.clock, window)
    followers = [
        follower
        for handle in host.plugins.of_kind("pos")
        for follower in _till_followers(host, handle, store, changing, feed)
    ]

    async def forget(plugin: str) -> None:
        for name in (reader_of, reports_reader_of, sales_reader_of):
            await feed.forget(name(plugin))
        await store.forget_till_sale_cursor(plugin)

    host.plugins.when_removed(forget)

    async def close() -> None:
        await placing.close()
        await changing.close()
        await feed.close()

    descriptor = order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[watchers.run_forever, sweeper.rounds.run, store_tills.rounds.run],
        followers=followers,
        close=close,
    )


def _till_choice(host: HostContext) -> TillChoice:
    """How orders find the POS plug-in of their store. Raises SettingInvalid."""
    try:
        chains = chains_in(host.settings.get(POS_PLUGIN, ""))
    except ValueError as wrong:
        raise SettingInvalid(f"{POS_PLUGIN}: {wrong}.") from None
    plugins = host.plugins
    return TillChoice(lambda: [handle.name for handle in plugins.of_kind("pos")], chains)


def _till_followers(
    host: HostContext, handle: PluginHandle, store: OrderStore, changing: ChangeDesk, feed: Feed
) -> list[Follower[Any]]:
    """The readers of one POS plug-in: its orders, what its tills report, and what they sell."""
    tills = TillSync(TillAdapter(handle), store, changing)
    pushed, reported = reader_of(handle.name), reports_reader_of(handle.name)
    sold = sales_reader_of(handle.name)
    return [
        Follower(
            pushed,
            HomeFeed(pushed, feed, feed.letters, event_item),
            event_pb2.OrderEvent,
            tills.push,
            clock=host.clock,
            patience=host.patience,
            until=handle.until_removed,
        ),
        Follower(
            reported,
            TillReports(handle, feed.letters),
            pos_pb2.TillUpdate,
            tills.apply,
            clock=host.clock,
            patience=host.patience,
            until=handle.until_removed,
        ),
        Follower(
            sold,
            TillSaleStream(handle, feed.letters, store),
            pos_pb2.TillSale,
            TillSales(store, feed, host.clock).keep,
            clock=host.clock,
            patience=host.patience,
            until=handle.until_removed,
        ),
    ]


def event_item(payload: bytes) -> Item[event_pb2.OrderEvent]:
    """An event of the feed; it is about the order."""
    event = event_pb2.OrderEvent.FromString(payload)
    return Item.of(
        event, item_id=event.event_id, subject_id=event.order_id, merchant_id=event.merchant_id
    )
