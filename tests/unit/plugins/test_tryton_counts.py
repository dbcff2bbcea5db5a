"""Counts of a slow Tryton, which are read while movements are put in, hold for their moments."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.erp_tryton.books import CHANGED, UNDER_WAY, Books, Mark
from plugins.erp_tryton.model import Item, Store
from plugins.erp_tryton.stock import Stock

CHAIN, STORE = "noodles", "sto_1"
MOMENT = datetime(2026, 1, 31, tzinfo=UTC)


class SlowTryton:
    """A Tryton that tells quantities when it is let, as they were when it was asked."""

    def __init__(self) -> None:
        self.login = SimpleNamespace(merchant_id=CHAIN)
        self.server_time = MOMENT
        self.quantities = {1: 100, 2: 50}
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def search(self, *_: Any) -> list[Any]:
        return []

    async def call(self, _method: str, products: list[int], _fields: Any, **_: Any) -> Any:
        rows = [{"id": number, "quantity": float(self.quantities[number])} for number in products]
        self.asked.set()
        await self.may_answer.wait()
        return rows


@pytest.fixture
async def books(tmp_path: Path):
    books = await Books.open(tmp_path)
    await books.remember_chains([CHAIN])
    items = [Item("T1", 1, "", "Tea", "", 1, "CNY", archived=False),
             Item("B1", 2, "", "Bun", "", 1, "CNY", archived=False)]  # fmt: skip
    await books.keep_items(CHAIN, items, {1, 2}, (), Mark(MOMENT, 0.0), all=True)
    yield books
    await books.close()


async def counts(stock: Stock) -> dict[str, int | None]:
    return {row.code: row.quantity for row in (await stock.page("", "", 100)).rows}


async def test_a_number_read_while_its_movement_is_put_in_is_read_again_and_others_are_told(books):
    tryton = SlowTryton()
    company = SimpleNamespace(stores={STORE: Store(1, 2, 3)})

    async def get() -> Any:
        return company

    stock = Stock(tryton, SimpleNamespace(get=get), None, books, 0.0)  # type: ignore[arg-type]
    place = (STORE, "T1")
    reading = asyncio.create_task(counts(stock))
    await tryton.asked.wait()
    with stock.moving([place]):  # does not wait for the reading
        await books.note_moved(CHAIN, {place: MOMENT}, UNDER_WAY)
        tryton.quantities[1] = 99
        await books.note_moved(CHAIN, {place: MOMENT}, CHANGED)
    tryton.may_answer.set()
    assert await reading == {"B1": 50}
    assert await counts(stock) == {"B1": 50}
    await stock._read()
    assert await counts(stock) == {"B1": 50, "T1": 99}
