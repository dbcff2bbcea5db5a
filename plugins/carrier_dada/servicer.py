"""CarrierService: thin, over the accounts' deliveries and callbacks."""

from __future__ import annotations

from typing import Any

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc
from zhongtai_plugin import BadRequest, PluginFault, RetryLater

from plugins.carrier_dada import mapping
from plugins.carrier_dada.callbacks import DELIVERY_ID
from plugins.carrier_dada.dada import Dada


class DadaServicer(carrier_pb2_grpc.CarrierServiceServicer):
    """Answers the platform."""

    def __init__(self, dada: Dada) -> None:
        self._dada = dada

    async def Quote(self, request: pb.QuoteRequest, context: Any) -> pb.QuoteResponse:
        """Ask for a price. It is not binding, and no offer is given out."""
        return await self._dada.deliveries_of(request.merchant_id).price(request)

    async def CreateDelivery(
        self, request: pb.CreateDeliveryRequest, context: Any
    ) -> pb.CreateDeliveryResponse:
        """Order a delivery. It is noted first, so that a lost answer is looked up."""
        _check_id(request.delivery_id)
        deliveries = self._dada.deliveries_of(request.merchant_id)
        order = deliveries.new_order(request)
        known = await self._dada.book.take(request)
        return pb.CreateDeliveryResponse(delivery=await deliveries.order(order, known=known))

    async def QueryDelivery(
        self, request: pb.QueryDeliveryRequest, context: Any
    ) -> pb.QueryDeliveryResponse:
        """Look a delivery up."""
        _check_id(request.delivery_id)
        holder = await self._dada.holder_of(request.delivery_id)
        if holder is None:
            unknown = mapping.unknown_delivery(request.delivery_id)
            return pb.QueryDeliveryResponse(delivery=unknown)
        return pb.QueryDeliveryResponse(delivery=await holder.query(request.delivery_id))

    async def CancelDelivery(
        self, request: pb.CancelDeliveryRequest, context: Any
    ) -> pb.CancelDeliveryResponse:
        """Call a delivery off."""
        _check_id(request.delivery_id)
        if not request.reason:
            raise BadRequest("REASON_MISSING", "Dada wants to know why.")
        holder = await self._dada.holder_of(request.delivery_id)
        if holder is None:
            unknown = mapping.unknown_delivery(request.delivery_id)
            return pb.CancelDeliveryResponse(delivery=unknown)
        delivery, cost = await holder.call_off(request.delivery_id, request.reason)
        return pb.CancelDeliveryResponse(delivery=delivery, cancel_fee=cost)

    async def VerifyCallback(
        self, request: pb.VerifyCallbackRequest, context: Any
    ) -> pb.VerifyCallbackResponse:
        """Check a callback; one that cannot be checked now fails, so that Dada repeats it."""
        answer = mapping.callback_answers()
        try:
            answer.update.CopyFrom(self._dada.callbacks.verified(request.body))
        except RetryLater:
            raise
        except PluginFault as fault:
            answer.error.CopyFrom(fault.as_message())
        return answer


def _check_id(value: str) -> None:
    if not DELIVERY_ID.fullmatch(value):
        raise BadRequest("ID_INVALID", "delivery_id must be 1 to 64 of A-Z a-z 0-9 _ . : -")
