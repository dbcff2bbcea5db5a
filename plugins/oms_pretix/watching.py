"""What changes in pretix: read again and again, since the last time, with an overlap.

A change has the date of its transaction, which may end after we have read past it: hence the
overlap. What is read twice and is the same is told once.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from zhongtai_plugin import PluginFault

from plugins.oms_pretix import mapping
from plugins.oms_pretix.books import MOST_AT_ONCE, Books
from plugins.oms_pretix.orders import Orders

END_EVERY_SECONDS = 1.0


async def watch_chain(orders: Orders, every: float, overlap: float) -> None:
    """Read what changes of one chain; times are in seconds. Runs for ever."""
    trouble = ""
    while True:
        try:
            await read_changes(orders, overlap)
            trouble = ""
        except PluginFault as fault:
            if fault.code != trouble:
                trouble = fault.code
                structlog.get_logger().warning(
                    "changes cannot be read", chain=orders.chain, code=fault.code
                )
        await asyncio.sleep(every)


async def read_changes(orders: Orders, overlap: float) -> None:
    """Read what has changed since the last time, or all there is. Raise PluginFault."""
    since, number, began = orders.books.since(orders.chain), 1, ""
    while True:
        page = await orders.client.orders_since(since, number)
        began = began or page.made_at
        for row in page.rows:
            ours = mapping.ours_of(row)
            if ours is not None and ours.merchant_id == orders.chain:
                async with orders.alone(ours.order_id):
                    await orders.keep(ours)
        if page.is_last:
            break
        # By moment and not by page: what changes meanwhile moves from page to page.
        last = str(page.rows[-1]["last_modified"])
        since, number = (last, 1) if last != since else (since, number + 1)
    moment = datetime.fromisoformat(began).astimezone(UTC) - timedelta(seconds=overlap)
    await orders.books.read_until(orders.chain, moment.isoformat())


async def watch_ends(books: Books) -> None:
    """End vouchers whose time is over. Runs for ever."""
    while True:
        if await books.expire(datetime.now(UTC)) < MOST_AT_ONCE:
            await asyncio.sleep(END_EVERY_SECONDS)
