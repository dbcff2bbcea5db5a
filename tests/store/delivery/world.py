"""The delivery center as tests speak to it."""

import itertools
from dataclasses import dataclass

from zhongtai.common.v1 import geo_pb2, money_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as feed_pb
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1 import rule_messages_pb2 as rule_pb
from zhongtai.plugin.v1 import carrier_pb2

from centers.delivery.wiring import DeliveryCenter
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.pure.clock import FixedClock
from tests.store.delivery.carrier import ScriptedCarriers

_numbers = itertools.count(1)


def fresh_id(prefix: str = "r") -> str:
    return f"{prefix}-{next(_numbers)}"


def place(name: str, phone: str) -> delivery_pb2.Place:
    address = geo_pb2.Address(
        contact_name=name,
        contact_phone=phone,
        street="Main street 1",
        detail="Door 5",
        point=geo_pb2.GeoPoint(latitude=31.2, longitude=121.5),
    )
    return delivery_pb2.Place(address=address)


def parcel() -> delivery_pb2.Parcel:
    value = money_pb2.Money(minor_units=5000, currency_code="CNY")
    return delivery_pb2.Parcel(goods_value=value, pickup_reference="A17")


@dataclass(frozen=True)
class World:
    """A center, its carriers, its clock, its tables."""

    center: DeliveryCenter
    carriers: ScriptedCarriers
    clock: FixedClock
    db: Database

    def create_request(self, order_id: str = "", **fields) -> pb.CreateDeliveryRequest:
        request = pb.CreateDeliveryRequest(
            order_id=order_id or fresh_id("ord"),
            attempt=1,
            store_id="sto_1",
            pickup=place("Store", "02100000000"),
            dropoff=place("Li", "13900005678"),
            parcel=parcel(),
            person_id="per_1",
        )
        request.MergeFrom(pb.CreateDeliveryRequest(**fields))
        return request

    async def create(self, order_id: str = "", **fields) -> delivery_pb2.Delivery:
        request = self.create_request(order_id, **fields)
        return (await self.center.servicer.CreateDelivery(request, None)).delivery

    async def sent_out(self, order_id: str = "", **fields) -> delivery_pb2.Delivery:
        """A delivery that carriers have been asked for."""
        delivery = await self.create(order_id, **fields)
        await self.center.sweeper.sweep()
        return await self.get(delivery.delivery_id)

    async def get(self, delivery_id: str) -> delivery_pb2.Delivery:
        request = pb.GetDeliveryRequest(delivery_id=delivery_id)
        return (await self.center.servicer.GetDelivery(request, None)).delivery

    async def call_back(
        self, update: carrier_pb2.DeliveryUpdate, carrier: str = "sandbox", signature: str = "good"
    ) -> pb.HandleCallbackResponse:
        """Hand a callback in as the edge does: for no merchant."""
        request = pb.HandleCallbackRequest(
            carrier=carrier, headers={"signature": signature}, body=update.SerializeToString()
        )
        with as_call(internal_identity("notices"), timeout=60):
            return await self.center.servicer.HandleCallback(request, None)

    async def cancel(self, delivery_id: str, request_id: str = "") -> delivery_pb2.Delivery:
        request = pb.CancelDeliveryRequest(
            request_id=request_id or fresh_id(), delivery_id=delivery_id, reason="Changed my mind"
        )
        return (await self.center.servicer.CancelDelivery(request, None)).delivery

    async def set_rule(self, strategy: int, *carriers: str, **fields) -> None:
        rule = delivery_pb2.DispatchRule(strategy=strategy, carriers=carriers, **fields)
        request = rule_pb.SetDispatchRuleRequest(rule=rule)
        await self.center.servicer.SetDispatchRule(request, None)

    async def events(self) -> list[delivery_event_pb2.DeliveryEvent]:
        """All events so far."""
        events, _ = await self.center.feed.read("", 1000)
        return [delivery_event_pb2.DeliveryEvent.FromString(event.payload) for event in events]

    async def clean_totals(self) -> dict[str, int]:
        """The totals of an audit that found no breach."""
        reply = await self.center.servicer.Audit(feed_pb.AuditRequest(), None)
        assert {c.name: list(c.breaches) for c in reply.checks if c.breach_count} == {}
        return dict(reply.totals)
