"""Follows the feed of orders: a platform is told how its orders stand, in order, until it knows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, timedelta
from functools import partial

from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from gateways.takeaway.accepting import Accepting
from gateways.takeaway.commands import Command, Task, commands_of
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import Platform
from gateways.takeaway.refunds import STORE, Refunds
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, RateLimited

order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)

SETTLES = timedelta(minutes=5)
"""How long a platform is given to say that it gave money back, before it is asked once more."""
ASKED_AGAIN_SECONDS = 60
_MOST_REMEMBERED = 10_000


class Telling:
    """Handles events for one platform; one that cannot be told waits as a letter, others go on."""

    def __init__(self, unit: str, peers: Peers, platform: Platform, clock: Clock) -> None:
        self._unit = unit
        self._peers = peers
        self._platform = platform
        self._refunds = Refunds(peers)
        self._accepting = Accepting(peers, platform.channel)
        self._clock = clock
        self._started = clock.now()
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
            if command is not Command.ACCEPT:
                await self._carry_out(Task(command, order, event, again))
            elif await self._accepting.accept(order):
                await self._carry_out(Task(Command.CONFIRM, order, event, again))

    async def _carry_out(self, task: Task) -> None:
        """Tell the platform, and keep what it gives back because of it."""
        request = task.after_sale
        if task.command is Command.REFUND and task.again:
            if not await self._refunds.is_agreed(request):
                return
            if self._clock.now() - task.event.occur_time.ToDatetime(UTC) < SETTLES:
                raise RateLimited(retry_after_seconds=ASKED_AGAIN_SECONDS)
        try:
            done = await self._platform.carry_out(task)
        except InvalidRequest as refused:
            if task.command not in (Command.AGREE, Command.REFUND):
                raise
            await self._refunds.fail(request, refused.message)
            return
        if done and task.command is Command.CANCEL:
            await self._refunds.record_rest(task.order, STORE, task.order.cancel_note)
        # What it gives back for a wish is recorded when it says how much: it counts in its own way.

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
