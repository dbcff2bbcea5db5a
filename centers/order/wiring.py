"""Puts the order center together. Settings are read here, and in its folders' wiring, only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from centers.order.after_sale.operations import AfterSales
from centers.order.after_sale.store import AfterSaleStore
from centers.order.erp.wiring import reader_of, sales_follower
from centers.order.exports.operations import Exports
from centers.order.imports.operations import Imports
from centers.order.imports.store import ImportStore
from centers.order.imports.writer import ImportWriter
from centers.order.oms.adapters import OmsAdapter
from centers.order.oms.wiring import (
    missing_oms,
    oms_choice,
    oms_finder,
    oms_followers,
    oms_readers_of,
)
from centers.order.operations import Orders
from centers.order.persons import orders_of_merged
from centers.order.servicer import SERVICE, OrderServicer
from centers.order.snapshots import RecentOrders
from centers.order.store import CHECKS, MIGRATIONS, PLACEMENTS, OrderStore
from centers.order.sweeper import Sweeper
from centers.order.tills.rules import TillChoice
from centers.order.tills.store import TillStore
from centers.order.tills.sweeper import StoreTills
from centers.order.tills.wiring import readers_of, till_choice, till_followers
from centers.order.vouchers.operations import Redemptions
from centers.order.writer import ChangeWriter, PlacingWriter
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.feed.subject_changes import SubjectChanges
from mesh.plugins.choice import ErpChoice
from mesh.process.host import HostContext, Part
from mesh.process.settings import hours
from mesh.pure.clock import Clock

AFTER_SALE_WINDOW_HOURS = "ZHONGTAI_ORDER_AFTER_SALE_HOURS"
"""Setting: how long after fulfilment a customer may ask for money back; default 24."""
MOST_AFTER_SALE_HOURS = 366 * 24


@dataclass(frozen=True, slots=True)
class OrderCenter:
    """The parts of an order center."""

    servicer: OrderServicer
    store: OrderStore
    recent: RecentOrders
    placing: PlacingWriter
    importing: ImportWriter
    changing: ChangeWriter
    sweeper: Sweeper
    tills: TillStore
    store_tills: StoreTills
    order_changes: SubjectChanges
    changes: Changes
    feed: Feed

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self.placing.close()
        await self.importing.close()
        await self.changing.close()
        await self.feed.close()


def assemble(
    db: Database,
    clock: Clock,
    choice: TillChoice,
    after_sale_window: timedelta,
    oms_of: Callable[[str], OmsAdapter | None] = lambda _merchant_id: None,
) -> OrderCenter:
    """Return an order center on a database.

    `after_sale_window` is how long after fulfilment a customer may ask for money back; `oms_of`
    gives the OMS of a chain.
    """
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    recent = RecentOrders(feed.is_alone)
    feed.when_joined(recent.clear)
    store, tills, import_store = OrderStore(db, recent), TillStore(db), ImportStore(db)
    placing = PlacingWriter(store, recent, changes, clock)
    changing = ChangeWriter(store, recent, changes, is_shared=db.beside is not None)
    importing = ImportWriter(import_store, recent, changes, clock)
    store_tills = StoreTills(tills, changing, choice)
    sweeper = Sweeper(store, changing, clock, after_sale_window, others_write=db.beside is not None)
    changes.when_changed(sweeper.rounds.touch)
    order_changes = SubjectChanges(feed, "order.watchers")
    imports = Imports(import_store, importing, choice, clock)
    orders = Orders(
        store, placing=placing, changing=changing, imports=imports, tills=choice, clock=clock
    )
    servicer = OrderServicer(
        orders=orders,
        imports=imports,
        exports=Exports(store),
        after_sales=AfterSales(AfterSaleStore(db), orders, changing),
        redemptions=Redemptions(store, changing, oms_of),
        store_tills=store_tills,
        persons=orders_of_merged(db),
        recent=recent,
        order_changes=order_changes,
        feed=feed,
        audit=Audit(db, CHECKS),
    )
    return OrderCenter(
        servicer=servicer,
        store=store,
        recent=recent,
        placing=placing,
        importing=importing,
        changing=changing,
        sweeper=sweeper,
        tills=tills,
        store_tills=store_tills,
        order_changes=order_changes,
        changes=changes,
        feed=feed,
    )


async def build(host: HostContext) -> Part:
    """Return the order center of this process."""
    db = await host.database("order", MIGRATIONS, answers=[PLACEMENTS])
    window = hours(host.settings, AFTER_SALE_WINDOW_HOURS, 24, max=MOST_AFTER_SALE_HOURS)
    vouchers = oms_choice(host)
    center = assemble(db, host.clock, till_choice(host), window, oms_finder(host, vouchers))
    await center.feed.announce()
    host.plugins.when_missing("pos", center.store_tills.missing)
    host.plugins.when_missing("oms", lambda: missing_oms(vouchers))
    followers = [
        follower
        for handle in host.plugins.of_kind("pos")
        for follower in till_followers(
            host,
            handle,
            orders=center.store,
            store=center.tills,
            changing=center.changing,
            changes=center.changes,
            feed=center.feed,
        )
    ]

    choice = ErpChoice.read(host.settings)
    followers += [
        sales_follower(host, handle, choice, center.store, center.feed)
        for handle in host.plugins.of_kind("erp")
        if choice.chains_of(handle.name)
    ]
    followers += [
        follower
        for handle in host.plugins.of_kind("oms")
        for follower in oms_followers(
            host,
            handle,
            choice=vouchers,
            orders=center.store,
            changing=center.changing,
            feed=center.feed,
        )
    ]

    async def forget(plugin: str) -> None:
        for name in (*readers_of(plugin), reader_of(plugin), *oms_readers_of(plugin)):
            await center.feed.forget(name)

    host.plugins.when_removed(forget)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[center.sweeper.rounds.run, center.store_tills.rounds.run],
        everywhere=[center.order_changes.run_forever],
        followers=followers,
        close=center.close,
    )
