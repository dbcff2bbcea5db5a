"""What tills ask the platform for: orders at the counter, priced and placed, and vouchers used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import grpc
import msgspec
from google.protobuf.message import Message
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import line_pb2, voucher_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1 import counter_messages_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai_plugin import RetryLater
from zhongtai_plugin.http import Answer, problem
from zhongtai_plugin.platform import Platform, reason_of

from plugins.pos_till.model import (
    Basket,
    BasketChoice,
    CounterLine,
    CounterOrder,
    Placed,
    Priced,
    PricedDiscount,
    PricedLine,
    Redeemed,
    Shown,
)
from plugins.pos_till.tills import Till

if TYPE_CHECKING:
    from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceAsyncStub
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceAsyncStub

Request = TypeVar("Request", bound=Message)
Reply = TypeVar("Reply", bound=Message)

CALL_SECONDS = 8.0
SERVICE_TYPES = {
    "pick_up": trade_pb2.SERVICE_TYPE_PICK_UP,
    "dine_in": trade_pb2.SERVICE_TYPE_DINE_IN,
}
_STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
}
"""The platform's last words, as HTTP says them; anything else is to be tried again."""


class PlatformAway(RetryLater):
    """The platform did not answer: what it did is found out with the same number."""

    def __init__(self) -> None:
        super().__init__("PLATFORM_AWAY", "The platform does not answer: try the same again.")


class Counter:
    """Asks the platform on behalf of tills."""

    def __init__(self, platform: Platform | None) -> None:
        self._given = platform

    async def price(self, till: Till, basket: Basket) -> Answer:
        """Return what a basket costs now."""
        request = pb.PreviewCounterOrderRequest(draft=_draft(till, basket))
        return await self._ask(till, self._orders().PreviewCounterOrder, request, _priced)

    async def place(self, till: Till, order: CounterOrder) -> Answer:
        """Place an order that the till has the money of."""
        request = pb.PlaceCounterOrderRequest(
            till_order_number=order.till_order_number,
            draft=_draft(till, order),
            taken=money_pb2.Money(minor_units=order.taken, currency_code=order.currency),
            tender=order.tender,
        )
        return await self._ask(till, self._orders().PlaceCounterOrder, request, _placed)

    async def redeem(self, till: Till, shown: Shown, store_id: str) -> Answer:
        """Use up the voucher whose code a customer shows at a store."""
        request = voucher_pb2.RedeemVoucherRequest(
            # Tills number for themselves, and call as one.
            request_id=f"{till.till_id}:{shown.request_id}",
            code=shown.code,
            store_id=store_id,
        )
        orders: OrderServiceAsyncStub = self._platform.stub(OrderServiceStub)
        return await self._ask(till, orders.RedeemVoucher, request, _redeemed)

    @property
    def _platform(self) -> Platform:
        if self._given is None:
            raise PlatformAway
        return self._given

    def _orders(self) -> OrderControlServiceAsyncStub:
        return self._platform.stub(OrderControlServiceStub)

    async def _ask(
        self,
        till: Till,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Reply],
        request: Request,
        told: Callable[[Reply], Priced | Placed | Redeemed],
    ) -> Answer:
        try:
            said = await self._platform.call(
                method, request, merchant_id=till.merchant_id, timeout=CALL_SECONDS
            )
        except grpc.aio.AioRpcError as error:
            status = _STATUS.get(error.code())
            if status is None:
                raise PlatformAway from None
            return problem(status, reason_of(error) or "REFUSED", error.details() or "")
        return Answer(body=msgspec.json.encode(told(said)))


def _draft(till: Till, basket: Basket) -> pb.CounterDraft:
    return pb.CounterDraft(
        store_id=basket.store_id,
        till_id=till.till_id,
        service_type=SERVICE_TYPES[basket.service_type],
        lines=[_line(line) for line in basket.lines],
        coupon_ids=basket.coupons,
        without_unusable_coupons=basket.without_unusable_coupons,
        remark=basket.remark,
        diner_count=basket.diners,
        table_number=basket.table,
        language=basket.language,
    )


def _line(line: CounterLine) -> pb.CounterLine:
    return pb.CounterLine(
        sku_id=line.sku_id,
        sku_code=line.sku_code,
        quantity=line.quantity,
        modifiers=_choices(line.modifiers),
        combo_choices=[
            messages_pb2.DraftComboChoice(
                slot_id=part.slot_id, sku_id=part.sku_id, modifiers=_choices(part.modifiers)
            )
            for part in line.combo_choices
        ],
        remark=line.remark,
    )


def _choices(choices: list[BasketChoice]) -> list[messages_pb2.DraftModifier]:
    return [
        messages_pb2.DraftModifier(
            modifier_id=each.modifier_id,
            quantity=each.quantity,
            modifiers=_choices(each.modifiers),
        )
        for each in choices
    ]


def _priced(said: pb.PreviewCounterOrderResponse) -> Priced:
    amounts = said.amounts
    return Priced(
        currency=amounts.total.currency_code,
        lines=[_priced_line(line, said.discounts) for line in said.lines],
        discounts=[
            PricedDiscount(name=each.name, amount=each.amount.minor_units, coupon_id=each.coupon_id)
            for each in said.discounts
        ],
        goods=amounts.lines.minor_units,
        packaging_fee=amounts.packaging_fee.minor_units,
        discount_total=amounts.discount.minor_units,
        total=amounts.total.minor_units,
        explanations=[each.text for each in said.explanations],
    )


def _priced_line(
    line: line_pb2.OrderLine, discounts: Iterable[line_pb2.OrderDiscount]
) -> PricedLine:
    shares = (share for each in discounts for share in each.allocations)
    off = sum(share.amount.minor_units for share in shares if share.line_id == line.line_id)
    return PricedLine(
        sku_id=line.sku_id,
        name=line.name,
        variant=line.sku_name,
        quantity=line.quantity,
        line_total=line.amount.minor_units,
        discount=off,
        packaging_fee=line.packaging_fee.minor_units,
    )


def _redeemed(said: voucher_pb2.RedeemVoucherResponse) -> Redeemed:
    return Redeemed(
        voucher_id=said.voucher.voucher_id,
        order_id=said.order_id,
        name=said.name,
        variant=said.variant,
    )


def _placed(said: pb.PlaceCounterOrderResponse) -> Placed:
    order = said.order
    return Placed(
        order_id=order.order_id,
        daily_number=order.daily_number,
        pickup_code=order.pickup_code,
        currency=order.amounts.total.currency_code,
        total=order.amounts.total.minor_units,
        discount_total=order.amounts.discount.minor_units,
    )
