"""Orders as a takeaway platform's adapter hands them in."""

import secrets

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2

from tests.acceptance.shop import Shop


def sound_order(shop: Shop) -> create_messages_pb2.NewOrder:
    """A small order that may be taken over; each with a number of its own."""
    line = line_pb2.OrderLine(
        line_id="1",
        sku_id=shop.skus["soy-milk"]["sku_id"],
        name="x",
        quantity=1,
        unit_price=cny(1000),
        amount=cny(1000),
    )
    return create_messages_pb2.NewOrder(
        store_id=shop.store_id,
        channel="hubtest",
        channel_order_number=secrets.token_hex(6),
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[line],
        total=cny(1000),
    )


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")
