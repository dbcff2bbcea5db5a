"""Follows the feed of orders: a platform is told how its orders stand, in order, until it knows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from gateways.takeaway.commands import Command, Task, commands_of
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import Platform
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)

_MOST_REMEMBERED = 10_000


class Telling:
    """Handles events for one platform; one that cannot be told waits as a letter, others go on."""

    def __init__(self, unit: str, peers: Peers, platform: Platform, started: datetime) -> None:
        self._unit = unit
        self._peers = peers
        self._platform = platform
        self._started = started
        # Begun by this process; what began and did not end may have been heard.
        self._begun: OrderedDict[tuple[str, Command], None] = OrderedDict()

    async def handle(self, batch: Batch[event_pb2.OrderEvent]) -> None:
        """Tell the platform what is new of its orders, with one question for all of them."""
        ours = [item for item in batch.items if self._commands(item.message)]
        if not ours:
            return
        ids = {item.message.order_id for item in ours}
        request = read_messages_pb2.BatchGetOrdersRequest(order_ids=ids)
        found = (await self._peers.order.BatchGetOrders(request)).orders
        orders = {order.order_id: order for order in found}
        await batch.each(ours, partial(self._tell, orders))

    def _commands(self, event: event_pb2.OrderEvent) -> tuple[Command, ...]:
        if event.channel != self._platform.channel:
            return ()
        return commands_of(event, self._unit)

    async def _tell(
        self, orders: Mapping[str, order_pb2.Order], event: event_pb2.OrderEvent
    ) -> None:
        order = orders[event.order_id]
        for command in self._commands(event):
            again = self._maybe_heard(event, command)
            await self._platform.carry_out(Task(command, order, event, again))

    def _maybe_heard(self, event: event_pb2.OrderEvent, command: Command) -> bool:
        """Whether the platform may have heard it: from us before, or from a process before us."""
        key = (event.event_id, command)
        again = (
            key in self._begun or event.occur_time.ToDatetime(self._started.tzinfo) < self._started
        )
        self._begun[key] = None
        if len(self._begun) > _MOST_REMEMBERED:
            self._begun.popitem(last=False)
        return again
