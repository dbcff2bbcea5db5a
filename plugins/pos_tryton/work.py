"""Does one task: hands an order over to its till, or tells what happened to it."""

from __future__ import annotations

from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import Rejected, RetryLater
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.pos.records import Known, Task
from zhongtai_plugin.tryton.faults import Refused
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import amount_of

from plugins.pos_tryton import progress, words
from plugins.pos_tryton.desk import Desk
from plugins.pos_tryton.restoring import Restoring


class Work:
    """The tasks of one chain."""

    def __init__(self, desk: Desk, restoring: Restoring, book: Book) -> None:
        self._desk = desk
        self._restoring = restoring
        self._book = book

    async def do(self, task: Task) -> str:
        """Do a task, and tell the platform how the order stands then. Raise PluginFault."""
        known = task.known
        if task.change is None:
            return await self._hand_over(known)
        sale = await self._desk.find(known.remote_id) if known.remote_id else None
        if sale is None or not sale["lines"]:
            return ""
        sale = await self._tell(sale, known, task.change)
        await progress.keep(self._book, known.remote_id, sale["state"])
        return ""

    async def _hand_over(self, known: Known) -> str:
        """Return the id of the sale that an order is; empty for one that was ended before."""
        if not known.remote_id and not self._restoring.is_done:
            await self._restoring.done()
            known = self._book.find(known.order.order_id) or known
        sale = await self._desk.find(known.remote_id) if known.remote_id else None
        if known.ended and (sale is None or not sale["lines"]):
            if sale is not None:
                await self._desk.discard(sale)
            return ""
        if sale is None and known.rank:
            await progress.keep(self._book, known.remote_id, progress.GONE)
            return known.remote_id
        if sale is None:
            sale = await self._desk.find(await self._make(known))
        if sale is None:
            raise RetryLater("CHANGED_MEANWHILE", "Somebody has deleted the sale.")
        if not sale["lines"]:
            sale = await self._fill(sale, known)
        await progress.keep(self._book, str(sale["id"]), sale["state"])
        return str(sale["id"])

    async def _make(self, known: Known) -> str:
        order_id = known.order.order_id

        async def name(sale_id: str) -> None:
            await self._book.named(order_id, sale_id)

        return await self._desk.make(known.order, known.place, self._book.has, name)

    async def _fill(self, sale: Row, known: Known) -> Row:
        order = known.order
        note = await self._desk.note_of(order)
        await self._desk.note(sale, "\n".join(filter(None, (known.notice, note))))
        try:
            sale = await self._desk.fill(sale, order)
        except Refused:
            await self._desk.discard(sale)
            raise
        if sale["total"] != amount_of(order.total.minor_units, order.total.currency_code):
            await self._desk.call_off(sale)
            raise Rejected("TOTAL_DIFFERS", "Tryton adds the order up to another total.")
        return sale

    async def _tell(self, sale: Row, known: Known, change: pos_pb2.OrderChange) -> Row:
        """Tell one change; return the sale as it is then."""
        if change.kind == pos_pb2.ORDER_CHANGE_KIND_CANCELLED:
            await self._desk.note(sale, f"CANCELLED {change.note}".strip())
            if sale["state"] != progress.CANCELLED:
                sale = await self._desk.call_off(sale)
        elif change.kind == pos_pb2.ORDER_CHANGE_KIND_FINISHED:
            sale = await self._desk.finish(sale)
        elif change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
            # As the order is by now: what happened since stands in it, too.
            await self._desk.note(sale, await self._desk.note_of(known.order))
        else:
            await self._desk.note(sale, words.notice_of(change, known.order))
        return sale
