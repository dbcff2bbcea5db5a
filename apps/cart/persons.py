"""Carts of merged persons: the person that stays has them, until that is undone."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from apps.cart.model import Key, Owner
from apps.cart.store import CartStore
from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonMerges
from mesh.data.queries import load_queries
from mesh.pure import limits
from mesh.pure.clock import Clock
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries_persons.sql"))


def carts_of_merged(db: Database, clock: Clock) -> PersonMerges:
    """Return what moves the carts of merged persons."""
    joining = _Joining(clock)
    return PersonMerges(db, SQL.wait_for_carts, joining.join, joining.part)


class _Joining:
    """Joins the carts of merged persons, and parts them again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def join(self, connection: Connection, merge: Merge) -> int:
        """Give all lines of the merged person to the one that stays, and keep which."""
        store, now, moved = CartStore(connection, merge.merchant_id), self._clock.now(), 0
        for row in await store.take_all_of(Owner(merge.from_person_id)):
            place = (row["store_id"], row["channel"])
            key = Key(Owner(merge.into_person_id), *place)
            into = await store.touch(key, now, merged_too=True)
            given = await store.join(row["cart_id"], into.cart_id)
            lines = [line["line_id"] for line in given], [line["quantity"] for line in given]
            await connection.execute(SQL.keep_moved_lines, *_key(merge), *place, *lines)
            moved += len(given)
        persons = (merge.from_person_id, merge.into_person_id)
        await connection.execute(SQL.move_checkouts, merge.merchant_id, *persons)
        return moved

    async def part(self, connection: Connection, merge: Merge) -> int:
        """Give back what was moved, as far as it is there still."""
        pieces: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row in await connection.fetch(SQL.take_moved_lines, *_key(merge)):
            of_cart = pieces[row["store_id"], row["channel"]]
            of_cart[row["line_id"]] = of_cart.get(row["line_id"], 0) + row["quantity"]
        store, now = CartStore(connection, merge.merchant_id), self._clock.now()
        for place, lines in sorted(pieces.items()):
            joined = await store.take(Key(Owner(merge.into_person_id), *place))
            if joined is None:
                continue
            back = await store.touch(Key(Owner(merge.from_person_id), *place), now, merged_too=True)
            carts = (merge.merchant_id, joined.cart_id, back.cart_id)
            columns = list(lines), list(lines.values())
            await connection.execute(SQL.give_lines, *carts, *columns, limits.MAX_QUANTITY)
            await store.take_out(joined.cart_id, *columns)
            await store.raise_version(joined.cart_id, now)
        return sum(map(len, pieces.values()))


def _key(merge: Merge) -> tuple[str, str]:
    return (merge.merchant_id, merge.merge_id)
