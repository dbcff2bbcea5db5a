"""After-sale between the channel's JSON and the contract's messages: translation only."""

from __future__ import annotations

from datetime import UTC

from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2

from gateways.miniapp import views


def after_sale_view(request: after_sale_pb2.AfterSale) -> views.AfterSaleView:
    """Return a wish for money back, and what became of it."""
    status = after_sale_pb2.AfterSaleStatus.Name(request.status)
    origin = after_sale_pb2.AfterSaleOrigin.Name(request.origin)
    return views.AfterSaleView(
        after_sale_id=request.after_sale_id,
        order_id=request.order_id,
        status=status.removeprefix("AFTER_SALE_STATUS_"),
        amount=_money(request.amount),
        refunded=_money(request.refunded),
        reason=request.reason,
        answer=request.answer,
        origin=origin.removeprefix("AFTER_SALE_ORIGIN_"),
        lines=[
            views.AfterSaleLineView(
                line.line_id,
                line.quantity,
                line.price.minor_units,
                line.packaging_fee.minor_units,
                list(line.voucher_ids),
            )
            for line in request.lines
        ],
        created_at=request.create_time.ToDatetime(tzinfo=UTC),
        updated_at=request.update_time.ToDatetime(tzinfo=UTC),
    )


def after_sales_view(
    reply: after_sale_messages_pb2.ListAfterSalesResponse,
) -> views.AfterSalesView:
    """Return a page of requests."""
    requests = [after_sale_view(request) for request in reply.after_sales]
    return views.AfterSalesView(requests, reply.next_page_token)


def account_view(account: after_sale_pb2.AfterSaleAccount) -> views.AfterSaleAccountView:
    """Return what has been asked back of an order."""
    return views.AfterSaleAccountView(
        currency=account.paid.currency_code,
        paid=account.paid.minor_units,
        asked=account.asked.minor_units,
        agreed=account.agreed.minor_units,
        refunded=account.refunded.minor_units,
        failed=account.failed.minor_units,
        left=account.left.minor_units,
        lines=[_account_line(line) for line in account.lines],
    )


def _account_line(line: after_sale_pb2.AfterSaleAccountLine) -> views.AfterSaleAccountLineView:
    return views.AfterSaleAccountLineView(
        line_id=line.line_id,
        bought=_share(line.bought),
        asked=_share(line.asked),
        agreed=_share(line.agreed),
        refunded=_share(line.refunded),
        failed=_share(line.failed),
        left=_share(line.left),
    )


def _share(share: after_sale_pb2.AfterSaleShare) -> views.AfterSaleShareView:
    return views.AfterSaleShareView(share.quantity, share.price.minor_units)


def _money(amount: money_pb2.Money) -> views.MoneyView:
    return views.MoneyView(amount.minor_units, amount.currency_code)
