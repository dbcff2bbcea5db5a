"""Between the carrier's book and the contract's messages."""

from __future__ import annotations

from datetime import UTC, datetime

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb

from plugins.carrier_sandbox.model import (
    ASSIGNED,
    AT_STORE,
    CANCELLED,
    CREATED,
    DELIVERED,
    FAILED,
    PICKED_UP,
    RIDERS,
    Delivery,
)

_STATUSES = {
    CREATED: pb.CARRIER_DELIVERY_STATUS_CREATED,
    ASSIGNED: pb.CARRIER_DELIVERY_STATUS_ASSIGNED,
    AT_STORE: pb.CARRIER_DELIVERY_STATUS_AT_STORE,
    PICKED_UP: pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
    DELIVERED: pb.CARRIER_DELIVERY_STATUS_DELIVERED,
    CANCELLED: pb.CARRIER_DELIVERY_STATUS_CANCELLED,
    FAILED: pb.CARRIER_DELIVERY_STATUS_FAILED,
}


def delivery(delivery_id: str, found: Delivery | None) -> pb.CarrierDelivery:
    """Return a delivery as the platform sees it; None is one the carrier never saw."""
    if found is None:
        return pb.CarrierDelivery(
            delivery_id=delivery_id, status=pb.CARRIER_DELIVERY_STATUS_UNKNOWN
        )
    charged = found.cancel_fee if found.status == CANCELLED else found.fee
    message = pb.CarrierDelivery(
        delivery_id=delivery_id,
        status=_STATUSES[found.status],
        carrier_delivery_no=found.delivery_no,
        fee=Money(minor_units=charged, currency_code=found.currency),
        reason=found.reason,
    )
    if found.rider >= 0:
        name, phone = RIDERS[found.rider]
        message.rider.name, message.rider.phone = name, phone
    message.status_time.FromDatetime(datetime.fromtimestamp(found.status_time, UTC))
    return message


def update(found: Delivery) -> pb.DeliveryUpdate:
    """Return the news that a delivery has reached its status."""
    return pb.DeliveryUpdate(
        update_id=f"{found.delivery_no}/{found.status}",
        merchant_id=found.merchant_id,
        store_id=found.store_id,
        delivery=delivery(found.delivery_id, found),
    )
