"""Replays the burrito orders as a takeaway platform's: paid and finished, at the file's prices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.progress import Progress
from zhongtai.order.v1 import create_messages_pb2, finished_pb2, line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1 import catalog_import_pb2 as pb

from cli.replay.books import Books
from cli.replay.catalog import PICK_UP, import_catalog, import_shop, usd
from cli.replay.connection import Connection, connected
from cli.replay.parse_chipotle import (
    CURRENCY,
    BurritoLine,
    BurritoOrder,
    Burritos,
    Choice,
    parse_burritos,
)
from cli.replay.report import Tally, progress_bar, show_dirty, show_money, show_table
from cli.workers import each
from mesh.call.wire import stamp

CHANNEL = "chipotle"
ZONE = "America/New_York"
BATCH = 100
AT_ONCE = 4
"""Batches under way at once: each is one set-based write."""
FIRST_PLACED = datetime(2015, 2, 17, 11, tzinfo=ZoneInfo(ZONE))
"""The table has no times. Its orders get one each, in its order, from the day it came out."""
BETWEEN, TAKEN = timedelta(seconds=20), timedelta(minutes=10)


async def replay(path: Path, orders: int, concurrency: int) -> int:
    """Bring in the first `orders` orders (0: all); return the exit code."""
    burritos = parse_burritos(path)
    wanted = burritos.orders[:orders] if orders else burritos.orders
    async with connected(concurrency) as connection:
        store_id = await import_shop(connection, "chipotle", "Burrito Bar (replay)", ZONE)
        ids = await import_catalog(connection, _catalog(burritos, store_id))
        run = _Run(connection, store_id, ids)
        with progress_bar() as bar:
            await run.all(wanted, concurrency, bar)
        sums = await Books(connection, store_id, CHANNEL).sums()
    show_dirty(burritos.dirty.rows)
    rows = [
        ("orders", f"{sums.orders:,}"),
        ("lines", f"{sums.lines:,}"),
        ("turnover", show_money(sums.turnover, CURRENCY)),
        ("brought in now", f"{run.tally.done:,}"),
        ("there before", f"{run.known:,}"),
    ]
    show_table("replay chipotle", rows, run.tally)
    return 1 if run.tally.refused else 0


class _Run:
    """One replay through OrderControl.BatchImportOrders: all of it was over long ago."""

    def __init__(self, connection: Connection, store_id: str, ids: Mapping[str, str]) -> None:
        self._connection = connection
        self._stub = OrderControlServiceStub(connection.channel)
        self._store_id = store_id
        self._ids = ids
        self.tally = Tally()
        self.known = 0

    async def all(self, orders: Sequence[BurritoOrder], concurrency: int, bar: Progress) -> None:
        """Bring all orders in."""
        task = bar.add_task("import orders", total=len(orders))
        placed = list(enumerate(orders))
        batches = [placed[at : at + BATCH] for at in range(0, len(placed), BATCH)]

        async def bring(batch: Sequence[tuple[int, BurritoOrder]]) -> None:
            await self._batch(batch)
            bar.advance(task, len(batch))

        await each(batches, bring, min(concurrency, AT_ONCE))

    async def _batch(self, orders: Sequence[tuple[int, BurritoOrder]]) -> None:
        messages = [self._message(place, order) for place, order in orders]
        request = messages_pb2.BatchImportOrdersRequest(orders=messages)
        with self.tally.timed(f"import of {BATCH}"):
            reply = await self._connection.ask(self._stub.BatchImportOrders, request)
        for result in reply.results:
            self._count(result)

    def _count(self, result: create_messages_pb2.ImportedOrder) -> None:
        if result.refusal_reason:
            words = f"{result.refusal_reason}: {result.refusal_message[:60]}"
            self.tally.refused[words] += 1
        elif result.created:
            self.tally.done += 1
        else:
            self.known += 1

    def _message(self, place: int, order: BurritoOrder) -> create_messages_pb2.NewOrder:
        placed = FIRST_PLACED + place * BETWEEN
        return create_messages_pb2.NewOrder(
            store_id=self._store_id,
            channel=CHANNEL,
            channel_order_number=order.number,
            service_type=PICK_UP,
            lines=[self._line(number, line) for number, line in enumerate(order.lines, 1)],
            total=usd(order.total),
            channel_place_time=stamp(placed),
            finished=finished_pb2.FinishedOrder(
                status=order_pb2.ORDER_STATUS_COMPLETED, end_time=stamp(placed + TAKEN)
            ),
        )

    def _line(self, number: int, line: BurritoLine) -> line_pb2.OrderLine:
        return line_pb2.OrderLine(
            line_id=str(number),
            sku_id=self._ids[_code(line.item)],
            name=line.item,
            quantity=line.quantity,
            unit_price=usd(line.unit_price),
            amount=usd(line.unit_price * line.quantity),
            modifiers=[self._modifier(choice) for choice in line.choices],
        )

    def _modifier(self, choice: Choice) -> line_pb2.OrderModifier:
        # Choices carry no price of their own: it is in the line.
        return line_pb2.OrderModifier(
            modifier_id=self._ids.get(_code(choice.name), ""),
            name=choice.name,
            quantity=1,
            unit_price=usd(0),
            modifiers=[self._modifier(each) for each in choice.choices],
        )


def _catalog(burritos: Burritos, store_id: str) -> pb.ImportCatalogRequest:
    """The menu as the orders show it: each item once, at its lowest price, with its choices."""
    groups = _groups(burritos)
    items = burritos.items()
    return pb.ImportCatalogRequest(
        modifier_groups=groups,
        products=[
            pb.ImportProduct(
                code=_code(item),
                name=item,
                skus=[pb.ImportSku(code=_code(item), price=usd(prices[0]))],
                modifier_group_codes=[group.code for group in groups if group.code == TOP_GROUP],
            )
            for item, prices in items.items()
        ],
        menus=[
            pb.ImportMenu(
                code="chipotle",
                name="Burritos",
                store_ids=[store_id],
                entries=[pb.ImportMenuEntry(sku_code=_code(item)) for item in items],
            )
        ],
    )


TOP_GROUP = "burrito-choices"
INNER_GROUP = "burrito-fillings"


def _groups(burritos: Burritos) -> list[pb.ImportModifierGroup]:
    """Two levels: what is chosen with an item, and what is chosen with that."""
    lines = [line for order in burritos.orders for line in order.lines]
    top = {choice.name for line in lines for choice in line.choices}
    inner = {each.name for line in lines for choice in line.choices for each in choice.choices}
    nested = {choice.name for line in lines for choice in line.choices if choice.choices}
    groups = []
    if inner - top:
        groups.append(_group(INNER_GROUP, "Fillings", inner - top))
    inner_codes = [INNER_GROUP] if groups else []
    modifiers = _group(TOP_GROUP, "Choices", top)
    for modifier in modifiers.modifiers:
        if modifier.name in nested:
            modifier.modifier_group_codes.extend(inner_codes)
    return [*groups, modifiers]


def _group(code: str, name: str, choices: Iterable[str]) -> pb.ImportModifierGroup:
    return pb.ImportModifierGroup(
        code=code,
        name=name,
        min_select=0,
        max_select=20,
        modifiers=[
            pb.ImportModifier(code=_code(choice), name=choice, price=usd(0))
            for choice in sorted(choices)
        ],
    )


def _code(name: str) -> str:
    """Return a code for a name; names differ in ways that codes do not show."""
    word = "".join(letter if letter.isalnum() else "-" for letter in name.lower())[:40]
    return f"chp-{word}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
