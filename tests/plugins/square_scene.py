"""Square's plug-in as the order center calls it, and Square with its tills behind it."""

from dataclasses import dataclass

from zhongtai.plugin.v1 import pos_order_pb2

from simulators.square.book import Order
from simulators.square.files import location_of
from simulators.square.platform import Square
from tests.plugins.pos_scene import CHAIN, STORE, PosScene, new_order
from tests.plugins.world import access
from tests.square import Chains


@dataclass
class Scene(PosScene):
    """Square, the plug-in as the platform calls it, and where all of it lies."""

    side: Square
    there: Chains

    async def at_square(self, order: pos_order_pb2.PosOrder) -> Order:
        """The order as its store sees it, once that is so; it is there once."""
        await self.until(lambda: any(each.payment for each in self.side.book.of(order.order_id)))
        (found,) = self.side.book.of(order.order_id)
        return found

    async def pushed(self, **more: object) -> tuple[pos_order_pb2.PosOrder, Order]:
        """A new order, and how its store sees it."""
        order = new_order(**more)
        (result,) = await self.push(order)
        assert not result.HasField("error"), result.error.message
        return order, await self.at_square(order)

    def move(self, at_square: Order, *states: str, reason: str = "") -> None:
        """Have somebody at the till take an order so far."""
        for state in states:
            self.side.orders.move(at_square.body["id"], state, reason)

    def use_webhooks(self) -> str:
        """Have Square bring webhooks; where to."""
        home = self.there.folder
        url = f"{access(home, 'pos_square', 'square.json')['url']}/square/{CHAIN}"
        self.side.courier.addresses[CHAIN] = url
        return url

    def location(self) -> str:
        return location_of(CHAIN, STORE)
