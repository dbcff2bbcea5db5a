"""What order control itself refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class OrderControlRefusal(Refusal):
    """Order control refused."""

    domain = "zhongtai.ordercontrol"


class StoreNotTakingOrders(OrderControlRefusal):
    """The store takes no such order now: {cause}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "STORE_NOT_TAKING_ORDERS"


class PriceChanged(OrderControlRefusal):
    """The price is {actual_minor_units} now, not {expected_minor_units}: show a new preview."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PRICE_CHANGED"


class BelowMinimum(OrderControlRefusal):
    """Deliveries there start at {minimum_minor_units} minor units."""

    kind = Kind.FAILED_PRECONDITION
    reason = "BELOW_MINIMUM"


class OutOfStock(OrderControlRefusal):
    """Not enough is left: {items}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OUT_OF_STOCK"


class NotAwaitingPayment(OrderControlRefusal):
    """The order is {status}, it does not wait for payment."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_AWAITING_PAYMENT"


class ChannelOrderNotFound(OrderControlRefusal):
    """The channel's order {channel_order_number} was never imported for this store."""

    kind = Kind.NOT_FOUND
    reason = "CHANNEL_ORDER_NOT_FOUND"


class FlashPriceNotReady(OrderControlRefusal):
    """The flash sale's price does not apply at present: repeat shortly."""

    kind = Kind.FAILED_PRECONDITION
    reason = "FLASH_PRICE_NOT_READY"


class PolicyRefused(OrderControlRefusal):
    """The rules of the restaurant do not let this order be placed now ({code})."""

    kind = Kind.FAILED_PRECONDITION
    reason = "POLICY_REFUSED"


class GroupPriceNotReady(OrderControlRefusal):
    """The group's price does not apply at present: repeat shortly."""

    kind = Kind.FAILED_PRECONDITION
    reason = "GROUP_PRICE_NOT_READY"
