"""What the inventory center refuses: one class per reason of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from centers.inventory.model import Shortage
from mesh.pure.errors import Kind, Refusal

_NAMED_SHORTAGES = 10


class InventoryRefusal(Refusal):
    """The inventory center refused."""

    domain = "zhongtai.inventory"


class OutOfStock(InventoryRefusal):
    """Not enough in stock: {shortages}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OUT_OF_STOCK"


class ReservationDiffers(InventoryRefusal):
    """The order {order_id} has reserved other lines: release them, or begin a new order."""

    kind = Kind.FAILED_PRECONDITION
    reason = "RESERVATION_DIFFERS"


class ReservationNotFound(InventoryRefusal):
    """There is no reservation for the order {order_id}."""

    kind = Kind.NOT_FOUND
    reason = "RESERVATION_NOT_FOUND"


class ReservationNotCommitted(InventoryRefusal):
    """The reservation is {state}, so nothing was sold that could come back: release it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "RESERVATION_NOT_COMMITTED"


class ReturnExceedsSale(InventoryRefusal):
    """Only {returnable} pieces of {sku_id} were sold and not yet returned."""

    kind = Kind.FAILED_PRECONDITION
    reason = "RETURN_EXCEEDS_SALE"


class StockWouldGoShort(InventoryRefusal):
    """Less would be left than is reserved: {shortages}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "STOCK_WOULD_GO_SHORT"


class StockNotSet(InventoryRefusal):
    """The SKU {sku_id} has no stock in this store: set its count first."""

    kind = Kind.FAILED_PRECONDITION
    reason = "STOCK_NOT_SET"


class ErpNotBound(InventoryRefusal):
    """The chain has no ERP that does this: name a plug-in for it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ERP_NOT_BOUND"


def named(shortages: Sequence[Shortage]) -> str:
    """Return at most ten shortages as metadata: "sku_id=available/asked" by commas."""
    shown = shortages[:_NAMED_SHORTAGES]
    return ",".join(f"{x.sku_id}={x.available}/{x.asked}" for x in shown)
