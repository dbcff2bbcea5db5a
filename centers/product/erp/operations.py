"""Takes over what the ERP of a chain says of the things that are sold."""

from __future__ import annotations

from zhongtai.plugin.v1 import erp_pb2

from centers.product.erp.messages import erp_item_of
from centers.product.erp.model import ErpItem
from centers.product.operations import Items
from mesh.call.message_rule import check_message
from mesh.feed.follower_items import Batch, Item, Undone, printable
from mesh.pure.errors import InvalidRequest


class ErpItems:
    """Takes the items of one chain at a time, which is that of the current call."""

    def __init__(self, items: Items) -> None:
        self._items = items

    async def take(self, batch: Batch[erp_pb2.ErpItem]) -> None:
        """Keep what items say; what is wrong with one of them is told, and fails it alone."""
        sound: list[tuple[Item[erp_pb2.ErpItem], ErpItem]] = []
        for item in batch.items:
            try:
                check_message(item.message)
                sound.append((item, erp_item_of(item.message)))
            except InvalidRequest as refusal:
                batch.fail(item, _wrong(item, refusal.message))
        problems = await self._items.take_from_erp([told for _, told in sound]) if sound else {}
        for item, told in sound:
            if told.code in problems:
                batch.fail(item, _wrong(item, problems[told.code]))


def _wrong(item: Item[erp_pb2.ErpItem], words: str) -> Undone:
    return Undone(printable(f"The code {item.message.code!r}: {words}"), final=True)
