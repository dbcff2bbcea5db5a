"""What the product center does with items, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from google.protobuf.message import Message
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import product_feed_pb2

from centers.product import errors
from centers.product.answers import item_message
from centers.product.arranging import arranged, within
from centers.product.catalog import Catalog, Content, id_of, kind_of
from centers.product.changes import created, not_found, replaced
from centers.product.channel_codes import former_owners, handed_over, owner_of
from centers.product.checks import check_channel
from centers.product.imports import ImportDecision, plan_import
from centers.product.memory import CatalogMemory
from centers.product.model import (
    EventKind,
    ImportOutcome,
    Item,
    ItemKind,
    Modifier,
    ModifierGroup,
    Product,
    Sku,
    Stamp,
)
from mesh.call.context import current, merchant_id
from mesh.call.wire import number, stamp
from mesh.data.database import Connection
from mesh.data.idempotency import RequestWithId
from mesh.data.paging import Page
from mesh.pure.ids import new_id
from mesh.pure.validation import Check

MAX_EVENT_ITEMS = 200
MAX_ARRANGED = 1000

T = TypeVar("T", bound=Item)
Reply = TypeVar("Reply", bound=Message)
Found = tuple[Product, Sku] | tuple[ModifierGroup, Modifier]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means, and what it meant before, each until a moment, the oldest first."""

    code: str
    item: Found | None
    former: tuple[tuple[datetime, Found], ...] = ()


