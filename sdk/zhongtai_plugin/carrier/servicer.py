"""CarrierService: thin, over the accounts' deliveries and callbacks."""

from __future__ import annotations

from typing import Any

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc

from zhongtai_plugin.carrier.callbacks import DELIVERY_ID
from zhongtai_plugin.carrier.fleet import Fleet
from zhongtai_plugin.carrier.words import unknown_delivery
from zhongtai_plugin.errors import BadRequest, PluginFault, RetryLater


class FleetServicer(carrier_pb2_grpc.CarrierServiceServicer):
    """Answers the platform."""

    def __init__(self, fleet: Fleet[Any]) -> None:
        self._fleet = fleet

    async def Quote(self, request: pb.QuoteRequest, context: Any) -> pb.QuoteResponse:
        """Ask for a price. It is not binding, and no offer is given out."""
        return await self._fleet.deliveries_of(request.merchant_id).price(request)

    async def CreateDelivery(
        self, request: pb.CreateDeliveryRequest, context: Any
    ) -> pb.CreateDeliveryResponse:
        """Order a delivery. It is noted first, so that a lost answer is looked up."""
        _check_id(request.delivery_id)
        deliveries = self._fleet.deliveries_of(request.merchant_id)
        body = deliveries.new_order(request)
        known = await self._fleet.book.take(request)
        delivery = await deliveries.order(request, body, known=known)
        return pb.CreateDeliveryResponse(delivery=delivery)

    async def QueryDelivery(
        self, request: pb.QueryDeliveryRequest, context: Any
    ) -> pb.QueryDeliveryResponse:
        """Look a delivery up."""
        _check_id(request.delivery_id)
        found = None
        if (holder := await self._fleet.holder_of(request.delivery_id)) is not None:
            deliveries, store_id = holder
            found = await deliveries.find(request.delivery_id, store_id)
        return pb.QueryDeliveryResponse(delivery=found or unknown_delivery(request.delivery_id))

    async def CancelDelivery(
        self, request: pb.CancelDeliveryRequest, context: Any
    ) -> pb.CancelDeliveryResponse:
        """Call a delivery off."""
        _check_id(request.delivery_id)
        if not request.reason:
            raise BadRequest("REASON_MISSING", "The carrier wants to know why.")
        found, cost = None, None
        if (holder := await self._fleet.holder_of(request.delivery_id)) is not None:
            deliveries, store_id = holder
            found, cost = await deliveries.call_off(request.delivery_id, store_id, request.reason)
        delivery = found or unknown_delivery(request.delivery_id)
        return pb.CancelDeliveryResponse(delivery=delivery, cancel_fee=cost)

    async def VerifyCallback(
        self, request: pb.VerifyCallbackRequest, context: Any
    ) -> pb.VerifyCallbackResponse:
        """Check a callback; one that cannot be checked now fails, so that it comes again."""
        try:
            return self._fleet.verified(request)
        except RetryLater:
            raise
        except PluginFault as fault:
            answer = self._fleet.answers
            answer.error.CopyFrom(fault.as_message())
            return answer


def _check_id(value: str) -> None:
    if not DELIVERY_ID.fullmatch(value):
        raise BadRequest("ID_INVALID", "delivery_id must be 1 to 64 of A-Z a-z 0-9 _ . : -")
