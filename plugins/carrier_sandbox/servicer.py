"""CarrierService: thin, from message to book and back."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc
from zhongtai_plugin import BadRequest, Rejected

from plugins.carrier_sandbox import messages, pricing
from plugins.carrier_sandbox.depot import Depot
from plugins.carrier_sandbox.model import CANCELLED, NewDelivery

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class CarrierServicer(carrier_pb2_grpc.CarrierServiceServicer):
    """Answers the platform."""

    def __init__(self, depot: Callable[[], Depot]) -> None:
        self._depot = depot

    async def Quote(self, request: pb.QuoteRequest, context: Any) -> pb.QuoteResponse:
        """Say what it would cost."""
        metres = _way(request)
        answer = pb.QuoteResponse(
            fee=Money(
                minor_units=pricing.fee_for(metres),
                currency_code=request.goods_value.currency_code,
            ),
            distance_metres=metres,
        )
        arrival = _ready(request) + pricing.seconds_for(metres)
        answer.dropoff_time.FromDatetime(datetime.fromtimestamp(arrival, UTC))
        return answer

    async def CreateDelivery(
        self, request: pb.CreateDeliveryRequest, context: Any
    ) -> pb.CreateDeliveryResponse:
        """Take a delivery."""
        _check_id(request.delivery_id)
        new = NewDelivery(
            request.delivery_id,
            request.merchant_id,
            request.store_id,
            _mark(request),
            pricing.fee_for(_way(request)),
            request.goods_value.currency_code,
            _ready(request),
        )
        taken = await self._depot().create(new)
        return pb.CreateDeliveryResponse(delivery=messages.delivery(taken.delivery_id, taken))

    async def QueryDelivery(
        self, request: pb.QueryDeliveryRequest, context: Any
    ) -> pb.QueryDeliveryResponse:
        """Look a delivery up."""
        _check_id(request.delivery_id)
        found = self._depot().delivery(request.delivery_id)
        return pb.QueryDeliveryResponse(delivery=messages.delivery(request.delivery_id, found))

    async def CancelDelivery(
        self, request: pb.CancelDeliveryRequest, context: Any
    ) -> pb.CancelDeliveryResponse:
        """Call a delivery off."""
        _check_id(request.delivery_id)
        found = await self._depot().cancel(request.delivery_id, request.reason)
        answer = pb.CancelDeliveryResponse(delivery=messages.delivery(request.delivery_id, found))
        if found is not None and found.status == CANCELLED:
            fee = Money(minor_units=found.cancel_fee, currency_code=found.currency)
            answer.cancel_fee.CopyFrom(fee)
        return answer

    async def WatchDeliveryUpdates(
        self, request: pb.WatchDeliveryUpdatesRequest, context: Any
    ) -> AsyncIterator[pb.WatchDeliveryUpdatesResponse]:
        """Stream what riders report."""
        async for batch in self._depot().updates.watch(request.after_cursor, request.max_batch):
            yield pb.WatchDeliveryUpdatesResponse(
                updates=[pb.DeliveryUpdate.FromString(payload) for payload in batch.payloads],
                cursor=batch.cursor,
            )

    async def AckDeliveryUpdates(
        self, request: pb.AckDeliveryUpdatesRequest, context: Any
    ) -> pb.AckDeliveryUpdatesResponse:
        """Forget what the platform has."""
        await self._depot().updates.acknowledge(request.cursor)
        return pb.AckDeliveryUpdatesResponse()


def _check_id(value: str) -> None:
    if not _ID.fullmatch(value):
        raise BadRequest("ID_INVALID", "delivery_id must be 1 to 64 of A-Z a-z 0-9 _ . : -")


def _way(request: pb.QuoteRequest | pb.CreateDeliveryRequest) -> int:
    """Metres of the way. Raise BadRequest without coordinates, Rejected when too far."""
    if len(request.goods_value.currency_code) != 3:
        raise BadRequest("GOODS_VALUE_MISSING", "goods_value with a currency is required")
    metres = pricing.way_metres(
        _point("pickup", request.pickup), _point("dropoff", request.dropoff)
    )
    if metres > pricing.RANGE_METRES:
        raise Rejected("OUT_OF_RANGE", f"{metres} metres are more than {pricing.RANGE_METRES}.")
    return metres


def _point(name: str, place: pb.DeliveryPlace) -> pricing.Point:
    if not place.address.HasField("point"):
        raise BadRequest("POINT_MISSING", f"{name}.address.point is required")
    point = place.address.point
    return pricing.Point(point.latitude, point.longitude)


def _ready(request: pb.QuoteRequest | pb.CreateDeliveryRequest) -> float:
    now = time.time()
    if not request.HasField("ready_time"):
        return now
    return max(now, request.ready_time.ToDatetime(UTC).timestamp())


def _mark(request: pb.CreateDeliveryRequest) -> str:
    """Return a mark of both places: the book needs to notice a change, not to know addresses."""
    both = request.pickup.SerializeToString(deterministic=True) + b"\0"
    both += request.dropoff.SerializeToString(deterministic=True)
    return hashlib.sha256(both).hexdigest()
