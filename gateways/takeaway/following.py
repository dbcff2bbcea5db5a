"""Follows the feed of orders: a platform is told how its orders stand, in order, until it knows."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial

from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from gateways.takeaway.accepting import Accepting
from gateways.takeaway.commands import Command, Task, commands_of
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotTakenHere, Platform
from gateways.takeaway.refunds import STORE, Refunds
from mesh.call.context import note
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, Kind, Refusal

order_item: ItemOf[event_pb2.OrderEvent] = item_about(lambda event: event.order_id)

SETTLES = timedelta(minutes=1)
"""How long a platform is given to say that it gave money back, before it is asked once more."""
CLOCKS_APART = timedelta(seconds=5)
"""How far the clocks of two of our processes may be apart."""
ASKED_AGAIN_SECONDS = 15
_MOST_REMEMBERED = 10_000


class NotYet(Refusal):
    """It is not known yet whether the platform was asked before."""

    kind = Kind.ABORTED
    reason = "NOT_YET"

    def __init__(self) -> None:
        super().__init__(retry_after_seconds=ASKED_AGAIN_SECONDS)


class Telling:
    """Handles events for one platform; one that cannot be told waits as a letter, others go on."""

    def __init__(self, unit: str, peers: Peers, platform: Platform, clock: Clock) -> None:
        self._unit = unit
        self._peers = peers
        self._platform = platform
        self._refunds = Refunds(peers)
        self._accepting = Accepting(peers, platform.channel)
        self._clock = clock
        self._started = time.monotonic()
        # By this process: what began (False) and did not end may have been heard. By event, and by
        # order for what an order is told once.
        self._told: OrderedDict[tuple[str, Command], bool] = OrderedDict()

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

    def wants(self, event: event_pb2.OrderEvent) -> bool:
        """Return whether an event is about an order of the platform."""
        return event.channel == self._platform.channel

    def _commands(self, event: event_pb2.OrderEvent) -> tuple[Command, ...]:
        if event.channel != self._platform.channel:
            return ()
        return commands_of(event, self._unit)

    async def _tell(
        self, orders: Mapping[str, order_pb2.Order], event: event_pb2.OrderEvent
    ) -> None:
        order = orders[event.order_id]
        for command in self._commands(event):
            key = (event.event_id, command)
            if self._told.get(key):
                continue  # Handed over again because of another item.
            age = self._age(event)
            again = key in self._told or age > timedelta(0)
            # Money is looked for in doubt, too; a platform may show the rest of it late.
            doubtful = again or (command is Command.REFUND and age > -CLOCKS_APART)
            self._note(key, told=False)
            try:
                await self._carry_out(Task(command, order, event, doubtful), settles=again)
            except NotTakenHere:
                note(not_taken_here=True)
            except Refusal:
                # An answer, and none that it was done: the next time is the first one again,
                # unless one before it may have been heard.
                if not again:
                    self._told.pop(key, None)
                raise
            self._note(key, told=True)

    def _age(self, event: event_pb2.OrderEvent) -> timedelta:
        """Return how long before the start of this process it was: another may have told it.

        The start is counted back from now: the clock may have been set since.
        """
        since = timedelta(seconds=time.monotonic() - self._started)
        return self._clock.now() - since - event.occur_time.ToDatetime(UTC)

    async def _carry_out(self, task: Task, *, settles: bool) -> None:
        """Tell the platform, and keep what it gives back because of it."""
        if task.command is Command.ACCEPT:
            if not await self._accepting.accept(task.order):
                return
            task = replace(task, command=Command.CONFIRM)
        if task.command is Command.REFUND and settles:
            await self._let_it_settle(task)
            if not await self._refunds.is_agreed(task.after_sale):
                return
        carry_out = self._platform.carry_out
        if task.command is Command.CONFIRM:
            carry_out = self._confirm
        try:
            done = await carry_out(task)
        except InvalidRequest as refused:
            if task.command not in (Command.AGREE, Command.REFUND):
                raise
            await self._refunds.fail(task.after_sale, refused.message)
            return
        if done and task.command is Command.CANCEL:
            await self._refunds.record_rest(task.order, STORE, task.order.cancel_note)
        # Other money is recorded when the platform says that it has given it back, and how much.

    async def _confirm(self, task: Task) -> bool:
        """Confirm an order, again where another of its events has led to that before.

        A store may accept by itself what its till accepts at the same time.
        """
        key = (task.order.order_id, Command.CONFIRM)
        before = key in self._told
        self._note(key, told=False)
        try:
            return await self._platform.carry_out(replace(task, again=task.again or before))
        except Refusal:
            if not before:
                self._told.pop(key, None)
            raise

    async def _let_it_settle(self, task: Task) -> None:
        """Wait until the platform has had time to say that it was asked before."""
        if self._clock.now() - task.event.occur_time.ToDatetime(UTC) >= SETTLES:
            return
        if await self._refunds.is_agreed(task.after_sale):
            raise NotYet

    def _note(self, key: tuple[str, Command], *, told: bool) -> None:
        self._told[key] = told
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
