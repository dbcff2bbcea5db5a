"""A carrier's plug-in as the delivery center calls it, and the simulated carrier behind it."""

import json
import secrets

import grpc
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1.carrier_pb2_grpc import CarrierServiceStub

from mesh.plugins.handle import Answer, PluginHandle, Request

NOWHERE = "http://127.0.0.1:9/notices/carrier/any"
NAME, PHONE, STREET = "Anna Nobody", "13800000000", "1 Nowhere Road"


def place(latitude: float = 31.24) -> pb.DeliveryPlace:
    """A customer's door on one street from south to north."""
    found = pb.DeliveryPlace()
    found.address.contact_name, found.address.contact_phone = NAME, PHONE
    found.address.street = STREET
    found.address.point.latitude, found.address.point.longitude = latitude, 121.49
    return found


def new_id() -> str:
    """The id of a delivery that nobody has ordered yet."""
    return f"bkg_{secrets.token_hex(12)}"


class Platform:
    """The plug-in as the delivery center calls it, for one chain."""

    def __init__(self, handle: PluginHandle, name: str = "noodles") -> None:
        self.handle = handle
        self.name = name
        self._stub = handle.stub(CarrierServiceStub)

    async def quote(self, latitude: float = 31.24) -> pb.QuoteResponse:
        request = pb.QuoteRequest(
            merchant_id=self.name,
            store_id="sto_1",
            pickup=place(31.23),
            dropoff=place(latitude),
            goods_value=Money(minor_units=1990, currency_code="CNY"),
        )
        return await self._call(self._stub.Quote, request)

    async def create(
        self, delivery_id: str = "", latitude: float = 31.24, callback_url: str = NOWHERE
    ) -> pb.CarrierDelivery:
        request = pb.CreateDeliveryRequest(
            delivery_id=delivery_id or new_id(),
            merchant_id=self.name,
            store_id="sto_1",
            pickup=place(31.23),
            dropoff=place(latitude),
            goods_value=Money(minor_units=1990, currency_code="CNY"),
            callback_url=callback_url,
        )
        return (await self._call(self._stub.CreateDelivery, request)).delivery

    async def query(self, delivery_id: str) -> pb.CarrierDelivery:
        request = pb.QueryDeliveryRequest(delivery_id=delivery_id)
        return (await self._call(self._stub.QueryDelivery, request)).delivery

    async def cancel(self, delivery_id: str) -> pb.CancelDeliveryResponse:
        request = pb.CancelDeliveryRequest(delivery_id=delivery_id, reason="Changed their mind.")
        return await self._call(self._stub.CancelDelivery, request)

    async def verify(self, body: bytes, query: str = "") -> pb.VerifyCallbackResponse:
        request = pb.VerifyCallbackRequest(body=body, query=query)
        return await self._call(self._stub.VerifyCallback, request)

    async def verdict(self, said: dict, query: str = "") -> str:
        """What the plug-in says to a callback: the code of its error, or nothing."""
        answer = await self.verify(json.dumps(said).encode(), query)
        assert answer.failure_answer.status == 401
        return answer.error.code

    async def _call(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Request, Answer]", request: Request
    ) -> Answer:
        return await self.handle.call(method, request, timeout=10)
