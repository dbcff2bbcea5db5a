"""Protobuf ⇄ model."""

from __future__ import annotations

from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as request_pb
from zhongtai.order.v1 import after_sale_pb2 as pb

from centers.order.after_sale.account import of_head
from centers.order.after_sale.model import (
    AfterSale,
    AfterSaleLine,
    AfterSaleStatus,
    Amount,
    ChannelRefund,
    Wish,
)
from centers.order.model import Head
from centers.order.vouchers.returns.rules import can_be_asked_for, returnable
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import money

S = AfterSaleStatus
_STANDS = {
    "asked": frozenset({S.APPLIED, S.ARBITRATING}),
    "agreed": frozenset({S.AGREED}),
    "refunded": frozenset({S.REFUNDED}),
    "failed": frozenset({S.FAILED}),
}

_line_of = ToModel(pb.AfterSaleLine, AfterSaleLine, left=["price", "packaging_fee"])
_ASKED = (
    _line_of,
    ToModel(money_pb2.Money, Amount, names={"currency_code": "currency"}),
)
lines_of = _line_of.each
wish_of = ToModel(
    request_pb.ApplyAfterSaleRequest,
    Wish,
    names={"channel_refund_number": "number"},
    uses=_ASKED,
    left=["request_id", "order_id"],
)
channel_refund_of = ToModel(
    request_pb.RecordChannelRefundRequest,
    ChannelRefund,
    names={"channel_refund_number": "number"},
    uses=_ASKED,
    left=["order_id"],
)
after_sale_message = ToMessage(
    AfterSale,
    pb.AfterSale,
    names={
        "create_time": "created_at",
        "update_time": "updated_at",
        "discount_by_merchant": "by_merchant",
        "discount_by_platform": "by_platform",
        "failure_reason": "failure",
    },
    uses=[
        ToMessage(
            AfterSaleLine,
            pb.AfterSaleLine,
            names={"packaging_fee": "packaging"},
            unless_zero=["packaging_fee"],
        )
    ],
)


def shown(request: AfterSale) -> pb.AfterSale:
    """Return an after-sale request, its amounts in the currency of its order."""
    return after_sale_message(request, request.currency)


def account_message(head: Head) -> pb.AfterSaleAccount:
    """Return the account that was looked up with an order."""
    account, currency = of_head(head), head.currency

    def stands(statuses: frozenset[AfterSaleStatus]) -> int:
        return sum(r.amount for r in account.requests if r.status in statuses)

    left = returnable(head)
    lines = []
    for line in account.bought:
        message = pb.AfterSaleAccountLine(
            line_id=line.line_id,
            bought=_share(line.quantity, line.price, currency),
            left=_share(left[line.line_id].quantity, left[line.line_id].price, currency),
        )
        for field, statuses in _STANDS.items():
            mine = [
                each
                for request in account.requests
                if request.status in statuses
                for each in request.lines
                if each.line_id == line.line_id
            ]
            pieces, price = sum(each.quantity for each in mine), sum(each.price for each in mine)
            getattr(message, field).CopyFrom(_share(pieces, price, currency))
        lines.append(message)
    return pb.AfterSaleAccount(
        order_id=head.order_id,
        lines=lines,
        paid=money(head.paid, currency),
        asked=money(stands(_STANDS["asked"]), currency),
        agreed=money(stands(_STANDS["agreed"]), currency),
        refunded=money(head.refunded, currency),
        failed=money(stands(_STANDS["failed"]), currency),
        left=money(can_be_asked_for(head), currency),
    )


def _share(quantity: int, price: int, currency: str) -> pb.AfterSaleShare:
    return pb.AfterSaleShare(quantity=quantity, price=money(price, currency))
