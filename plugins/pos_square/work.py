"""Does one task: hands an order over, or tells what happened to it."""

from __future__ import annotations

import structlog
from square.types.order import Order
from zhongtai_plugin import BadRequest, Rejected
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.pos.records import Task

from plugins.pos_square import progress
from plugins.pos_square.changes import Changes
from plugins.pos_square.client import Client
from plugins.pos_square.handover import Handover


class Work:
    """The tasks of one chain."""

    def __init__(self, client: Client, book: Book) -> None:
        self._book = book
        self._handover = Handover(client, book)
        self._changes = Changes(client)

    async def do(self, task: Task) -> str:
        """Do a task, and tell the platform how the order stands then. Raise PluginFault."""
        order: Order | None = None
        if task.change is not None:
            order = await self._changes.tell(task, task.change)
        elif order := await self._handover.hand_over(task):
            order = await self._accepted(task, order)
        if order is None:
            return ""
        await progress.keep(self._book, order)
        return str(order.id)

    async def _accepted(self, task: Task, order: Order) -> Order:
        """Return an order that was handed over, accepted at its store where it is elsewhere."""
        if not task.known.order.accepted or task.known.ended:
            return order
        try:
            return await self._changes.accept(task, str(order.id))
        except (Rejected, BadRequest) as fault:
            # It is there all the same, and somebody at its store can accept it.
            structlog.get_logger().warning("not accepted", task=task.task_id, code=fault.code)
            return order