class Items:
    """The operations on categories, products, modifier groups and menus."""

    def __init__(self, memory: CatalogMemory) -> None:
        self._memory = memory

    async def create(self, request: RequestWithId, wanted: Item, reply: type[Reply]) -> Reply:
        """A new item, once per request_id."""

        def decide(content: Content) -> Item:
            return created(content, wanted, new_id)

        return await self._write(request, decide, reply)

    async def replace(
        self, request: RequestWithId, wanted: Item, reply: type[Reply], *, revision: int = 0
    ) -> Reply:
        """An item as a whole, once per request_id; `revision` 0 means whatever it is now."""

        def decide(content: Content) -> Item:
            return replaced(content, wanted, new_id, revision=revision)

        return await self._write(request, decide, reply)

    async def arrange(
        self, request: pb.ArrangeCategoryRequest, product_ids: Sequence[str]
    ) -> pb.ArrangeCategoryResponse:
        """Put the products of a category into an order, once per request_id."""
        check = Check()
        check.identifier("category_id", request.category_id)
        check.count("product_ids", product_ids, min=0, max=MAX_ARRANGED)
        check.distinct("product_ids", product_ids)
        check.raise_if_any()

        async def effect(conn: Connection) -> pb.ArrangeCategoryResponse:
            catalog = await self._memory.take(conn)
            changed = arranged(catalog.content, request.category_id, product_ids)
            await self._keep(conn, catalog, changed)
            after = within(catalog.content.with_items(changed), request.category_id)
            return pb.ArrangeCategoryResponse(product_ids=[each.product_id for each in after])

        return await self._memory.once(request, pb.ArrangeCategoryResponse, effect)

    async def import_items(
        self, wanted: Sequence[Item | ImportDecision], *, dry_run: bool
    ) -> list[ImportDecision]:
        """Create or change items by their codes; an item may come rejected already."""
        if dry_run:
            return _plan((await self._memory.newest()).content, wanted)

        async def work(conn: Connection) -> list[ImportDecision]:
            catalog = await self._memory.take(conn)
            decisions = _plan(catalog.content, wanted)
            await self._keep(conn, catalog, [d.item for d in decisions if _writes(d) and d.item])
            return decisions

        return await self._memory.change(work)

    async def get(self, named: T) -> T:
        """The item of that kind and id, as it is now. Raises the refusal that there is none."""
        items = (await self._memory.newest()).content.items.of(kind_of(named))
        found: Any = items.get(id_of(named))
        if found is None:
            raise not_found(named)
        return found  # type: ignore[no-any-return]

    async def get_product(self, *, sku_id: str = "", external_code: str = "") -> Product:
        """The product of a SKU, or of the chain's own code."""
        content = (await self._memory.newest()).content
        if sku_id:
            found = content.skus.get(sku_id)
            if found is None:
                raise errors.SkuNotFound(item_id=sku_id)
            return found[0]
        ids = content.codes.items.get((ItemKind.PRODUCT, external_code), ())
        if not ids:
            raise errors.ProductNotFound(product_id=external_code)
        return content.items.products[ids[0]]

    async def list_items(
        self, kind: ItemKind, wanted: Callable[[Item], bool], page: Page
    ) -> list[Any]:
        """One item more than the page shows, oldest first."""
        after = str(page.after[0]) if page.after else ""
        items = (await self._memory.newest()).content.items.of(kind)
        ordered = (items[item_id] for item_id in sorted(items) if item_id > after)
        return list(islice(filter(wanted, ordered), page.limit + 1))

    async def resolve_codes(
        self, channel: str, codes: Sequence[str], at: datetime | None
    ) -> list[Meaning]:
        """What each of the codes of a channel (empty: the chain's own) means.

        `at` is when the channel's codes meant it; None is now.
        """
        check = Check()
        if channel:
            check_channel(check, "channel", channel)
        check.count("codes", codes, min=1, max=500)
        check.raise_if_any()
        content = (await self._memory.newest()).content
        return [_meaning(content, channel, code, at) for code in codes]

    async def _write(
        self, request: RequestWithId, decide: Callable[[Content], Item], reply: type[Reply]
    ) -> Reply:
        async def effect(conn: Connection) -> Any:
            catalog = await self._memory.take(conn)
            kept = await self._keep(conn, catalog, [decide(catalog.content)])
            return item_message(kept[0])

        return await self._memory.once(request, reply, effect)

    async def _keep(self, conn: Connection, catalog: Catalog, items: Sequence[Item]) -> list[Item]:
        """Write items with the next revision and tell it; gives them as they are kept.

        Behind them come those that have left them a code on a channel.
        """
        if not items:
            return []
        revision, now = catalog.revision + 1, self._memory.clock.now()
        stamped = []
        for item in handed_over(catalog.content, items, now):
            before = catalog.content.items.of(kind_of(item)).get(id_of(item))
            since = before.stamp.created_at if before and before.stamp else now
            stamped.append(replace(item, stamp=Stamp(revision, since, now)))
        await self._memory.store.keep(conn, merchant_id(), stamped, revision)
        ids = [id_of(item) for item in stamped]
        event = product_feed_pb2.ProductEvent(
            kind=number(EventKind.CATALOG_CHANGED),
            revision=revision,
            item_ids=ids if len(ids) <= MAX_EVENT_ITEMS else (),
            occur_time=stamp(now),
            trace_id=current().trace_id,
        )
        await self._memory.tell(conn, "", EventKind.CATALOG_CHANGED.name, event)
        return stamped


def _plan(content: Content, wanted: Sequence[Item | ImportDecision]) -> list[ImportDecision]:
    readable = [item for item in wanted if not isinstance(item, ImportDecision)]
    planned = iter(plan_import(content, readable, new_id))
    return [item if isinstance(item, ImportDecision) else next(planned) for item in wanted]


def _writes(decision: ImportDecision) -> bool:
    return decision.outcome in (ImportOutcome.CREATED, ImportOutcome.UPDATED)


def _meaning(content: Content, channel: str, code: str, at: datetime | None) -> Meaning:
    """What a code means: the SKU, or else the modifier."""
    codes = content.codes
    if not channel:
        owners = codes.skus.get(code, ()) or codes.modifiers.get(code, ())
        return Meaning(code, _found(content, next(iter(owners), "")))
    former = tuple(
        (until, found)
        for until, part_id in former_owners(content, channel, code)
        if (found := _found(content, part_id)) is not None
    )
    return Meaning(code, _found(content, owner_of(content, channel, code, at)), former)


def _found(content: Content, part_id: str) -> Found | None:
    return content.skus.get(part_id) or content.modifiers.get(part_id)
