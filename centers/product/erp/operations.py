"""Takes over what the ERP of a chain says of the things that are sold."""

from __future__ import annotations

import asyncio

from zhongtai.plugin.v1 import erp_pb2

from centers.product.erp.messages import erp_item_of
from centers.product.erp.model import ErpItem
from centers.product.erp.store import ErpTold
from centers.product.operations import Items
from mesh.call.context import merchant_id
from mesh.call.message_rule import check_message
from mesh.feed.follower_items import Batch, Item, Undone, printable
from mesh.pure import limits
from mesh.pure.errors import InvalidRequest


class ErpItems:
    """Takes the items of one chain at a time, which is that of the current call."""

    def __init__(self, items: Items, told: ErpTold) -> None:
        self._items = items
        self._told = told
        self._alone = asyncio.Lock()
        """Letters are tried beside what is read: no old item goes between."""

    async def take(self, batch: Batch[erp_pb2.ErpItem]) -> None:
        """Keep what items say; what is wrong with one of them is told, and fails it alone.

        A letter is done when its code was told of again: the ERP's last word stays.
        """
        async with self._alone:
            await self._take(batch)

    async def _take(self, batch: Batch[erp_pb2.ErpItem]) -> None:
        sound: list[tuple[Item[erp_pb2.ErpItem], ErpItem]] = []
        for item in batch.items:
            try:
                check_message(item.message)
                sound.append((item, erp_item_of(item.message)))
            except InvalidRequest as refusal:
                batch.fail(item, _wrong(item, refusal.message))
        sound = await self._last_words(sound)
        problems = await self._items.take_from_erp([told for _, told in sound]) if sound else {}
        for item, told in sound:
            if told.code in problems:
                batch.fail(item, _wrong(item, problems[told.code]))

    async def _last_words(
        self, sound: list[tuple[Item[erp_pb2.ErpItem], ErpItem]]
    ) -> list[tuple[Item[erp_pb2.ErpItem], ErpItem]]:
        """Return those that are the ERP's last word on their codes, and note what is new."""
        chain = merchant_id()
        known = [(item, told.code) for item, told in sound if len(told.code) <= limits.MAX_CODE]
        read = {code: item.item_id for item, code in known if item.letter_since is None}
        letters = [
            (code, item.item_id, item.letter_since)
            for item, code in known
            if item.letter_since is not None
        ]
        await self._told.keep(chain, read)
        outdated = await self._told.outdated(chain, letters)
        return [pair for pair in sound if pair[0].item_id not in outdated]


def _wrong(item: Item[erp_pb2.ErpItem], words: str) -> Undone:
    return Undone(printable(f"The code {item.message.code!r}: {words}"), final=True)
