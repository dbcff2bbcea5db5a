"""A merchant with a gateway of its own, as small as can be: what simulators are tried with.

It keeps orders in memory, works them at once, and has flaws on demand.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
from litestar import Request, Response, route
from litestar.params import FromPath
from zhongtai.common.v1 import trade_pb2 as trade
from zhongtai.order.v1 import order_pb2 as pb

ACCOUNT, SECRET = "app-1", "what the platform gave"
PICK_UP = trade.SERVICE_TYPE_PICK_UP
OK = {"data": "ok"}
PAYERS = {"mt_charge": trade.DISCOUNT_PAYER_PLATFORM, "poi_charge": trade.DISCOUNT_PAYER_MERCHANT}
RIDERS = {True: trade.DELIVERED_BY_STORE, False: trade.DELIVERED_BY_PLATFORM}


def fen(amount: Any) -> int:
    return round(float(amount) * 100)


def money(amount: int) -> dict[str, Any]:
    return {"minor_units": amount, "currency_code": "CNY"}


class Merchant:
    """Gateway, tills and books of one merchant of Meituan."""

    def __init__(self, base: str, flaws: frozenset[str] = frozenset()) -> None:
        self.base = base
        self.flaws = flaws
        self.orders: dict[str, pb.Order] = {}
        self.wishes: dict[str, list[str]] = {}
        self.forged = 0
        self.http = httpx.AsyncClient(timeout=10)
        self._news = asyncio.Event()

    def routes(self) -> list[Any]:
        @route("/mt/{event:str}", http_method=["GET", "POST"], status_code=200)
        async def push(request: Request[Any, Any, Any], event: FromPath[str]) -> Response[Any]:
            form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True)) | dict(
                request.query_params
            )
            told = {name: unquote(value) for name, value in form.items()}
            url = str(request.url).split("?")[0]
            if self.signed(url, told) != told.get("sig") and "trusts" not in self.flaws:
                self.forged += 1
                return Response({"data": "ng"}, status_code=401)
            return Response(OK if await self.take(event, told) else {"data": "ng"})

        return [push]

    @staticmethod
    def signed(url: str, told: Mapping[str, str]) -> str:
        pairs = "&".join(f"{name}={told[name]}" for name in sorted(told) if name != "sig")
        return hashlib.md5(f"{url}?{pairs}{SECRET}".encode()).hexdigest()

    async def take(self, event: str, told: Mapping[str, str]) -> bool:
        if event == "order" and told["order_id"] not in self.orders:
            whole = (
                told
                if told["incmp_code"] == "0"
                else await self.call("order/getOrderDetail", order_id=told["order_id"])
            )
            if not whole:
                return False
            if told["order_id"] in self.orders:
                return True
            if "forgets" not in self.flaws or told["order_id"][-1] != "3":
                self.orders[told["order_id"]] = self.order(whole)
        elif event != "order":
            order = self.orders.get(told["order_id"])
            if order is None:
                return "forgets" in self.flaws
            self.told(event, told, order)
        self._news.set()
        self._news = asyncio.Event()
        return True

    def told(self, event: str, told: Mapping[str, str], order: pb.Order) -> None:
        if event == "cancelled" and "ignores cancellations" not in self.flaws:
            order.status = pb.ORDER_STATUS_CANCELLED
            order.amounts.refunded.minor_units = order.amounts.paid.minor_units
        elif event == "completed" and order.status != pb.ORDER_STATUS_CANCELLED:
            order.status = pb.ORDER_STATUS_COMPLETED
        elif event in ("refund", "part-refund"):
            wishes = self.wishes.setdefault(told["order_id"], [])
            key = (
                f"{told['refund_id']}:{told['notify_type']}:{told['res_type']}:{told['is_appeal']}"
            )
            if key in wishes:
                return
            wishes.append(key)
            if told["notify_type"] == "agree" and order.status != pb.ORDER_STATUS_CANCELLED:
                order.amounts.refunded.minor_units += fen(told["money"])

    def order(self, told: Mapping[str, str]) -> pb.Order:
        way = told["pick_type"] == "1"
        order = pb.Order(
            order_id=told["order_id"],
            channel_order_number=told["order_id"],
            store_id=f"sto_{told['app_poi_code']}",
            service_type=trade.SERVICE_TYPE_PICK_UP if way else trade.SERVICE_TYPE_DELIVERY,
            delivered_by=None if way else RIDERS[told["logistics_code"] == "0000"],
            status=pb.ORDER_STATUS_PLACED,
            remark=told["caution"],
        )
        order.expected_time.seconds = int(told["delivery_time"])
        packaging = int(told["package_bag_money"])
        for number, dish in enumerate(json.loads(told["detail"]), 1):
            amount = fen(dish["price"]) * dish["quantity"]
            packaging += fen(dish["box_num"] * dish["box_price"])
            order.lines.add(
                line_id=str(number), channel_item_code=dish["sku_id"], quantity=dish["quantity"],
                amount=money(amount), unmapped=dish["sku_id"].startswith("platform-"),
            )  # fmt: skip
        for extra in json.loads(told["extras"]):
            for part, payer in PAYERS.items():
                order.discounts.add(paid_by=payer, amount=money(fen(extra[part])))
        total = fen(told["total"]) - ("loses cents" in self.flaws)
        goods = sum(line.amount.minor_units for line in order.lines)
        for name, amount in {
            "lines": goods, "packaging_fee": packaging, "total": total, "paid": total,
            "delivery_fee": fen(told["shipping_fee"]), "paid_by_channel": total, "refunded": 0,
        }.items():  # fmt: skip
            getattr(order.amounts, name).minor_units = amount
        return order

    async def call(self, path: str, **given: str) -> dict[str, Any]:
        """Ask the platform until it answers; what it refuses is nothing."""
        url = f"{self.base}/api/v1/{path}"
        for _ in range(100):
            told = {"app_id": ACCOUNT, "timestamp": str(int(time.time())), **given}
            reply = await self.http.get(url, params=told | {"sig": self.signed(url, told)})
            if reply.status_code == 502 and path == "order/applyPartRefund":
                return {}  # Done, and the answer is lost: money is not given back twice.
            body: Any = reply.json() if reply.content else {"error": {"code": 711}}
            if body.get("error", {}).get("code") != 711:
                return body["data"] if isinstance(body["data"], dict) else {}
            await asyncio.sleep(0.02)
        raise AssertionError(f"{path} is never answered")

    async def sweep(self, stores: Iterable[str]) -> None:
        """Look for orders that were never pushed, by the numbers of each store's day."""
        seen = dict.fromkeys(stores, 0)
        while "looks for nothing" not in self.flaws:
            for store, number in seen.items():
                asked = {"app_poi_code": store, "day_seq": str(number + 1)}
                if told := await self.call("order/getOrderIdByDaySeq", **asked):
                    await self.take("order", {"order_id": str(told["order_id"]), "incmp_code": "1"})
                    seen[store] += 1
            await asyncio.sleep(0.05)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():
                await self._news.wait()

    async def known(self, number: str) -> None:
        while number not in self.orders and not self.flaws & {"forgets", "looks for nothing"}:
            await self._news.wait()

    async def report(self, number: str, kind: str, reason: str = "") -> bool:
        await self.known(number)
        paths = {
            "accepted": "confirm", "ready": "preparationMealComplete", "rejected": "cancel",
            "delivering": "delivering", "fulfilled": "arrived",
        }  # fmt: skip
        order = self.orders.get(number)
        if kind == "fulfilled" and (order is None or order.service_type == PICK_UP):
            return True
        why = {"reason": reason, "reason_code": "2007"} if kind == "rejected" else {}
        times = 5 if kind == "accepted" and "confirms again and again" in self.flaws else 1
        for _ in range(times):
            await self.call(f"order/{paths[kind]}", order_id=number, **why)
        return True

    async def cut(self, number: str, line: int, quantity: int) -> bool:
        await self.known(number)
        food = [{"sku_id": self.orders[number].lines[line].channel_item_code, "count": quantity}]
        given = {"order_id": number, "reason": "none left", "food_data": json.dumps(food)}
        await self.call("order/applyPartRefund", **given)
        return True

    async def answer(self, number: str, *, agreed: bool) -> bool:
        while not self.wishes.get(number):
            await self._news.wait()
        path = "agree" if agreed else "reject"
        await self.call(f"order/refund/{path}", order_id=number, reason="so be it")
        return True

    async def held(self) -> Mapping[str, pb.Order]:
        return self.orders
