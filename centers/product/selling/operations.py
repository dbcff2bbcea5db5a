"""What the product center does for those who sell: menus, prices, and what is sold out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from centers.product import errors
from centers.product.catalog.model import Catalog
from centers.product.menus.model import Board, Place
from centers.product.menus.rules import board_at, sold_at_other_times, without_stock
from centers.product.model import SoldOut
from centers.product.selling.checks import check_lines, check_priced
from centers.product.selling.messages import availability_event
from centers.product.selling.model import Availability, LineToPrice, Priced
from centers.product.selling.rules import after_saying, demand_item, price_lines, sold_out_at
from centers.product.store import CatalogStore
from mesh.call.context import current, merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.errors import AccessDenied
from mesh.pure.validation import Check


class Selling:
    """The operations on the way of an order, for the merchant of the current call."""

    def __init__(self, store: CatalogStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def now(self) -> datetime:
        """Return the time by the center's clock."""
        return self._clock.now()

    async def board(self, place: Place) -> Board:
        """Return the menus that apply at a place, and what is sold out there."""
        return board_at(await self._store.recent(merchant_id()), place)

    async def price(
        self,
        place: Place,
        lines: Sequence[LineToPrice],
        *,
        allow_problems: bool,
        stock_is_asked: bool,
    ) -> tuple[Priced, Board]:
        """Return what lines cost, and the board they were priced from.

        With `stock_is_asked`, what only the stock has none of is priced all the same. Raise the
        refusal of the first wrong line unless problems are allowed.
        """
        check = Check()
        check_lines(check, lines)
        check.raise_if_any()
        catalog = await self._store.recent(merchant_id())
        board = board_at(catalog, place)
        counted = without_stock(board, catalog, place) if stock_is_asked else board
        priced = price_lines(counted, lines)
        if priced.refused and not allow_problems:
            raise next(iter(priced.refused.values()))
        check_priced(check, priced.lines)
        check.raise_if_any()
        return _with_other_times(priced, catalog, place), board

    def demand_right(self, store_id: str, said: Sequence[Availability]) -> None:
        """Raise AccessDenied for a till of another store, and for outsiders on the stock."""
        caller = current().identity
        if caller.store_id and caller.store_id != store_id:
            raise AccessDenied
        if any(entry.by_stock for entry in said) and not caller.is_internal:
            raise AccessDenied

    async def set_availability(
        self, unit: Unit, store_id: str, said: Sequence[Availability]
    ) -> list[SoldOut]:
        """Say what a store has and has not, and return all that it has none of now."""
        catalog = await self._store.take(unit.connection, merchant_id())
        for entry in said:
            demand_item(catalog, entry)
        # Not the unit's: it may have waited for the catalog, and times follow revisions.
        revision, now = catalog.revision + 1, self._clock.now()
        present = catalog.sold_out.get(store_id, {})
        entries = [after_saying(present.get(x.item_id), store_id, x, now) for x in said]
        await self._store.keep_sold_out(unit.connection, merchant_id(), entries, revision)
        unit.events.append(availability_event(store_id, said, revision, now, unit.trace_id))
        return sold_out_at(catalog.with_changes(revision, (), entries), store_id, now)

    async def list_sold_out(self, store_id: str, page: Page) -> list[SoldOut]:
        """Return one entry more than the page shows of what a store has none of, by item."""
        catalog = await self._store.newest(merchant_id())
        missing = sold_out_at(catalog, store_id, self._clock.now())
        return list(islice((e for e in missing if e.item_id > page.after_text), page.rows))


def _with_other_times(priced: Priced, catalog: Catalog, place: Place) -> Priced:
    """Return the same, with what is sold at other times said to be."""
    refused = dict(priced.refused)
    for line_ref, refusal in priced.refused.items():
        sku_id = refusal.metadata.get("item_id", "")
        if isinstance(refusal, errors.NotOnMenu) and sold_at_other_times(catalog, place, sku_id):
            refused[line_ref] = errors.NotOnMenu(
                line_ref=line_ref, item_id=sku_id, sold_at_other_times="true"
            )
    return replace(priced, refused=refused)
