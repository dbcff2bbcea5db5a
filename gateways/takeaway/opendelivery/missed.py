"""Asks an OpenDelivery platform about orders of which nothing was heard for long.

Its events wait until they are acknowledged, so no order is missed. But some platforms let go of
them after hours.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhongtai.order.v1 import order_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.opendelivery import adapt, statuses
from gateways.takeaway.opendelivery.platform import OpenDelivery
from gateways.takeaway.platforms import account_of
from gateways.takeaway.standing import Standing


@dataclass(frozen=True, slots=True)
class Missed:
    """Sweeps one platform."""

    platform: OpenDelivery
    standing: Standing

    async def missed(self, _store: store_pb2.Store, _code: str) -> int:
        """Find none: the standard lists no orders, and tells of each until it is heard."""
        return 0

    async def look_again(self, order: order_pb2.Order) -> None:
        """Bring an order to where the platform says that it stands."""
        platform = self.platform
        app = account_of(order, adapt.APP, platform.accounts, platform.dialect.name)
        told = await platform.order(app, order.channel_order_number)
        await self.standing.look_again(order, statuses.REACHED.get(told.last_event))
