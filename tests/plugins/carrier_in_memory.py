"""A carrier plug-in that keeps the contract, and breaks one promise of it when told to."""

import secrets

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc, http_answer_pb2, plugin_pb2
from zhongtai_plugin import BadRequest, Conflict, PluginInfo, Rejected

from tests.plugins.queue_in_memory import QueueInMemory

CAPABILITIES = (
    plugin_pb2.CAPABILITY_CARRIER_WATCH,
    plugin_pb2.CAPABILITY_CARRIER_CANCEL,
    plugin_pb2.CAPABILITY_CARRIER_CALLBACK,
)
INFO = PluginInfo("carrier_in_memory", "1", "Riders to break.", CAPABILITIES)
REACH_DEGREES = 0.1


class CarrierInMemory(carrier_pb2_grpc.CarrierServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._queue: QueueInMemory[pb.DeliveryUpdate] = QueueInMemory(broken)
        self._asked: dict[str, pb.CreateDeliveryRequest] = {}
        self._numbers: dict[str, str] = {}
        self._cancelled: set[str] = set()

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._asked.clear()
            self._numbers.clear()

    async def move(self, delivery_id: str) -> None:
        """A rider takes a delivery."""
        asked = self._asked[delivery_id]
        update = pb.DeliveryUpdate(
            update_id=secrets.token_hex(4),
            merchant_id="" if self._broken == "forgets chains" else asked.merchant_id,
            store_id=asked.store_id,
            delivery=self._delivery(delivery_id, pb.CARRIER_DELIVERY_STATUS_ASSIGNED),
        )
        await self._queue.tell(update)

    async def Quote(self, request, _context) -> pb.QuoteResponse:
        self._check(request)
        fee = Money(minor_units=500, currency_code=request.goods_value.currency_code)
        return pb.QuoteResponse(fee=fee, distance_metres=0 if self._broken == "no way" else 900)

    async def CreateDelivery(self, request, _context) -> pb.CreateDeliveryResponse:
        before = self._asked.setdefault(request.delivery_id, request)
        if before != request and self._broken != "overwrites":
            raise Conflict("KEY_USED", "This key was used for something else.")
        number = secrets.token_hex(4)
        if self._broken == "rides twice":
            self._numbers[request.delivery_id] = number
        self._numbers.setdefault(request.delivery_id, number)
        created = pb.CARRIER_DELIVERY_STATUS_CREATED
        return pb.CreateDeliveryResponse(delivery=self._delivery(request.delivery_id, created))

    async def QueryDelivery(self, request, _context) -> pb.QueryDeliveryResponse:
        if request.delivery_id not in self._asked:
            return pb.QueryDeliveryResponse(delivery=self._unknown(request.delivery_id))
        created = pb.CARRIER_DELIVERY_STATUS_CREATED
        return pb.QueryDeliveryResponse(delivery=self._delivery(request.delivery_id, created))

    async def CancelDelivery(self, request, _context) -> pb.CancelDeliveryResponse:
        if request.delivery_id not in self._asked:
            return pb.CancelDeliveryResponse(delivery=self._unknown(request.delivery_id))
        again = request.delivery_id in self._cancelled
        if again and self._broken == "cancels once":
            raise Rejected("TOO_LATE", "It is cancelled.")
        self._cancelled.add(request.delivery_id)
        cancelled = self._delivery(request.delivery_id, pb.CARRIER_DELIVERY_STATUS_CANCELLED)
        return pb.CancelDeliveryResponse(delivery=cancelled)

    async def VerifyCallback(self, _request, _context) -> pb.VerifyCallbackResponse:
        answer = pb.VerifyCallbackResponse(
            success_answer=http_answer_pb2.HttpAnswer(status=200),
            failure_answer=http_answer_pb2.HttpAnswer(status=401),
        )
        if self._broken == "takes garbage":
            answer.update.update_id = secrets.token_hex(4)
        else:
            refused = BadRequest("CALLBACK_UNREADABLE", "No rider writes like that.")
            answer.error.CopyFrom(refused.as_message())
        return answer

    async def WatchDeliveryUpdates(self, request, _context):
        async for found, cursor in self._queue.watch(request.after_cursor, request.max_batch):
            yield pb.WatchDeliveryUpdatesResponse(updates=found, cursor=cursor)

    async def AckDeliveryUpdates(self, request, _context) -> pb.AckDeliveryUpdatesResponse:
        self._queue.acknowledge(request.cursor)
        return pb.AckDeliveryUpdatesResponse()

    def _check(self, request) -> None:
        way = request.dropoff.address.point.latitude - request.pickup.address.point.latitude
        if abs(way) > REACH_DEGREES and self._broken != "rides anywhere":
            raise Rejected("OUT_OF_RANGE", "The carrier does not ride that far.")

    def _unknown(self, delivery_id: str) -> pb.CarrierDelivery:
        if self._broken == "knows all":
            raise Rejected("UNKNOWN", "There is no such delivery.")
        status = pb.CARRIER_DELIVERY_STATUS_UNKNOWN
        return pb.CarrierDelivery(delivery_id=delivery_id, status=status)

    def _delivery(self, delivery_id: str, status) -> pb.CarrierDelivery:
        delivery = pb.CarrierDelivery(
            delivery_id=delivery_id, status=status, carrier_delivery_no=self._numbers[delivery_id]
        )
        delivery.status_time.GetCurrentTime()
        return delivery
