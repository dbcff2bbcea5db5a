"""What the inventory center does with ERPs: take their counts, tell them the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from zhongtai.plugin.v1 import erp_pb2

from centers.inventory.erp import rules
from centers.inventory.erp.adapters import MAX_BATCH, ErpAdapter, FindErp
from centers.inventory.erp.checks import check_count
from centers.inventory.erp.messages import count_of, movement_message
from centers.inventory.erp.model import (
    Compared,
    Drift,
    ErpCount,
    PulledCounts,
    Pushed,
    SkuCode,
)
from centers.inventory.erp.store import ErpStore
from centers.inventory.errors import ErpNotBound
from centers.inventory.model import StockKey
from centers.inventory.store import InventoryStore, Needed
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.paging import Page
from mesh.feed.follower_items import Batch, undone_of, undone_of_item
from mesh.pure.errors import InvalidRequest

MOST_PAGES = 200


class Erp:
    """The operations on ERPs, for the merchant of the current call."""

    def __init__(
        self, store: InventoryStore, erp_store: ErpStore, changes: Changes, find: FindErp
    ) -> None:
        """`changes` expire what is held of which SKUs are tracked."""
        self._store = store
        self._erp = erp_store
        self._changes = changes
        self._find = find

    async def keep_codes(self, codes: Sequence[SkuCode]) -> None:
        """Keep by which codes the chain's ERP knows SKUs, and take counts that waited for one."""
        chain = merchant_id()

        async def effect(unit: Unit) -> None:
            await self._erp.take_codes(unit, chain)
            await self._erp.keep_codes(unit, chain, codes)

        await self._changes.run(effect)
        told = [each.code for each in codes if each.code]
        after: tuple[str, str] | None = ("", "")
        while told and after is not None:
            after = await self._changes.run(partial(self._take_unknown, told=told, after=after))

    async def _take_unknown(
        self, unit: Unit, told: Sequence[str], after: tuple[str, str]
    ) -> tuple[str, str] | None:
        """Take a page of counts of unknown codes; return the last of a full one."""
        await self._erp.take_codes(unit, merchant_id())
        counts = await self._erp.unknown(unit, merchant_id(), told, after, MAX_BATCH)
        if counts:
            await self.take(unit, counts)
        full = len(counts) == MAX_BATCH
        return (counts[-1].store_id, counts[-1].code) if full else None

    async def pull(self, store_id: str) -> PulledCounts:
        """Take all counts of the chain's ERP, or those of a store, each page by itself.

        Raise ErpNotBound, PluginUnavailable, PluginFault; what was taken before stays.
        """
        erp = self._erp_of(merchant_id())
        if not erp.tells_counts:
            raise ErpNotBound
        pages: list[Compared] = []
        cursor = ""
        while (page := await erp.pull(merchant_id(), cursor, store_id)).items:
            if len(pages) == MOST_PAGES:
                return PulledCounts(tuple(pages), truncated=True)
            counts = [count for each in page.items if (count := _readable(each.message))]
            pages.append(await self._changes.run(partial(self.take, counts=counts)))
            cursor = page.cursor
        return PulledCounts(tuple(pages), truncated=False)

    async def take(self, unit: Unit, counts: Sequence[ErpCount]) -> Compared:
        """Replace numbers on hand by an ERP's counts, and keep those that cannot be taken.

        A count that is older than the last one, of the ERP or of the shelf, changes nothing.
        """
        chain = merchant_id()
        erp = self._find(chain)
        plugin = erp.name if erp else ""
        await self._erp.take_codes(unit, chain)
        skus = await self._erp.skus_of(unit, chain, [count.code for count in counts])
        known = [_of_sku(each, skus.get(each.code, "")) for each in rules.last_of_each(counts)]
        stocked = [count for count in known if count.sku_id]
        keys = {StockKey(chain, count.store_id, count.sku_id) for count in stocked}
        work = await self._store.take(unit, Needed(stocks=keys, make=True))
        since = await self._erp.since(unit, chain, stocked) if keys else {}
        compared = rules.compare(work, chain, known, since, plugin)
        await self._store.keep(unit, work)
        await self._erp.keep_compared(unit, chain, compared)
        return compared

    async def take_pulled(self, batch: Batch[erp_pb2.ErpCount]) -> None:
        """Take the counts of one chain that were pulled by themselves."""
        counts = []
        for item in batch.items:
            try:
                check_count(item.message)
                count = count_of(item.message)
            except InvalidRequest as refusal:
                batch.fail(item, undone_of(refusal))
                continue
            counts += [count] if count else []
        if counts:
            await self._changes.run(lambda unit: self.take(unit, counts))

    async def push(self, most: int) -> Pushed:
        """Send entries of the ledger that the chain's ERP has not taken, oldest first.

        What it refuses waits on, and becomes a letter when its turn comes by itself. Raise
        ErpNotBound, PluginUnavailable, PluginFault.
        """
        chain, erp = merchant_id(), self._erp_of(merchant_id())
        if not erp.takes_movements:
            raise ErpNotBound
        waiting = await self._erp.waiting([chain], most)
        accepted = rejected = 0
        for first in range(0, len(waiting), MAX_BATCH):
            some = waiting[first : first + MAX_BATCH]
            messages = [movement_message(each) for each in some]
            page = dict(zip((message.movement_id for message in messages), some, strict=True))
            answers = [each for each in await erp.push(messages) if each.item_id in page]
            done = [page[each.item_id] for each in answers if each.fault is None]
            await self._erp.drop_waiting(done)
            accepted += len(done)
            refusals = [undone_of_item(each.fault) for each in answers if each.fault is not None]
            rejected += sum(refusal.final for refusal in refusals)
        return Pushed(accepted, rejected, await self._erp.count_waiting(chain))

    async def list_drifts(self, store_id: str, page: Page) -> list[Drift]:
        """Return one difference more than the page shows, by store and code."""
        return await self._erp.list_drifts(merchant_id(), store_id, page)

    def _erp_of(self, chain: str) -> ErpAdapter:
        erp = self._find(chain)
        if erp is None:
            raise ErpNotBound
        return erp


async def push_waiting(adapter: ErpAdapter, batch: Batch[erp_pb2.ErpMovement]) -> None:
    """Hand a batch of movements to an ERP; what it refuses fails alone."""
    answers = await adapter.push(batch.messages)
    batch.fail_refused(batch.items, answers, asked=lambda movement: movement.movement_id)


def _readable(count: erp_pb2.ErpCount) -> ErpCount | None:
    """Return a count as it can be taken; what cannot be read is told when it comes by itself."""
    try:
        check_count(count)
        return count_of(count)
    except InvalidRequest:
        return None


def _of_sku(count: ErpCount, sku_id: str) -> ErpCount:
    return ErpCount(count.store_id, count.code, count.quantity, count.counted_at, sku_id)
