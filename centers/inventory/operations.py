"""What the inventory center does, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from centers.inventory import checks, errors, rules
from centers.inventory.model import (
    Adjustment,
    BookedSale,
    Count,
    CountOutcome,
    LedgerEntry,
    MovementKind,
    Policy,
    Quantity,
    Shortage,
    Stock,
    StockKey,
    TillSale,
    TillSaleResult,
)
from centers.inventory.reservations import rules as reservations
from centers.inventory.reservations.model import (
    CommitResult,
    Demand,
    ReleaseOutcome,
    Reservation,
    ReservationState,
    Return,
)
from centers.inventory.reservations.writer import ReservationWriter
from centers.inventory.signals import Signals
from centers.inventory.snapshots import TrackedSkus
from centers.inventory.store import InventoryStore, Needed
from centers.inventory.work import Work
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.ids import OrderKey, order_keys, store_of_order
from mesh.pure.validation import Check

T = TypeVar("T")


class Inventory:
    """The operations of the inventory center, for the merchant of the current call.

    Those that are handed a unit of work change something once per request_id; the others that
    change something recognise a repetition by what they are about.
    """

    def __init__(
        self,
        store: InventoryStore,
        writer: ReservationWriter,
        changes: Changes,
        tracked: TrackedSkus,
        *,
        clock: Clock,
        signals: Signals,
    ) -> None:
        self._store = store
        self._writer = writer
        self._changes = changes
        self._tracked = tracked
        self._clock = clock
        self._signals = signals

    async def reserve(
        self,
        order_id: str,
        store_id: str,
        lines: Sequence[Quantity],
        expires_at: datetime | None,
    ) -> Reservation | None:
        """Set aside all lines of an order; None when none is tracked."""
        ends = checks.check_demand(order_id, store_id, lines, expires_at, self._clock.now())
        wanted = rules.added_up(lines)
        key = OrderKey(merchant_id(), store_id, order_id)
        demand = Demand(key, wanted, rules.digest_of(store_id, wanted), ends)
        try:
            reservation = await self._writer.reserve(demand)
        except errors.OutOfStock:
            self._signals.reserved("out_of_stock")
            raise
        self._signals.reserved("held" if reservation else "not_needed")
        return reservation

    async def commit(self, order_ids: Sequence[str]) -> list[CommitResult]:
        """Sell what the orders have set aside; return one result per id."""
        keys = order_keys(merchant_id(), order_ids)
        results = await self._change_orders(
            keys, lambda work: [reservations.commit(work, key) for key in keys]
        )
        self._signals.committed(results)
        return results

    async def release(
        self, order_ids: Sequence[str], *, return_committed: bool
    ) -> list[ReleaseOutcome]:
        """Give back what the orders have set aside; return one result per id."""
        keys = order_keys(merchant_id(), order_ids)
        return await self._change_orders(
            keys,
            lambda work: [
                reservations.release(work, key, return_committed=return_committed) for key in keys
            ],
        )

    async def return_stock(self, unit: Unit, coming: Return) -> Reservation | None:
        """Put sold pieces back into stock; None when the order has no reservation.

        Its request_id counts once as long as the reservation is kept. Raise RequestIdReused,
        ReservationNotCommitted, ReturnExceedsSale.
        """
        key = OrderKey(merchant_id(), store_of_order(coming.order_id), coming.order_id)
        work = await self._store.take(unit, Needed(orders={key}))
        reservation = work.reservation(key)
        if reservation is None:
            return None
        digest = rules.digest_of(key.store_id, rules.added_up(coming.lines))
        if not await self._store.claim_return(unit, key, coming.request_id, digest):
            return reservation
        after = reservations.give_returned(work, reservation, coming.lines, coming.note)
        await self._store.keep(unit, work)
        return after

    async def record_till_sales(self, sales: Sequence[TillSale]) -> list[TillSaleResult]:
        """Book sales that tills have made; return one result per sale."""
        needed = Needed(
            stocks={key for sale in sales for key in sale.stock_keys()},
            sales={sale.key for sale in sales},
        )
        results = await self._changes.run(
            lambda unit: self._store.change(
                unit, needed, lambda work: [rules.book_sale(work, sale) for sale in sales]
            )
        )
        self._signals.sold_at_tills(results)
        return results

    async def set_policies(
        self, unit: Unit, store_id: str, policies: Sequence[Policy]
    ) -> list[Stock]:
        """Choose which SKUs are tracked."""
        chain = merchant_id()
        needed = _rows(chain, store_id, [each.sku_id for each in policies], make=True)
        return await self._store.change(
            unit, needed, lambda work: rules.set_policies(work, chain, store_id, policies)
        )

    async def set_counts(
        self, unit: Unit, store_id: str, counts: Sequence[Count], source: str
    ) -> list[tuple[CountOutcome, Stock]]:
        """Replace numbers on hand by counts; return one result per count."""
        chain = merchant_id()
        needed = _rows(chain, store_id, [each.sku_id for each in counts], make=True)
        return await self._store.change(
            unit, needed, lambda work: rules.set_counts(work, chain, store_id, counts, source)
        )

    async def adjust(
        self, unit: Unit, store_id: str, adjustments: Sequence[Adjustment], source: str
    ) -> list[Stock]:
        """Add or take pieces, all or none."""
        chain = merchant_id()
        needed = _rows(chain, store_id, [each.sku_id for each in adjustments])
        return await self._store.change(
            unit, needed, lambda work: rules.adjust(work, chain, store_id, adjustments, source)
        )

    async def get_reservation(self, order_id: str) -> Reservation:
        """Return the reservation of an order. Raise ReservationNotFound."""
        found = await self._store.reservations(order_keys(merchant_id(), [order_id]))
        if not found:
            raise errors.ReservationNotFound(order_id=order_id)
        return found[0]

    async def list_reservations(
        self, store_id: str, state: ReservationState | None, page: Page
    ) -> list[Reservation]:
        """Return one row more than the page shows, newest first."""
        _check_store(store_id)
        return await self._store.list_reservations(merchant_id(), store_id, state, page)

    async def stocks(self, store_id: str, sku_ids: Sequence[str]) -> list[Stock]:
        """Return the stock of SKUs of a store; those never set are missing."""
        _check_store(store_id)
        return await self._store.stocks(merchant_id(), store_id, sku_ids)

    async def check_stock(
        self, store_id: str, lines: Sequence[Quantity]
    ) -> tuple[list[Stock], tuple[Shortage, ...]]:
        """Return the tracked stock of the SKUs asked, and what of the lines is missing now."""
        checks.check_stock_lines(store_id, lines)
        wanted = rules.added_up(lines)
        tracked = await self._tracked.of(merchant_id(), store_id)
        asked = [x.sku_id for x in wanted if x.sku_id in tracked]
        found = await self._store.stocks(merchant_id(), store_id, asked) if asked else []
        work = Work(self._clock.now(), found)
        short = work.shortages(merchant_id(), store_id, wanted)
        return [stock for stock in found if stock.tracked], short

    async def list_stock(self, store_id: str, only_sold_out: bool, page: Page) -> list[Stock]:
        """Return one row more than the page shows, by SKU."""
        _check_store(store_id)
        return await self._store.list_stock(merchant_id(), store_id, only_sold_out, page)

    async def list_till_sales(self, store_id: str, till_id: str, page: Page) -> list[BookedSale]:
        """Return one till sale more than the page shows, by till and the till's number."""
        checks.check_till_sales(store_id, till_id)
        return await self._store.list_till_sales(merchant_id(), store_id, till_id, page)

    async def list_movements(
        self, store_id: str, sku_id: str, kind: MovementKind | None, source: str, page: Page
    ) -> list[LedgerEntry]:
        """Return one row more than the page shows, oldest first."""
        check = Check()
        check.identifier("store_id", store_id)
        check.identifier("sku_id", sku_id, required=False)
        check.text("source", source, min=0, max=checks.MAX_SOURCE)
        check.raise_if_any()
        return await self._store.list_movements(
            merchant_id(), store_id, sku_id=sku_id, kind=kind, source=source, page=page
        )

    async def _change_orders(
        self, keys: Sequence[OrderKey], decide: Callable[[Work], list[T]]
    ) -> list[T]:
        """Change reservations of orders; most orders have none, and need no transaction."""
        reserved = await self._store.reserved_among(keys)
        if not reserved:
            return decide(Work(self._clock.now(), ()))
        return await self._changes.run(
            lambda unit: self._store.change(unit, Needed(orders=reserved), decide)
        )


def _rows(chain: str, store_id: str, sku_ids: Sequence[str], *, make: bool = False) -> Needed:
    return Needed(stocks={StockKey(chain, store_id, sku_id) for sku_id in sku_ids}, make=make)


def _check_store(store_id: str) -> None:
    check = Check()
    check.identifier("store_id", store_id)
    check.raise_if_any()
