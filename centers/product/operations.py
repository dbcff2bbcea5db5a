"""What the product center does with items, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar, cast

from centers.product import errors, rules
from centers.product.catalog.model import Catalog, Content, Meaning
from centers.product.catalog.rules import handed_over, meaning_of
from centers.product.erp import rules as erp_rules
from centers.product.erp.model import ErpItem
from centers.product.imports.model import ImportDecision
from centers.product.imports.rules import plan_import
from centers.product.messages import catalog_event
from centers.product.model import (
    KINDS,
    Item,
    ItemKind,
    Product,
    Stamp,
    id_of,
    kind_of,
)
from centers.product.store import CatalogStore
from mesh.call.batch_answers import in_turns, with_pauses
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

T = TypeVar("T", bound=Item)


class Items:
    """The operations on categories, products, modifier groups and menus.

    They are for the merchant of the current call. Those that are handed a unit of work change
    something once per request_id.
    """

    def __init__(self, store: CatalogStore, changes: Changes, clock: Clock) -> None:
        self._store = store
        self._changes = changes
        self._clock = clock

    async def create(self, unit: Unit, wanted: T) -> T:
        """Create an item. Raise the refusal of the first thing that is wrong."""
        return await self._write(
            unit, lambda content: cast("T", rules.created(content, wanted, new_id))
        )

    async def replace(self, unit: Unit, wanted: T, revision: int = 0) -> T:
        """Replace an item as a whole; `revision` is the one that was read, 0 for any.

        Raise the refusal of the first thing that is wrong.
        """
        return await self._write(
            unit,
            lambda content: cast("T", rules.replaced(content, wanted, new_id, revision=revision)),
        )

    async def arrange(
        self, unit: Unit, category_id: str, product_ids: Sequence[str]
    ) -> list[Product]:
        """Put products first in a category, and return all of it in the new order."""
        catalog = await self._store.take(unit.connection, merchant_id())
        changed = rules.arranged(catalog.content, category_id, product_ids)
        await self._keep(unit, catalog, changed)
        return rules.within(catalog.content.with_items(changed), category_id)

    async def import_items(
        self, wanted: Sequence[Item | ImportDecision], *, dry_run: bool
    ) -> list[ImportDecision]:
        """Create or change items by their codes; an item may come rejected already."""
        if dry_run:
            return await _plan((await self._store.newest(merchant_id())).content, wanted)

        async def effect(unit: Unit) -> list[ImportDecision]:
            catalog = await self._store.take(unit.connection, merchant_id())
            decisions = await _plan(catalog.content, wanted)
            await self._keep(unit, catalog, [d.item for d in decisions if d.writes and d.item])
            return decisions

        return await self._changes.run(effect)

    async def take_from_erp(self, told: Sequence[ErpItem]) -> dict[str, str]:
        """Keep what the chain's ERP says of items; return what is wrong, by the codes of items."""

        async def effect(unit: Unit) -> dict[str, str]:
            catalog = await self._store.take(unit.connection, merchant_id())
            plan = erp_rules.plan(catalog.content, told)
            steps = erp_rules.fitting(catalog.content, plan, new_id)
            kept, problems = await in_turns(steps)
            await self._keep(unit, catalog, kept)
            return problems

        return await self._changes.run(effect)

    async def get(self, kind: type[T], item_id: str) -> T:
        """Return an item as it is now. Raise the refusal that there is none."""
        content = (await self._store.newest(merchant_id())).content
        found = content.items.of(KINDS[kind]).get(item_id)
        if not isinstance(found, kind):
            raise rules.not_found(KINDS[kind], item_id)
        return found

    async def get_product(self, *, sku_id: str = "", external_code: str = "") -> Product:
        """Return the product of a SKU, or of the chain's own code.

        Raise SkuNotFound, ProductNotFound.
        """
        content = (await self._store.newest(merchant_id())).content
        if sku_id:
            found = content.skus.get(sku_id)
            if found is None:
                raise errors.SkuNotFound(item_id=sku_id)
            return found[0]
        ids = content.codes.items.get((ItemKind.PRODUCT, external_code), ())
        if not ids:
            raise errors.ProductNotFound(product_id=external_code)
        return content.items.products[ids[0]]

    async def list_items(self, kind: type[T], wanted: Callable[[T], bool], page: Page) -> list[T]:
        """Return one item more than the page shows, oldest first."""
        items = (await self._store.newest(merchant_id())).content.items.of(KINDS[kind])
        ordered = (items[item_id] for item_id in sorted(items) if item_id > page.after_text)
        found = (item for item in ordered if isinstance(item, kind) and wanted(item))
        return list(islice(found, page.rows))

    async def resolve_codes(
        self, channel: str, codes: Sequence[str], at: datetime | None
    ) -> list[Meaning]:
        """Return what each of the codes of a channel (empty: the chain's own) means.

        `at` is when the channel's codes were used, None for now.
        """
        content = (await self._store.newest(merchant_id())).content
        return [meaning_of(content, channel, code, at) for code in codes]

    async def _write(self, unit: Unit, decide: Callable[[Content], T]) -> T:
        catalog = await self._store.take(unit.connection, merchant_id())
        return (await self._keep(unit, catalog, [decide(catalog.content)]))[0]

    async def _keep(self, unit: Unit, catalog: Catalog, items: Sequence[T]) -> list[T]:
        """Write items with the next revision and its event; return them as they are kept.

        Behind them come those that have left them a code on a channel.
        """
        if not items:
            return []
        # Not the unit's: it may have waited for the catalog, and times follow revisions.
        revision, now = catalog.revision + 1, self._clock.now()
        stamped = []
        async for item in with_pauses(handed_over(catalog.content, items, now)):
            before = catalog.content.items.of(kind_of(item)).get(id_of(item))
            since = before.stamp.created_at if before and before.stamp else now
            stamped.append(replace(item, stamp=Stamp(revision, since, now)))
        await self._store.keep(unit.connection, merchant_id(), stamped, revision)
        ids = [id_of(item) for item in stamped]
        unit.events.append(catalog_event(revision, ids, now, unit.trace_id))
        return cast("list[T]", stamped)


async def _plan(content: Content, wanted: Sequence[Item | ImportDecision]) -> list[ImportDecision]:
    readable = [item for item in wanted if not isinstance(item, ImportDecision)]
    planned = iter(await in_turns(plan_import(content, readable, new_id)))
    return [item if isinstance(item, ImportDecision) else next(planned) for item in wanted]
