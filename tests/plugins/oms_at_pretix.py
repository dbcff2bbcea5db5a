"""The plug-in oms_pretix as the platform sees it, beside what pretix itself says."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc.aio
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1.oms_pb2_grpc import OmsServiceStub

from mesh.plugins.faults import PluginFault
from mesh.plugins.handle import PluginHandle
from tests.plugins.world import patiently
from tests.pretix import Pretix
from tests.tryton_line import Line

Request = TypeVar("Request", pb.SubmitVoucherOrdersRequest, pb.VoidVouchersRequest)
Answers = TypeVar("Answers", pb.SubmitVoucherOrdersResponse, pb.VoidVouchersResponse)

CHAIN, STORE = "noodles", "sto_1"
Voucher = order_pb.OmsVoucher
STATES = {
    order_pb.OMS_VOUCHER_STATE_ISSUED: "issued",
    order_pb.OMS_VOUCHER_STATE_REDEEMED: "redeemed",
    order_pb.OMS_VOUCHER_STATE_EXPIRED: "expired",
    order_pb.OMS_VOUCHER_STATE_VOIDED: "voided",
}
OUTCOMES = {
    pb.OMS_REDEEM_OUTCOME_REDEEMED: "redeemed",
    pb.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED: "already",
    pb.OMS_REDEEM_OUTCOME_EXPIRED: "expired",
    pb.OMS_REDEEM_OUTCOME_VOIDED: "voided",
    pb.OMS_REDEEM_OUTCOME_UNKNOWN: "unknown",
    pb.OMS_REDEEM_OUTCOME_NOT_HERE: "not here",
}


def name_of(verb: str, path: str, body: bytes) -> str:
    """What a call of pretix's interface is named: "POST orders", "GET orders", "POST redeem"."""
    return f"{verb} {path.partition('?')[0].strip('/').rsplit('/', 1)[1]}"


def an_order(order_id: str, pieces: int = 2, paid: int = 0, **more: Any) -> order_pb.OmsOrder:
    """An order of so many teas for two, at 50.00 each unless less was paid."""
    line = order_pb.OmsOrderLine(
        line_id="1", sku_id="sku_1", sku_code="V1", name="Tea for two", quantity=pieces,
        unit_price=money(5000), line_total=money(5000 * pieces),
    )  # fmt: skip
    fields: dict[str, Any] = {"lines": [line], "total": money(paid or 5000 * pieces), **more}
    order = order_pb.OmsOrder(
        order_id=order_id, merchant_id=CHAIN, store_id=STORE, channel="miniapp", **fields
    )
    order.place_time.GetCurrentTime()
    return order


def money(minor_units: int) -> Money:
    return Money(minor_units=minor_units, currency_code="CNY")


@dataclass
class Oms:
    """The plug-in, the line to pretix, and pretix itself."""

    handle: PluginHandle
    line: Line
    pretix: Pretix
    cursor: str = ""

    def __post_init__(self) -> None:
        self.stub = self.handle.stub(OmsServiceStub)

    async def submit(self, *orders: order_pb.OmsOrder) -> list[str]:
        """What becomes of orders."""
        request = pb.SubmitVoucherOrdersRequest(orders=orders)
        ids = [order.order_id for order in orders]
        return await self._answers(self.stub.SubmitVoucherOrders, request, ids)

    async def until_taken(self, *orders: order_pb.OmsOrder) -> None:
        """Submit as the platform does: again and again until all of them are there."""
        async with asyncio.timeout(120):
            while not set(await self.submit(*orders)) <= {"known", "new"}:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def void(
        self,
        void_id: str,
        order_id: str,
        pieces: int = 0,
        amount: int = 0,
        voucher_ids: Sequence[str] = (),
    ) -> str:
        """What becomes of a wish to make pieces void; of none: all that is unused."""
        wish = pb.OmsVoid(void_id=void_id, merchant_id=CHAIN, order_id=order_id)
        if pieces:
            wish.lines.add(line_id="1", quantity=pieces, voucher_ids=voucher_ids)
        if amount:
            wish.amount.CopyFrom(money(amount))
        request = pb.VoidVouchersRequest(voids=[wish])
        (answer,) = await self._answers(self.stub.VoidVouchers, request, [void_id])
        return answer

    async def redeem(self, code: str, redemption_id: str) -> str:
        """What comes of a code."""
        request = pb.RedeemVoucherRequest(
            redemption_id=redemption_id, merchant_id=CHAIN, store_id=STORE, code=code
        )
        try:
            answer = await patiently(lambda: self.handle.call(self.stub.RedeemVoucher, request))
        except PluginFault as fault:
            return fault.code
        return OUTCOMES[answer.outcome]

    async def state(self, order_id: str) -> order_pb.OmsOrderState:
        """How an order stands."""
        request = pb.LookUpVoucherOrdersRequest(merchant_id=CHAIN, order_ids=[order_id])
        reply = await patiently(lambda: self.handle.call(self.stub.LookUpVoucherOrders, request))
        return reply.states[0]

    async def vouchers(self, order_id: str) -> list[Voucher]:
        return list((await self.state(order_id)).vouchers)

    async def stands(self, order_id: str) -> Counter[str]:
        """How many of an order's vouchers stand where."""
        return Counter(STATES[voucher.state] for voucher in await self.vouchers(order_id))

    async def until_told(self, order_id: str) -> None:
        """Pull changes until an order is among them."""
        async with asyncio.timeout(120):
            while order_id not in await self.told():  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.1)

    async def told(self) -> list[str]:
        """Which orders have changed since the last time."""
        request = pb.PullVoucherChangesRequest(after_cursor=self.cursor, page_size=500)
        page = await patiently(lambda: self.handle.call(self.stub.PullVoucherChanges, request))
        self.cursor = page.cursor
        return [change.order_id for change in page.changes]

    async def _answers(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answers],
        request: Request,
        items: Sequence[str],
    ) -> list[str]:
        """What becomes of each item of a batch."""
        try:
            reply = await patiently(
                lambda: self.handle.call(method, request, timeout=30, repeatable=True)
            )
        except PluginFault as away:
            return [away.code for _ in items]
        return [
            each.result.error.code or ("known" if each.result.already_known else "new")
            for each in reply.answers
        ]
