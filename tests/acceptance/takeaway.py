"""A chain with accounts at takeaway platforms, on a platform of its own."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2, order_pb2, read_messages_pb2
from zhongtai.product.v1 import availability_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from tests.acceptance.eleme import Eleme
from tests.acceptance.meituan import Meituan
from tests.acceptance.shop import Shop
from tests.acceptance.test_journey import poll
from tests.platform import running_platform

STORE, KEEN = "S001", "S002"
STRANGER, STRANGERS_SECRET = "9", "what the platform gave to another chain"
"""What the account of another chain has behind the first one's, and its secret."""
TOTAL = 1950
# After a lost answer a platform is given a minute before it is asked for money once more.
TOLD_SECONDS = 150.0


def accounts(folder: Path, channel: str, app: str, secret: str, **more: str) -> dict[str, str]:
    """Settings that give the demo chain an account at a platform, and another chain one."""
    file = folder / f"{channel}.toml"
    file.touch(mode=0o600)
    told = {"merchant": "demo", "secret": secret} | more
    lines = "".join(f'{name} = "{value}"\n' for name, value in told.items())
    stranger = f'[{app}{STRANGER}]\nmerchant = "other"\nsecret = "{STRANGERS_SECRET}"\n'
    file.write_text(f"[{app}]\n{lines}{stranger}", encoding="utf-8")
    prefix = f"ZHONGTAI_TAKEAWAY_{channel.upper()}"
    return {f"{prefix}_ACCOUNTS": str(file), f"{prefix}_SWEEP_SECONDS": "1"}


@asynccontextmanager
async def selling(
    topology: str, database_url: str, settings: Mapping[str, str], *channels: str
) -> AsyncIterator[Shop]:
    """The demo chain; its stores have codes on channels: one of them accepts by itself."""
    async with (
        running_platform(topology, database_url, apart=True, **settings) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        others = [each for each in shop.store_ids.values() if each != shop.store_id]
        for store_id, code, keen in ((shop.store_id, STORE, False), (others[0], KEEN, True)):
            store = store_pb2.Store(store_id=store_id)
            for channel in channels:
                store.channel_codes.add(channel=channel, code=code, auto_accept=keen)
            request = store_service_pb2.UpdateStoreRequest(
                request_id=secrets.token_hex(8),
                store=store,
                update_mask=FieldMask(paths=["channel_codes"]),
            )
            await stores(shop).UpdateStore(request, **shop.operator)
        yield shop


def stores(shop: Shop) -> Any:
    return StoreServiceStub(shop.channel)


async def held(shop: Shop, number: str) -> order_pb2.Order | None:
    request = read_messages_pb2.ListOrdersRequest(
        channel_order_number=number, view=read_messages_pb2.ORDER_VIEW_FULL
    )
    orders = (await shop.orders.ListOrders(request, **shop.operator)).orders
    return orders[0] if orders else None


async def becomes(shop: Shop, number: str, status: str) -> order_pb2.Order:
    wanted = order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")
    return await poll(lambda: held(shop, number), lambda order: order and order.status == wanted)


async def till_has_said(shop: Shop, number: str, word: str) -> order_pb2.Order:
    """Report from the till that an order is there, and wait until the order center knows."""
    order = await held(shop, number)
    assert order is not None
    await shop.till_says(order.order_id, word)
    return await becomes(shop, number, word.upper())


async def is_told(side: Any, number: str, *calls: str) -> None:
    async def told() -> list[str]:
        return [call for call in side.calls(number) if not call.endswith("viewstatus")]

    await poll(told, lambda seen: seen == list(calls), TOLD_SECONDS)


async def requests_of(shop: Shop, order_id: str) -> list[after_sale_pb2.AfterSale]:
    listing = after_sale_messages_pb2.ListAfterSalesRequest(order_id=order_id)
    return list((await shop.orders.ListAfterSales(listing, **shop.operator)).after_sales)


async def sell_out(shop: Shop, code: str, *, gone: bool = True) -> None:
    """Say that the store has none of a dish, or that it has."""
    products: Any = ProductServiceStub(shop.channel)
    change = availability_pb2.AvailabilityChange(
        sku_id=shop.skus[code]["sku_id"], available=not gone
    )
    missing = availability_pb2.SetAvailabilityRequest(
        request_id=secrets.token_hex(8), store_id=shop.store_id, changes=[change]
    )
    await products.SetAvailability(missing, **shop.operator)


async def set_status(shop: Shop, status: int) -> None:
    request = store_service_pb2.SetStoreStatusRequest(
        request_id=secrets.token_hex(8), store_id=shop.store_id, status=status
    )
    await stores(shop).SetStoreStatus(request, **shop.operator)


async def is_shown(meituan: Meituan, path: str, **said: str) -> None:
    """The store is shown so on Meituan: by a call whose parameters hold these texts."""

    async def told() -> list[dict[str, str]]:
        return [asked for call, asked in meituan.told if call == path]

    def right(asked: dict[str, str]) -> bool:
        mine = asked["app_poi_code"] == STORE
        return mine and all(text in asked[name] for name, text in said.items())

    await poll(told, lambda seen: any(right(asked) for asked in seen))


async def is_done(eleme: Eleme, action: str, words: str) -> None:
    """Ele.me was told something of the store whose parameters hold these words."""

    async def told() -> list[str]:
        return [str(params) for name, params in eleme.told if name == action]

    await poll(told, lambda seen: any(words in params for params in seen))
