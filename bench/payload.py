"""An order of three lines, about 400 bytes: what a call of this platform usually carries."""

from __future__ import annotations

from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import line_pb2, order_pb2


def an_order() -> order_pb2.Order:
    """Return the order; the same every time."""
    price = money_pb2.Money(minor_units=1850, currency_code="CNY")
    lines = [
        line_pb2.OrderLine(
            line_id=str(number),
            sku_id=f"sku_01jd0000000000000000000{number:03d}",
            name="Braised beef noodles",
            quantity=1,
            unit_price=price,
            amount=price,
        )
        for number in range(3)
    ]
    return order_pb2.Order(
        order_id="ord_01jd0000000000000000000000-sto_01jd0000000000000000000000",
        store_id="sto_01jd0000000000000000000000",
        channel="miniapp",
        status=order_pb2.ORDER_STATUS_PLACED,
        lines=lines,
    )
