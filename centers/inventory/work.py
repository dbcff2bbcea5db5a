"""The unit of work of a batch: rows locked for it, and everything its decisions change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from centers.inventory.model import (
    BookedSale,
    Event,
    EventKind,
    Movement,
    MovementKind,
    Quantity,
    SaleKey,
    Shortage,
    Stock,
    StockKey,
)
from centers.inventory.reservations.model import (
    Reservation,
    ReservationLine,
    ReservationState,
)
from centers.inventory.reservations.states import RESERVATION
from mesh.pure.ids import OrderKey
from mesh.pure.working_set import WorkingSet


class Work:
    """Locked stock, reservations and till sales at the moment `now`, and what becomes of them."""

    def __init__(
        self,
        now: datetime,
        stocks: Iterable[Stock],
        reservations: Iterable[Reservation] = (),
        sales: Iterable[BookedSale] = (),
    ) -> None:
        self.now = now
        self._stocks = WorkingSet.of(stocks, lambda stock: stock.key)
        self._reservations = WorkingSet.of(reservations, lambda one: one.key)
        self._sales = WorkingSet.of(sales, lambda sale: sale.key)
        self._shortfalls: list[Event] = []
        self.movements: list[Movement] = []

    def stock(self, key: StockKey) -> Stock | None:
        """Return the stock as it stands now; None for a SKU never set."""
        return self._stocks.get(key)

    def reservation(self, key: OrderKey) -> Reservation | None:
        """Return the order's reservation as it stands now, if it has one."""
        return self._reservations.get(key)

    def sale(self, key: SaleKey) -> BookedSale | None:
        """Return the till sale, if it is booked."""
        return self._sales.get(key)

    def tracked(self, merchant_id: str, store_id: str, sku_id: str) -> Stock | None:
        """Return the stock if it limits what can be sold, else None."""
        stock = self._stocks.get(StockKey(merchant_id, store_id, sku_id))
        return stock if stock is not None and stock.tracked else None

    def shortages(
        self, merchant_id: str, store_id: str, wanted: Iterable[Quantity]
    ) -> tuple[Shortage, ...]:
        """Return which of the SKUs wanted could not be had now."""
        short = []
        for sku_id, quantity in wanted:
            stock = self.tracked(merchant_id, store_id, sku_id)
            if stock is not None and stock.available < quantity:
                short.append(Shortage(sku_id, quantity, stock.available))
        return tuple(short)

    def put_stock(self, stock: Stock) -> None:
        """Replace a stock."""
        self._stocks.put(stock.key, stock)

    def move(
        self, after: Stock, kind: MovementKind, pieces: int, source: str, note: str = ""
    ) -> None:
        """Replace a stock whose number on hand changed by `pieces`, and enter it in the ledger."""
        self.put_stock(after)
        self.movements.append(Movement(after.key, kind, pieces, source, note))

    def put_reservation(
        self,
        reservation: Reservation,
        state: ReservationState,
        lines: tuple[ReservationLine, ...] | None = None,
        expires_at: datetime | None = None,
    ) -> Reservation:
        """Move a reservation to a state, which the state table must allow, and return it."""
        if state is not reservation.state and not RESERVATION.allows(reservation.state, state):
            raise ValueError(f"a reservation cannot go from {reservation.state!r} to {state!r}")
        after = replace(
            reservation,
            state=state,
            lines=reservation.lines if lines is None else lines,
            expires_at=expires_at or reservation.expires_at,
            updated_at=self.now,
        )
        self._reservations.put(after.key, after)
        return after

    def put_sale(self, sale: BookedSale) -> None:
        """Book a till sale."""
        self._sales.put(sale.key, sale)

    def add_shortfall(self, key: StockKey, missing: int, source: str) -> None:
        """Add the event that something was sold which the stock did not have."""
        stock = self._stocks.get(key) or Stock(key)
        self._shortfalls.append(Event(EventKind.SHORTFALL, stock, missing, source))

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        written = self.changed_stocks() or self.changed_reservations()
        return not (written or self.movements or self._shortfalls or self.new_sales())

    def changed_stocks(self) -> list[tuple[Stock, Stock]]:
        """Return before and after of each stock that is another now or never set, by key."""
        pairs = ((self._stocks.before(key), self._stocks[key]) for key in sorted(self._stocks))
        return [(old, new) for old, new in pairs if old and (old != new or old.version == 0)]

    def changed_reservations(self) -> list[Reservation]:
        """Return each reservation that is new or another now, by key."""
        return [after for _, after in self._reservations.changes()]

    def changed_lines(self) -> list[tuple[OrderKey, ReservationLine]]:
        """Return each line that is new or another now, with its order."""
        changed = []
        for before, after in self._reservations.changes():
            known = frozenset(before.lines if before else ())
            changed += [(after.key, line) for line in after.lines if line not in known]
        return changed

    def dropped_lines(self) -> list[tuple[OrderKey, str]]:
        """Return the SKUs that a reservation taken anew no longer has, with its order."""
        dropped = []
        for before, after in self._reservations.changes():
            kept = {line.sku_id for line in after.lines}
            gone = (line.sku_id for line in (before.lines if before else ()))
            dropped += [(after.key, sku_id) for sku_id in gone if sku_id not in kept]
        return dropped

    def new_sales(self) -> list[BookedSale]:
        """Return the till sales booked by this batch, by key."""
        return [self._sales[key] for key in self._sales.new()]

    def events(self) -> list[Event]:
        """Return one event per stock that changed, then the shortfalls."""
        changed = [Event(_kind(old, new), new) for old, new in self.changed_stocks()]
        return changed + self._shortfalls


def _kind(before: Stock, after: Stock) -> EventKind:
    if before.sellable == after.sellable:
        return EventKind.CHANGED
    return EventKind.BACK_IN_STOCK if after.sellable else EventKind.SOLD_OUT
