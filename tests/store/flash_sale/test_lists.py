"""Lists of sessions: what a page costs does not grow with what is long over."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from apps.flash_sale.store import SessionStore
from mesh.data.paging import Page
from tests.store.flash_sale.conftest import BEGINS, Sales

OVER, STORES = 60, [f"sto_{number}" for number in range(200)]


def scans(node: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield how, what and how many rows a plan has read."""
    if "Relation Name" in node:
        removed = sum(rows for name, rows in node.items() if name.startswith("Rows Removed"))
        rows = (node["Actual Rows"] + removed) * node["Actual Loops"]
        yield node["Node Type"], node["Relation Name"], rows
    for child in node.get("Plans", ()):
        yield from scans(child)


async def rows_read(sales: Sales, store_id: str, limit: int) -> int:
    """Return how many rows of tables the first page of a list has read."""

    class Explained:
        """A connection that tells how it has found something, instead of what."""

        async def fetch(self, query: str, *args: object):
            async with sales.db.transaction() as connection:
                await connection.execute("SET LOCAL enable_seqscan = off")
                told = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *args)
            plans.append(json.loads(told[0][0])[0]["Plan"])
            return []

    plans: list[dict[str, Any]] = []
    page = Page(limit, after=None, scope="")
    await SessionStore(Explained()).page("demo", store_id, None, BEGINS, page)
    found = [scan for plan in plans for scan in scans(plan)]
    assert "Seq Scan" not in {how for how, _, _ in found}
    return int(sum(each for _, _, each in found))


async def test_a_page_of_a_store_reads_no_session_that_is_long_over(sales):
    for number in range(4):
        await sales.announce(1, store_ids=STORES if number % 2 else [])
    store = SessionStore(sales.db)
    one = await store.get("demo", await sales.announce(1, store_ids=["sto_elsewhere"]))
    for number in range(OVER):
        begins = BEGINS - timedelta(days=40, minutes=number)
        ends, stores = begins + timedelta(hours=1), tuple(STORES[number % 2 :])
        new = {"session_id": f"fls_{number}", "store_ids": stores}
        await store.add(replace(one, **new, begins_at=begins, ends_at=ends))
    await sales.db.execute("ANALYZE sessions; ANALYZE session_lists")
    for listed_for in ("sto_1", ""):
        assert await rows_read(sales, listed_for, 3) < 25
