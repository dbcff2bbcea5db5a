"""What the cart does: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apps.cart.errors import CartLineNotFound
from apps.cart.model import Added, Cart, Key, LookedAt, NewLine, Owner, Seen, Summary
from apps.cart.store import CartStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page


class Carts:
    """The operations on carts, for the merchant of the current call.

    Each change locks its cart first, so that several devices take turns and lose nothing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, key: Key) -> Cart:
        """Return a cart; an empty one where there is none."""
        return await self._store.find(key)

    async def list_of(self, owner: Owner, channel: str, page: Page) -> list[tuple[int, Summary]]:
        """Return one numbered cart more than the page shows, the latest changed first."""
        carts = enumerate(await self._store.list_of(owner, channel), 1)
        return [pair for pair in carts if pair[0] > page.after_number][: page.rows]

    async def note_seen(self, cart: Cart, looked: Iterable[LookedAt], language: str) -> None:
        """Keep what lines are called and cost that were priced for the first time."""
        new = {
            each.line.line_id: each.shown
            for each in looked
            if each.line.seen is None and each.shown is not None
        }
        if new:
            await self._store.see(cart.cart_id, new, language, only_new=True)

    async def add(self, unit: Unit, key: Key, line: NewLine) -> Added:
        """Put a line in. Raise CartFull and PersonMerged."""
        store = _carts(unit)
        cart = await store.touch(key, unit.now)
        pieces = await store.add(cart.cart_id, line)
        return Added(line.line_id, pieces, cart.version)

    async def change(
        self, unit: Unit, key: Key, line_id: str, quantity: int, expected_version: int
    ) -> int:
        """Set a line's pieces, 0 for none; return the version.

        Raise CartLineNotFound and CartChanged.
        """
        store = _carts(unit)
        cart = await store.take(key)
        if cart is None:
            raise CartLineNotFound(line_id=line_id)
        cart.demand(expected_version)
        if not await store.set_quantity(cart.cart_id, line_id, quantity):
            raise CartLineNotFound(line_id=line_id)
        return await store.raise_version(cart.cart_id, unit.now)

    async def clear(self, unit: Unit, key: Key, expected_version: int) -> int:
        """Take everything out; return the version, 0 where there is no cart. Raise CartChanged."""
        store = _carts(unit)
        cart = await store.take(key)
        if cart is None:
            return 0
        cart.demand(expected_version)
        await store.remove_lines(cart.cart_id)
        return await store.raise_version(cart.cart_id, unit.now)

    async def accept(self, unit: Unit, key: Key, seen: Mapping[str, Seen], language: str) -> None:
        """Keep what the customer has seen of lines."""
        store = _carts(unit)
        cart = await store.take(key)
        if cart is not None:
            await store.see(cart.cart_id, seen, language, only_new=False)

    async def merge(self, unit: Unit, guest: Owner, person: Owner) -> int:
        """Join a guest's carts into a person's; return how many lines. Raise PersonMerged."""
        store, lines = _carts(unit), 0
        for row in await store.take_all_of(guest):
            key = Key(person, row["store_id"], row["channel"])
            into = await store.touch(key, unit.now)
            lines += len(await store.join(row["cart_id"], into.cart_id))
        return lines

    @property
    def _store(self) -> CartStore:
        return CartStore(self._db, merchant_id())


def _carts(unit: Unit) -> CartStore:
    return CartStore(unit.connection, merchant_id())
