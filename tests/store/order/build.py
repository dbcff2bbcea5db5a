"""Builders of order messages."""

import itertools
from datetime import UTC, datetime, timedelta

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import line_pb2

from centers.order.sweeper import Sweeper
from centers.order.writer import ChangeWriter
from mesh.data.change import Changes
from mesh.pure.clock import FixedClock

WINDOW = timedelta(hours=24)
"""How long after fulfilment a customer may ask for money back."""

_numbers = itertools.count(1)


def usd(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="USD")


def line(line_id: str = "1", quantity: int = 1, price: int = 1000) -> line_pb2.OrderLine:
    return line_pb2.OrderLine(
        line_id=line_id,
        sku_id="sku_a",
        name="Margherita",
        quantity=quantity,
        unit_price=usd(price),
        amount=usd(quantity * price),
        components=[line_pb2.StockComponent(sku_id="sku_a", quantity=quantity)],
    )


def new_order(order_id: str, *lines: line_pb2.OrderLine, **fields) -> pb.NewOrder:
    lines = lines or (line(),)
    order = pb.NewOrder(
        order_id=order_id,
        store_id="sto_1",
        channel="miniapp",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_TILL,
        person_id="per_1",
        business_date=datetime.now(UTC).date().isoformat(),
        lines=lines,
        total=usd(sum(item.amount.minor_units for item in lines)),
    )
    order.payment_deadline.FromDatetime(datetime.now(UTC) + timedelta(minutes=15))
    for name, value in fields.items():
        setattr(order, name, value)
    return order


def channel_order(number: str = "", *lines: line_pb2.OrderLine, **fields) -> pb.NewOrder:
    order = new_order("", *lines, **fields)
    order.ClearField("payment_deadline")
    order.channel = "meituan"
    order.channel_order_number = number or f"mt-{next(_numbers)}"
    return order


async def placed(center, order_id: str = "") -> str:
    """An order that is created and paid; gives its id."""
    order_id = order_id or await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    await paid(center, order_id, f"pay_{order_id[4:30]}")
    return order_id


async def begun(center, request_id: str = "") -> str:
    request = pb.BeginOrderRequest(
        request_id=request_id or f"begun{next(_numbers)}",
        body_hash=bytes(32),
        store_id="sto_1",
        person_id="per_1",
    )
    return (await center.servicer.BeginOrder(request, None)).order_id


async def paid(center, order_id: str, payment_id: str, amount: int = 1000) -> pb.ChangeResult:
    item = pb.PaidItem(order_id=order_id, payment_id=payment_id, amount=usd(amount))
    reply = await center.servicer.MarkOrdersPaid(pb.MarkOrdersPaidRequest(items=[item]), None)
    return reply.results[0]


def sweeper(center, now: datetime) -> Sweeper:
    """A sweeper at that time."""
    clock, store = FixedClock(now), center.store
    changing = ChangeWriter(store, center.recent, Changes(center.db, center.feed, clock))
    return Sweeper(store, changing, clock, WINDOW)
