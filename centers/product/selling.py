"""What the product center does for those who sell: menus, prices, and what is sold out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from zhongtai.product.v1 import availability_pb2, menu_pb2, pricing_pb2, product_feed_pb2

from centers.product import errors
from centers.product.answers import sold_out_message
from centers.product.catalog import Catalog
from centers.product.checks import check_lines, check_priced
from centers.product.lines import LineToPrice
from centers.product.memory import CatalogMemory
from centers.product.menus import Board, board_at, lay_out, without_stock
from centers.product.model import EventKind, Place, SoldOut
from centers.product.rules import price_lines
from centers.product.selling_answers import menu_message, priced_message
from mesh.call.context import current, merchant_id
from mesh.call.wire import number, stamp
from mesh.data.database import Connection
from mesh.data.idempotency import RequestWithId
from mesh.data.paging import Page
from mesh.pure.errors import AccessDenied
from mesh.pure.validation import Check

REMEMBERED_MENUS = 256


@dataclass(frozen=True, slots=True)
class Availability:
    """What a store, or its stock, says about one item.

    `until` None means until somebody says otherwise.
    """

    item_id: str
    is_modifier: bool
    available: bool
    until: datetime | None
    by_stock: bool = False


class Selling:
    """The operations on the way of an order."""

    def __init__(self, memory: CatalogMemory) -> None:
        self._memory = memory
        self._menus: OrderedDict[tuple[str, str], menu_pb2.GetMenuResponse] = OrderedDict()

    def now(self) -> datetime:
        """The time by the center's clock."""
        return self._memory.clock.now()

    async def menu(self, place: Place, known_version: str) -> menu_pb2.GetMenuResponse:
        """The menu at a place. Whoever gets it must not change it: others get the same."""
        board = board_at(await self._memory.catalog(), place)
        version = board.version()
        if version == known_version:
            return menu_pb2.GetMenuResponse(menu_version=version, not_modified=True)
        return self._laid_out(board, version)

    async def price(
        self,
        place: Place,
        lines: Sequence[LineToPrice],
        *,
        allow_problems: bool,
        stock_is_asked: bool = False,
    ) -> pricing_pb2.PriceLinesResponse:
        """What lines cost. Raises the refusal of the first wrong line unless allowed."""
        check = Check()
        check_lines(check, lines)
        check.raise_if_any()
        catalog = await self._memory.catalog()
        board = board_at(catalog, place)
        counted = without_stock(board, catalog, place) if stock_is_asked else board
        priced = price_lines(counted, lines)
        if priced.refused and not allow_problems:
            raise next(iter(priced.refused.values()))
        check_priced(check, priced.lines)
        check.raise_if_any()
        return priced_message(priced, board)

    async def set_availability(
        self, request: RequestWithId, store_id: str, said: Sequence[Availability]
    ) -> availability_pb2.SetAvailabilityResponse:
        """Say what a store has and has not, once per request_id; a till for its own store.

        Only units of ours speak for the stock.
        """
        self._check_availability(store_id, said)
        caller = current().identity
        if caller.store_id and caller.store_id != store_id:
            raise AccessDenied
        if any(entry.by_stock for entry in said) and not caller.is_internal:
            raise AccessDenied

        async def effect(conn: Connection) -> availability_pb2.SetAvailabilityResponse:
            catalog, now = await self._memory.take(conn), self.now()
            for entry in said:
                _demand_item(catalog, entry)
            known = catalog.sold_out.get(store_id, {})
            entries = [_with(known.get(entry.item_id), store_id, entry, now) for entry in said]
            revision = catalog.revision + 1
            await self._memory.store.keep_sold_out(conn, merchant_id(), entries, revision)
            event = _event(store_id, said, revision, now)
            await self._memory.tell(conn, store_id, EventKind.AVAILABILITY_CHANGED.name, event)
            after = catalog.with_changes(revision, (), entries)
            return availability_pb2.SetAvailabilityResponse(
                sold_out=map(sold_out_message, _missing(after, store_id, now))
            )

        reply = availability_pb2.SetAvailabilityResponse
        return await self._memory.once(request, reply, effect)

    async def list_sold_out(self, store_id: str, page: Page) -> list[SoldOut]:
        """One entry more than the page shows of what a store has none of."""
        after = str(page.after[0]) if page.after else ""
        missing = _missing(await self._memory.newest(), store_id, self.now())
        return list(islice((e for e in missing if e.item_id > after), page.limit + 1))

    def _laid_out(self, board: Board, version: str) -> menu_pb2.GetMenuResponse:
        """The menu of a board; its version names all it depends on, so it is made once."""
        key = (merchant_id(), version)
        message = self._menus.get(key)
        if message is None:
            message = self._menus[key] = menu_message(lay_out(board), version)
            if len(self._menus) > REMEMBERED_MENUS:
                self._menus.popitem(last=False)
        self._menus.move_to_end(key)
        return message

    def _check_availability(self, store_id: str, said: Sequence[Availability]) -> None:
        now, check = self.now(), Check()
        check.identifier("store_id", store_id)
        check.count("changes", said, min=1, max=500)
        check.distinct("changes", (entry.item_id for entry in said))
        for index, entry in enumerate(said):
            inner = check.at(f"changes[{index}]")
            inner.identifier("item", entry.item_id)
            ahead = entry.until is None or (not entry.available and entry.until > now)
            inner.that(ahead, "until", "must lie ahead, and only with available = false")
            inner.that(
                not entry.by_stock or (entry.until is None and not entry.is_modifier),
                "cause",
                "STOCK is said of SKUs, and without until",
            )
        check.raise_if_any()


def _with(known: SoldOut | None, store_id: str, entry: Availability, now: datetime) -> SoldOut:
    """What a store has none of after one cause began or ended; the other stays as it was."""
    before = known or SoldOut(store_id, entry.item_id, entry.is_modifier, None, now, said=False)
    if entry.by_stock:
        return replace(before, by_stock=not entry.available, updated_at=now)
    return replace(before, said=not entry.available, until=entry.until, updated_at=now)


def _demand_item(catalog: Catalog, entry: Availability) -> None:
    if entry.by_stock:
        return  # Stock counts what no menu knows, too: components, or SKUs not yet imported.
    content = catalog.content
    known = content.modifiers if entry.is_modifier else content.skus
    if entry.item_id not in known:
        raise errors.ReferenceBroken(field="changes", item_id=entry.item_id)


def _missing(catalog: Catalog, store_id: str, now: datetime) -> list[SoldOut]:
    missing = sorted(catalog.missing_at(store_id, now))
    return [catalog.sold_out[store_id][item_id] for item_id in missing]


def _event(
    store_id: str, said: Sequence[Availability], revision: int, now: datetime
) -> product_feed_pb2.ProductEvent:
    return product_feed_pb2.ProductEvent(
        kind=number(EventKind.AVAILABILITY_CHANGED),
        store_id=store_id,
        revision=revision,
        availability=map(_change, said),
        occur_time=stamp(now),
        trace_id=current().trace_id,
    )


def _change(entry: Availability) -> availability_pb2.AvailabilityChange:
    message = availability_pb2.AvailabilityChange(
        available=entry.available,
        until=stamp(entry.until),
        cause=availability_pb2.SOLD_OUT_CAUSE_STOCK
        if entry.by_stock
        else availability_pb2.SOLD_OUT_CAUSE_MANUAL,
    )
    if entry.is_modifier:
        message.modifier_id = entry.item_id
    else:
        message.sku_id = entry.item_id
    return message
