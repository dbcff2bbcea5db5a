"""What customers do: buy dishes and vouchers, change their minds, spend points."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import grpc
import httpx
from zhongtai.member.v1 import member_requests_pb2, points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import change_messages_pb2, order_pb2, read_messages_pb2, voucher_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as control_pb
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

from cli.replay.customers import Cashier, Customer, Refused
from cli.replay.report import Tally
from tests.backends.backends import CARD, POINTS, STORES
from tests.backends.tills import KEEP, REFUSE, TrytonTills
from tests.backends.world import AT_COUNTERS, Side, World

CUSTOMERS = 40
DISHES = (
    ("beef-noodles-m", "plum-juice-l"),
    ("scallion-pancake", "scallion-pancake", "soy-milk"),
    ("lunch-set", "wonton-soup"),
    ("tomato-noodles-l", "cucumber", "soup-dumplings"),
)
S = order_pb2
MADE = (S.ORDER_STATUS_FULFILLED, S.ORDER_STATUS_COMPLETED)
OVER = (*MADE, S.ORDER_STATUS_CANCELLED)
AT_SQUARE, AT_TRYTON = (
    [code for code, plugin in STORES.items() if plugin == maker]
    for maker in ("pos_square", "pos_tryton")
)


@dataclass
class Stories:
    """All that customers do. `lives` are those of orders that were placed."""

    world: World
    at_tryton: TrytonTills
    dice: Random
    trouble: Callable[[], str]
    """What is wrong just now with what is behind the adapters."""
    tally: Tally = field(default_factory=Tally)
    told: Counter[str] = field(default_factory=Counter)
    lives: list[asyncio.Task[None]] = field(default_factory=list)

    async def begin(self, number: int) -> None:
        """Have a customer place and pay; what becomes of it goes on by itself."""
        story = _CYCLE[number % len(_CYCLE)]
        self.told[story.__name__.strip("_").replace("_", " ")] += 1
        try:
            await story(self, number)
        except Refused as refused:
            self.tally.refused[f"{refused.reason}: {refused.detail[:60]}"] += 1

    # What is bought.

    async def _dish(self, number: int) -> None:
        """Dishes that are made and fetched."""
        await self._bought(self.world.first, number, _any_store(number), self._fetched)

    async def _dish_of_the_sister(self, number: int) -> None:
        await self._bought(self.world.sister, number, "bund", self._fetched)

    async def _refused_by_the_store(self, number: int) -> None:
        store = (AT_SQUARE + AT_TRYTON)[number // len(_CYCLE) % 4]
        await self._bought(self.world.first, number, store, self._cancelled, remark=REFUSE)

    async def _called_off(self, number: int) -> None:
        store = AT_SQUARE[number // len(_CYCLE) % len(AT_SQUARE)]
        await self._bought(self.world.first, number, store, self._calls_off, remark=KEEP)

    async def _partly_given_back(self, number: int) -> None:
        await self._bought(self.world.first, number, _any_store(number), self._gets_some_back)

    async def _wholly_given_back(self, number: int) -> None:
        await self._bought(self.world.first, number, _any_store(number + 1), self._gets_all_back)

    async def _points_spent(self, number: int) -> None:
        await self._bought(self.world.first, number, _any_store(number + 2), self._spends)

    async def _vouchers(self, number: int) -> None:
        lines = [{"sku_id": self.world.first.chain.skus[CARD], "quantity": 3}]
        await self._place(
            self.world.first, number, "bund", lines, self._uses, service_type="VOUCHER"
        )

    async def _over_the_counter(self, number: int) -> None:
        """A sale at each maker's till in turn; it comes to the platform by itself."""
        store, pieces = list(STORES)[number // len(_CYCLE) % len(STORES)], 1 + number % 3
        code = self.dice.choice(AT_COUNTERS)
        sells = {"pos_till": self._at_till, "pos_square": self._at_square}
        sell = sells.get(STORES[store], self._at_point)

        async def until_sold() -> None:
            await self._until_taken(lambda: sell(number, store, code, pieces))

        self._goes_on(number, until_sold())

    async def _bought(
        self, side: Side, number: int, store: str, then: "Then", remark: str = ""
    ) -> None:
        lines = self._recorded(side, number) if number % 3 else self._dishes(side, number)
        await self._place(side, number, store, lines, then, remark=remark)

    async def _place(
        self,
        side: Side,
        number: int,
        store: str,
        lines: list[dict[str, Any]],
        then: "Then",
        **wishes: Any,
    ) -> None:
        who = Customer(side.connection, f"{side.chain.merchant_id}-{number % CUSTOMERS}")
        remark = f"{wishes.pop('remark', '')} no. {number}".strip()
        body = {"store_id": side.chain.stores[store], "service_type": "PICK_UP", "lines": lines,
                "remark": remark, **wishes}  # fmt: skip
        await who.token()
        with self.tally.timed(f"place: {self.trouble()}"):
            order = await who.post("/orders", body, f"backends-{number}")
        order_id = order["order_id"]
        with self.tally.timed(f"pay: {self.trouble()}"):
            path, key = f"/orders/{order_id}/payments", f"backends-pay-{number}"
            payment = await who.post(path, {"provider": "sandbox"}, key)
            await Cashier(side.connection).pay([payment["payment_id"]])
        self.tally.done += 1
        self._goes_on(number, then(side, who, order_id))

    def _goes_on(self, number: int, life: Coroutine[Any, Any, None]) -> None:
        self.lives.append(asyncio.create_task(life, name=f"order no. {number}"))

    def _recorded(self, side: Side, number: int) -> list[dict[str, Any]]:
        order = self.world.year.orders[number % len(self.world.year.orders)]
        return [
            {"sku_id": side.chain.skus[line.size_code], "quantity": line.quantity}
            for line in order.lines
        ]

    def _dishes(self, side: Side, number: int) -> list[dict[str, Any]]:
        return [
            {"sku_id": side.chain.skus[code], "quantity": 1 + number % 2, **side.choices[code]}
            for code in DISHES[number % len(DISHES)]
        ]

    # What becomes of it.

    async def _fetched(self, side: Side, _who: Customer, order_id: str) -> None:
        if await side.news.until(order_id, *OVER) == S.ORDER_STATUS_FULFILLED:
            await self._complete(side, order_id)

    async def _cancelled(self, side: Side, _who: Customer, order_id: str) -> None:
        await side.news.until(order_id, *OVER)

    async def _calls_off(self, side: Side, who: Customer, order_id: str) -> None:
        await side.news.until(order_id, S.ORDER_STATUS_PLACED, *OVER)
        await who.post(f"/orders/{order_id}/cancel", {}, f"off-{order_id[4:]}")
        await side.news.until(order_id, S.ORDER_STATUS_CANCELLED)

    async def _gets_some_back(self, side: Side, who: Customer, order_id: str) -> None:
        await self._fetched(side, who, order_id)
        await side.news.until(order_id, S.ORDER_STATUS_COMPLETED)
        order = await self._read(side, order_id)
        some = [{"line_id": order.lines[0].line_id, "quantity": 1}]
        await self._give_back(side, order_id, some)

    async def _gets_all_back(self, side: Side, who: Customer, order_id: str) -> None:
        await side.news.until(order_id, *MADE)
        await self._give_back(side, order_id, [])
        order = await self._read(side, order_id)
        await side.news.until_refunded(order_id, order.amounts.paid.minor_units)
        await self._fetched(side, who, order_id)

    async def _spends(self, side: Side, who: Customer, order_id: str) -> None:
        await self._fetched(side, who, order_id)
        person_id = (await who.get("/me"))["person_id"]
        points = await self._earned(side, person_id)
        spend = points_requests_pb2.RedeemPointsRequest(
            request_id=f"spend-{order_id[4:]}", person_id=person_id, points=min(points, 5)
        )
        stub = MemberServiceStub(side.operator.channel)
        await side.operator.ask(stub.RedeemPoints, spend)

    async def _earned(self, side: Side, person_id: str) -> int:
        """Wait until a customer has points, which follow the completed order; gives how many."""
        stub = MemberServiceStub(side.operator.channel)
        request = member_requests_pb2.GetMemberRequest(person_id=person_id)
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):  # nobody is a member before that
                member = (await side.operator.ask(stub.GetMember, request)).member
                if member.points_balance:
                    return int(member.points_balance)
            await asyncio.sleep(1.0)

    async def _uses(self, side: Side, who: Customer, order_id: str) -> None:
        """One voucher is used here, one in pretix, and what is unused is given back."""
        if await side.news.until(order_id, *OVER) == S.ORDER_STATUS_CANCELLED:
            return
        codes = [x["code"] for x in (await who.get(f"/orders/{order_id}"))["vouchers"]]
        redeem = voucher_pb2.RedeemVoucherRequest(
            request_id=f"use-{order_id[4:]}", code=codes[0], store_id=side.chain.stores["bund"]
        )
        stub = OrderServiceStub(side.operator.channel)
        await side.operator.ask(stub.RedeemVoucher, redeem)
        await self._until_taken(
            lambda: asyncio.to_thread(self.world.backends.pretix.redeem, codes[1])
        )
        await side.news.until_vouchers(order_id, voucher_pb2.VOUCHER_STATE_REDEEMED, 2)
        path = f"/orders/{order_id}/after-sales"
        await who.post(path, {"reason": "one is enough", "lines": []}, f"back-{order_id[4:]}")
        await side.news.until_vouchers(order_id, voucher_pb2.VOUCHER_STATE_VOIDED, 1)
        await self._complete(side, order_id)

    # Means.

    async def _complete(self, side: Side, order_id: str) -> None:
        stub = OrderServiceStub(side.operator.channel)
        request = change_messages_pb2.CompleteOrderRequest(
            request_id=f"done-{order_id[4:]}", order_id=order_id
        )
        await side.operator.ask(stub.CompleteOrder, request)

    async def _read(self, side: Side, order_id: str) -> order_pb2.Order:
        stub = OrderServiceStub(side.operator.channel)
        request = read_messages_pb2.GetOrderRequest(order_id=order_id)
        return (await side.operator.ask(stub.GetOrder, request)).order

    async def _give_back(self, side: Side, order_id: str, lines: list[dict[str, Any]]) -> None:
        """The chain's desk asks for a customer, and agrees."""
        stub = OrderControlServiceStub(side.operator.channel)
        ask = control_pb.ApplyAfterSaleRequest(
            request_id=f"ask-{order_id[4:]}", order_id=order_id, reason="cold", lines=lines
        )
        wish = (await side.operator.ask(stub.ApplyAfterSale, ask)).after_sale
        agree = control_pb.AgreeAfterSaleRequest(
            request_id=f"agree-{order_id[4:]}", order_id=order_id, answer="sorry",
            after_sale_id=wish.after_sale_id,
        )  # fmt: skip
        await side.operator.ask(stub.AgreeAfterSale, agree)

    async def _at_till(self, number: int, store: str, code: str, pieces: int) -> None:
        sale = {
            "till_sale_id": f"backends-{number}",
            "store_id": self.world.first.chain.stores[store],
            "lines": [{"sku_id": self.world.first.chain.skus[code], "quantity": pieces}],
            "occurred_at": datetime.now(UTC).isoformat(),
        }
        connection = self.world.first.connection
        headers = {"authorization": f"Bearer {connection.till_token}"}
        url = f"{connection.till_url}/till/v1/sales"
        (
            await connection.http.post(url, json={"sales": [sale]}, headers=headers)
        ).raise_for_status()
        self.world.sold_at_till[code] += pieces

    async def _at_square(self, _number: int, store: str, code: str, pieces: int) -> None:
        square = self.world.backends.square
        await asyncio.to_thread(square.sell, self.world.first.chain.stores[store], code, pieces)

    async def _at_point(self, _number: int, store: str, code: str, pieces: int) -> None:
        await self.at_tryton.do(lambda: self.at_tryton.sell(POINTS[store], code, pieces))

    async def _until_taken(self, attempt: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """People try again when what they stand at comes back."""
        while True:
            try:
                await attempt()
                return
            except (httpx.HTTPError, OSError):
                await asyncio.sleep(1.0)


Then = Callable[[Side, Customer, str], Coroutine[Any, Any, None]]

_CYCLE = (
    Stories._dish,
    Stories._dish,
    Stories._vouchers,
    Stories._partly_given_back,
    Stories._dish,
    Stories._refused_by_the_store,
    Stories._over_the_counter,
    Stories._dish,
    Stories._called_off,
    Stories._points_spent,
    Stories._dish,
    Stories._dish_of_the_sister,
    Stories._dish,
    Stories._wholly_given_back,
    Stories._dish,
    Stories._over_the_counter,
    Stories._vouchers,
    Stories._dish,
    Stories._points_spent,
    Stories._dish,
)


def _any_store(number: int) -> str:
    return list(STORES)[number % len(STORES)]
