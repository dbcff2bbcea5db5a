"""Where carts are kept: the only place of the cart with SQL, beside checkouts and persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from apps.cart.errors import CartFull
from apps.cart.model import Cart, Key, Locked, NewLine, Owner, Seen, Summary
from apps.cart.records import cart_of, summary_of
from apps.cart.rules import MAX_CARTS
from mesh.data.database import Record, Runner
from mesh.data.forgetting import Aging
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.pure import limits
from mesh.pure.ids import new_id

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))
CARTS = Aging("carts", "updated_at")


class CartStore:
    """The carts of one merchant, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def find(self, key: Key) -> Cart:
        """Return a cart; an empty one where there is none."""
        return cart_of(key, await self._run.fetch(SQL.find_cart, self._merchant, *_values(key)))

    async def list_of(self, owner: Owner, channel: str) -> list[Summary]:
        """Return an owner's carts that have lines, the latest changed first."""
        rows = await self._run.fetch(
            SQL.list_carts, self._merchant, owner.person_id, owner.guest_id, channel
        )
        return summary_of.each(rows)

    async def touch(self, key: Key, now: datetime, *, merged_too: bool = False) -> Locked:
        """Make a cart or raise its version, and lock it.

        Raise PersonMerged unless `merged_too`.
        """
        values = (self._merchant, new_id("crt"), *_values(key), now, merged_too)
        rows = await self._run.fetch(SQL.touch_cart, *values)
        if not rows:
            merged = (self._merchant, key.owner.person_id)
            raise PersonsMerged(await survivors_of(self._run, [merged])).refusal()
        cart = Locked(*rows[0])
        if cart.version == 1:
            owner = (key.owner.person_id, key.owner.guest_id)
            await self._run.execute(SQL.drop_oldest_carts, self._merchant, *owner, MAX_CARTS)
        return cart

    async def take(self, key: Key) -> Locked | None:
        """Lock a cart; None where there is none."""
        rows = await self._run.fetch(SQL.take_cart, self._merchant, *_values(key))
        return Locked(*rows[0]) if rows else None

    async def take_all_of(self, owner: Owner) -> list[Record]:
        """Lock all carts of an owner; cart_id, store_id and channel of each."""
        values = (self._merchant, owner.person_id, owner.guest_id)
        return await self._run.fetch(SQL.take_carts_of, *values)

    async def raise_version(self, cart_id: str, now: datetime) -> int:
        """Keep that the lines of a cart were changed; return its version; 0 when it is gone."""
        rows = await self._run.fetch(SQL.raise_version, self._merchant, cart_id, now)
        return int(rows[0][0]) if rows else 0

    async def add(self, cart_id: str, line: NewLine) -> int:
        """Put a line in; return its pieces. Raise CartFull."""
        values = (line.line_id, line.wanted, line.choices, line.quantity, limits.MAX_QUANTITY)
        rows = await self._run.fetch(SQL.add_line, self._merchant, cart_id, *values)
        if not rows:
            raise CartFull(limit=limits.MAX_QUANTITY, what="pieces of a line")
        [size] = await self._run.fetch(SQL.measure_cart, self._merchant, cart_id)
        if size["lines"] > limits.MAX_DRAFT_LINES:
            raise CartFull(limit=limits.MAX_DRAFT_LINES, what="lines")
        if size["choices"] > limits.MAX_CHOICES_OF_ORDER:
            raise CartFull(limit=limits.MAX_CHOICES_OF_ORDER, what="choices")
        return int(rows[0][0])

    async def set_quantity(self, cart_id: str, line_id: str, quantity: int) -> bool:
        """Say how many pieces of a line are wanted, 0 for none; return whether it is there."""
        line = (self._merchant, cart_id, line_id)
        if not quantity:
            return bool(await self._run.fetch(SQL.remove_line, *line))
        return bool(await self._run.fetch(SQL.set_quantity, *line, quantity))

    async def remove_lines(self, cart_id: str) -> None:
        """Take all lines out."""
        await self._run.execute(SQL.remove_lines, self._merchant, cart_id)

    async def see(
        self, cart_id: str, seen: Mapping[str, Seen], language: str, *, only_new: bool
    ) -> None:
        """Keep what the customer has seen of lines, by their ids."""
        columns = [
            list(seen),
            [each.name for each in seen.values()],
            [each.sku_name for each in seen.values()],
            [each.amount for each in seen.values()],
            [each.currency for each in seen.values()],
        ]
        await self._run.execute(
            SQL.see_lines, self._merchant, cart_id, *columns, only_new, language
        )

    async def take_out(self, cart_id: str, line_ids: list[str], quantities: list[int]) -> None:
        """Take pieces of lines out; a line of which no more is left goes."""
        values = (self._merchant, cart_id, line_ids, quantities)
        await self._run.execute(SQL.take_lines_out, *values)

    async def join(self, from_cart: str, into_cart: str) -> list[Record]:
        """Give a cart's lines to another, and forget it; line_id and quantity of each given."""
        carts = (self._merchant, from_cart, into_cart)
        most = (limits.MAX_QUANTITY, limits.MAX_DRAFT_LINES)
        given = await self._run.fetch(SQL.join_lines, *carts, *most)
        await self._run.execute(SQL.keep_cart_of_checkouts, *carts)
        await self._run.execute(SQL.drop_cart, self._merchant, from_cart)
        return given


def _values(key: Key) -> tuple[str, str, str, str]:
    return (key.owner.person_id, key.owner.guest_id, key.store_id, key.channel)
