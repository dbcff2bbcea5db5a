"""Replays the pizza year through the mini-program: place, pay, notice, till, done."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress, TaskID
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.product.v1 import catalog_import_pb2 as pb

from cli.replay.books import Books
from cli.replay.catalog import import_catalog, import_shop, usd
from cli.replay.connection import Connection, connected
from cli.replay.customers import Cashier, Customer, Refused
from cli.replay.parse_pizza import CURRENCY, PizzaOrder, PizzaYear, parse_pizza_year
from cli.replay.report import Tally, progress_bar, show_dirty, show_money, show_table
from cli.replay.till_robot import TillRobot
from cli.workers import each
from mesh.data.batching import GroupCommit

CHANNEL = "miniapp"
CUSTOMERS = 64
"""A fixed number, so that an order is always placed by the same person."""
LOOK_SECONDS = 0.5
MOST_TIMES = 100
"""How often an order that lapsed unpaid is placed anew, over all runs."""


async def replay(folder: Path, orders: int, concurrency: int, shown: Progress | None = None) -> int:
    """Replay the first `orders` orders (0: all); return the exit code.

    `shown` is where its progress is seen, where it is not alone.
    """
    year = parse_pizza_year(folder)
    wanted = year.orders[:orders] if orders else year.orders
    async with connected(concurrency) as connection:
        store_id = await import_shop(
            connection, "pizza-year", "Pizza Place (replay)", "America/New_York"
        )
        skus = await import_catalog(connection, catalog_of(year, [store_id]))
        run = _Run(connection, store_id, skus)
        with contextlib.nullcontext(shown) if shown else progress_bar() as bar:
            await run.all(wanted, concurrency, bar)
        sums = await Books(connection, store_id, CHANNEL).sums()
    show_dirty(year.dirty.rows)
    rows = [
        ("orders", f"{sums.orders:,}"),
        ("lines", f"{sums.lines:,}"),
        ("turnover", show_money(sums.turnover, CURRENCY)),
        ("paid now", f"{run.tally.done:,}"),
        ("there before", f"{run.known:,}"),
    ]
    show_table("replay pizza-year", rows, run.tally)
    return 1 if run.tally.refused else 0


class _Run:
    """One replay: customers, a cashier, a till."""

    def __init__(self, connection: Connection, store_id: str, skus: Mapping[str, str]) -> None:
        self._connection = connection
        self._store_id = store_id
        self._skus = skus
        self._customers = [Customer(connection, f"pizza-{n}") for n in range(CUSTOMERS)]
        self._till = TillRobot(connection, store_id)
        self.tally = Tally()
        self.known = 0
        # A batch that fails is the cashier's matter, so it may take as long as an outage.
        self._cashier: GroupCommit[str, str] = GroupCommit(
            Cashier(connection).pay, timeout_seconds=300.0
        )

    async def all(self, orders: Sequence[PizzaOrder], concurrency: int, bar: Progress) -> None:
        """Place and pay all orders, and wait until the till has closed them."""
        placing = bar.add_task("place and pay", total=len(orders))
        robot = asyncio.create_task(self._till.run_forever())

        async def buy(order: PizzaOrder) -> None:
            await self._one(order)
            bar.advance(placing)

        await each(orders, buy, concurrency)
        await self._closed(bar, bar.add_task("closed by the till", total=None), robot)
        robot.cancel()

    async def _one(self, order: PizzaOrder) -> None:
        customer = self._customers[_customer_of(order.number)]
        name = order.number
        try:
            placed = await self._place(customer, order, name)
            for time in range(2, MOST_TIMES + 1):
                # Placed by a replay that was ended before it paid: the order lapsed unpaid.
                if placed["cancel_reason"] != "PAYMENT_TIMEOUT":
                    break
                name = f"{order.number}-{time}"
                placed = await self._place(customer, order, name)
            if placed["status"] == "PENDING_PAYMENT":
                await self._pay(customer, placed["order_id"], name)
                self.tally.done += 1
            else:
                self.known += 1
        except Refused as refused:
            self.tally.refused[f"{refused.reason}: {refused.detail[:60]}"] += 1

    async def _place(self, customer: Customer, order: PizzaOrder, name: str) -> dict[str, Any]:
        with self.tally.timed("place"):
            return await customer.post("/orders", self._body(order), f"pizza-year-{name}")

    async def _pay(self, customer: Customer, order_id: str, name: str) -> None:
        with self.tally.timed("start payment"):
            payment = await customer.post(
                f"/orders/{order_id}/payments",
                {"provider": "sandbox"},
                f"pizza-year-pay-{name}",
            )
        with self.tally.timed("pay at the cashier"):
            await self._cashier.submit(payment["payment_id"])

    def _body(self, order: PizzaOrder) -> dict[str, Any]:
        return {
            "store_id": self._store_id,
            "service_type": "DINE_IN",
            "lines": [
                {"sku_id": self._skus[line.size_code], "quantity": line.quantity}
                for line in order.lines
            ],
            "expected_total": {"minor_units": order.total, "currency": CURRENCY},
        }

    async def _closed(self, bar: Progress, task: TaskID, robot: asyncio.Task[None]) -> None:
        books = Books(self._connection, self._store_id, CHANNEL)
        while await books.under_way():
            bar.update(task, completed=self._till.completed)
            if robot.done():
                robot.result()
            await asyncio.sleep(LOOK_SECONDS)
        bar.update(task, total=self._till.completed, completed=self._till.completed)


def _customer_of(number: str) -> int:
    """Always the same one for the same order; orders need not be numbered by numbers."""
    value = int(number) if number.isdecimal() else zlib.crc32(number.encode())
    return value % CUSTOMERS


def catalog_of(
    year: PizzaYear, store_ids: Iterable[str], money: Callable[[int], Money] = usd
) -> pb.ImportCatalogRequest:
    """Return the menu of a year, for stores that sell at its prices in `money`."""
    categories = sorted({pizza.category for pizza in year.pizzas})
    return pb.ImportCatalogRequest(
        categories=[pb.ImportCategory(code=f"pizza-{name}", name=name) for name in categories],
        products=[
            pb.ImportProduct(
                code=f"pizza-{pizza.code}",
                name=pizza.name,
                description=pizza.ingredients,
                category_codes=[f"pizza-{pizza.category}"],
                skus=[
                    pb.ImportSku(code=size.code, name=size.name, price=money(size.price))
                    for size in pizza.sizes
                ],
            )
            for pizza in year.pizzas
        ],
        menus=[
            pb.ImportMenu(
                code="pizza-year",
                name="Pizzas",
                store_ids=store_ids,
                entries=[
                    pb.ImportMenuEntry(sku_code=size.code)
                    for pizza in year.pizzas
                    for size in pizza.sizes
                ],
            )
        ],
    )
