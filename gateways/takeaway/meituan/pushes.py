"""What Meituan tells: each push is worked on until what it says is durable."""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.meituan import adapt, bodies, reading
from gateways.takeaway.meituan.platform import Meituan
from mesh.pure.clock import Clock
from mesh.pure.errors import PeerUnavailable


@dataclass(frozen=True, slots=True)
class Pushes:
    """Works on pushes; `self_delivery` is who brings what Meituan's riders do not."""

    intake: Intake
    meituan: Meituan
    self_delivery: trade_pb2.DeliveredBy
    clock: Clock

    async def order(self, app: str, fields: dict[str, str]) -> None:
        """An order, new or anew, as it stands."""
        await self.take_over(app, reading.read(fields, bodies.Order))

    async def take_over(self, app: str, body: bodies.Order) -> create_messages_pb2.ImportedOrder:
        """Keep an order; one that was pushed in part is fetched first."""
        if not body.is_whole:
            body = await self.meituan.order(app, body.order_id)
        if not (body.detail and body.app_poi_code):
            raise PeerUnavailable("Meituan has not said yet what was ordered, and where.")
        store = (await self.intake.store(body.app_poi_code)).store
        order = adapt.new_order(body, store.store_id, app, self.self_delivery, self.clock.now())
        return await self.intake.take_over(order)
