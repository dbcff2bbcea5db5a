"""The workbench of a batch: rows locked for it, and everything its decisions change.

A batch is one transaction: lock the rows, put them on a bench, decide one item after the
other, write the bench back. A decision that raises has changed nothing on the bench, so a
refused item never harms its neighbours, and the next one sees what the ones before took.
"""

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
    OrderKey,
    Quantity,
    Reservation,
    ReservationLine,
    ReservationState,
    SaleKey,
    Shortage,
    Stock,
    StockKey,
)
from centers.inventory.states import RESERVATION


class Bench:
    """Working copies of locked stock, reservations and till sales, at the moment `now`."""

    def __init__(
        self,
        now: datetime,
        stocks: Iterable[Stock],
        reservations: Iterable[Reservation] = (),
        sales: Iterable[BookedSale] = (),
    ) -> None:
        self.now = now
        self._stocks = {stock.key: stock for stock in stocks}
        self._stocks_before = dict(self._stocks)
        self._reservations = {one.key: one for one in reservations}
        self._reservations_before = dict(self._reservations)
        self._sales = {sale.key: sale for sale in sales}
        self._sales_before = frozenset(self._sales)
        self._shortfalls: list[Event] = []
        self.movements: list[Movement] = []

    # --- reading

    def stock(self, key: StockKey) -> Stock | None:
        """The stock as the decisions so far have left it; None for a SKU never set."""
        return self._stocks.get(key)

    def reservation(self, key: OrderKey) -> Reservation | None:
        """The order's reservation as it stands now, if it has one."""
        return self._reservations.get(key)

    def sale(self, key: SaleKey) -> BookedSale | None:
        """The till sale, if it is booked."""
        return self._sales.get(key)

    def tracked(self, merchant_id: str, store_id: str, sku_id: str) -> Stock | None:
        """The stock if it limits what can be sold, else None."""
        stock = self._stocks.get(StockKey(merchant_id, store_id, sku_id))
        return stock if stock is not None and stock.tracked else None

    def shortages(
        self, merchant_id: str, store_id: str, wanted: Iterable[Quantity]
    ) -> tuple[Shortage, ...]:
        """Which of the SKUs wanted could not be had now."""
        short = []
        for sku_id, quantity in wanted:
            stock = self.tracked(merchant_id, store_id, sku_id)
            if stock is not None and stock.available < quantity:
                short.append(Shortage(sku_id, quantity, stock.available))
        return tuple(short)

    # --- changing

    def put_stock(self, stock: Stock) -> None:
        """Replace a stock."""
        self._stocks[stock.key] = stock

    def move(
        self, after: Stock, kind: MovementKind, pieces: int, source: str, note: str = ""
    ) -> None:
        """Replace a stock whose number on hand changed by `pieces`, and enter it in the ledger."""
        self._stocks[after.key] = after
        self.movements.append(Movement(after.key, kind, pieces, source, note))

    def put_reservation(
        self,
        reservation: Reservation,
        state: ReservationState,
        lines: tuple[ReservationLine, ...] | None = None,
        expires_at: datetime | None = None,
    ) -> Reservation:
        """Move a reservation to a state, which the state table must allow; give it as it is."""
        if state is not reservation.state and not RESERVATION.allows(reservation.state, state):
            raise ValueError(f"a reservation cannot go from {reservation.state!r} to {state!r}")
        after = replace(
            reservation,
            state=state,
            lines=reservation.lines if lines is None else lines,
            expires_at=expires_at or reservation.expires_at,
            updated_at=self.now,
        )
        self._reservations[after.key] = after
        return after

    def put_sale(self, sale: BookedSale) -> None:
        """Book a till sale."""
        self._sales[sale.key] = sale

    def tell_shortfall(self, key: StockKey, missing: int, source: str) -> None:
        """Tell the feed that something was sold which the stock did not have."""
        stock = self._stocks.get(key) or Stock(key)
        self._shortfalls.append(Event(EventKind.SHORTFALL, stock, missing, source))

    # --- what is to be written

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        written = self.changed_stocks() or self.changed_reservations()
        return not (written or self.movements or self._shortfalls or self.new_sales())

    def changed_stocks(self) -> list[tuple[Stock, Stock]]:
        """Before and after of each stock that is another now, in the order of the locks."""
        pairs = ((self._stocks_before[key], self._stocks[key]) for key in sorted(self._stocks))
        return [(old, new) for old, new in pairs if old != new or old.version == 0]

    def changed_reservations(self) -> list[Reservation]:
        """Each reservation that is new or another now, in the order of the locks."""
        before = self._reservations_before
        changed = (key for key, one in self._reservations.items() if before.get(key) != one)
        return [self._reservations[key] for key in sorted(changed)]

    def changed_lines(self) -> list[tuple[OrderKey, ReservationLine]]:
        """Each line that is new or another now, with its order."""
        changed = []
        for reservation in self.changed_reservations():
            before = self._reservations_before.get(reservation.key)
            known = frozenset(before.lines) if before is not None else frozenset()
            changed += [(reservation.key, x) for x in reservation.lines if x not in known]
        return changed

    def dropped_lines(self) -> list[tuple[OrderKey, str]]:
        """The SKUs that a reservation taken anew no longer has, with its order."""
        dropped = []
        for reservation in self.changed_reservations():
            before = self._reservations_before.get(reservation.key, reservation)
            kept = {line.sku_id for line in reservation.lines}
            gone = (line.sku_id for line in before.lines if line.sku_id not in kept)
            dropped += [(reservation.key, sku_id) for sku_id in gone]
        return dropped

    def new_sales(self) -> list[BookedSale]:
        """The till sales booked by this batch, in the order of their keys."""
        fresh = sorted(key for key in self._sales if key not in self._sales_before)
        return [self._sales[key] for key in fresh]

    def events(self) -> list[Event]:
        """What the feed shall tell: one event per stock that changed, then the shortfalls."""
        changed = [Event(_kind(old, new), new) for old, new in self.changed_stocks()]
        return changed + self._shortfalls


def _kind(before: Stock, after: Stock) -> EventKind:
    if before.sellable == after.sellable:
        return EventKind.CHANGED
    return EventKind.BACK_IN_STOCK if after.sellable else EventKind.SOLD_OUT
