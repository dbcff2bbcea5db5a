"""Reads what the order center holds of a channel, through the platform's public gRPC door."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from simulators.core.compare import Difference, compare
from simulators.core.entry import Entry

ZONE = ZoneInfo("Asia/Shanghai")
PAGE = 200
LOOK_SECONDS = 0.5
CALL_SECONDS = 30.0

Metadata = tuple[tuple[str, str], ...]


class Holds(Protocol):
    """Whoever can say which orders of a channel it holds."""

    async def held(self) -> Mapping[str, order_pb2.Order]:
        """Return every order since the beginning, by its number on the channel."""
        ...


class Center:
    """The order center of a running platform. Orders from before `since` are not looked at."""

    def __init__(
        self, channel: grpc.aio.Channel, metadata: Metadata, name: str, since: float
    ) -> None:
        self._stub = OrderServiceStub(channel)
        self._metadata = metadata
        self._name = name
        self._since = Timestamp(seconds=int(since))

    async def held(self) -> Mapping[str, order_pb2.Order]:
        """Return every order of the channel since then, by its number on the channel."""
        orders: dict[str, order_pb2.Order] = {}
        request = read_messages_pb2.ListOrdersRequest(
            channel=self._name,
            created_from=self._since,
            view=read_messages_pb2.ORDER_VIEW_FULL,
            page_size=PAGE,
        )
        while True:
            page = await self._stub.ListOrders(
                request, metadata=self._metadata, timeout=CALL_SECONDS, wait_for_ready=True
            )
            orders.update((order.channel_order_number, order) for order in page.orders)
            if not page.next_page_token:
                return orders
            request.page_token = page.next_page_token


async def sold_today(center: Holds, store_ids: Mapping[str, str], key: str) -> dict[str, int]:
    """Return the highest number of the day that each store has, by its code.

    The extension of orders says it under `key`; `center` looks back until midnight.
    """
    codes = {store_id: code for code, store_id in store_ids.items()}
    highest: dict[str, int] = {}
    for order in (await center.held()).values():
        code, number = codes.get(order.store_id, ""), order.extension.get(key, "")
        if number.isdecimal():
            highest[code] = max(highest.get(code, 0), int(number))
    return highest


def midnight(now: float) -> float:
    """Return when the day began in China, on which a moment lies."""
    at = datetime.fromtimestamp(now, ZONE)
    return at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


async def settled(
    holds: Holds,
    entries: Iterable[Entry],
    store_ids: Mapping[str, str],
    foreign: Collection[str],
    patience: float,
) -> tuple[list[Difference], Mapping[str, order_pb2.Order]]:
    """Return what differs once nothing differs, or nothing has changed for so many seconds.

    Numbers in `foreign` were sold by an earlier run: they are nobody's fault.
    """
    loop = asyncio.get_running_loop()
    entries, since = list(entries), loop.time()
    last: list[Difference] = []
    while True:
        held = {n: order for n, order in (await holds.held()).items() if n not in foreign}
        found = compare(entries, held, store_ids)
        if not found:
            return found, held
        if found != last:
            last, since = found, loop.time()
        elif loop.time() - since > patience:
            return found, held
        await asyncio.sleep(LOOK_SECONDS)
