"""Orders as a Parquet file, at the public door."""

import io

import pyarrow.parquet as pq
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.order.v1 import read_messages_pb2

from tests.acceptance.shop import Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


async def test_a_service_that_may_read_orders_exports_them_without_their_customers(shop: Shop):
    phone = await shop.phone("anna")
    placed = await phone.order("beef-noodles-m", "soy-milk", remark="for Anna")
    request = read_messages_pb2.GetOrderRequest(order_id=placed["order_id"])
    order = (await shop.orders.GetOrder(request, **shop.operator)).order
    ends = (order.times.create_time, Timestamp(seconds=order.times.create_time.seconds + 1))
    wanted = read_messages_pb2.ExportOrdersRequest(created_from=ends[0], created_to=ends[1])
    bi = shop.platform.metadata("service", "bi", scopes=["orders.read"])
    pieces = [each.chunk async for each in shop.orders.ExportOrders(wanted, metadata=bi)]
    rows = pq.read_table(io.BytesIO(b"".join(pieces))).to_pylist()
    (row,) = (r for r in rows if r["order_id"] == order.order_id)
    assert row["total_minor_units"] == order.amounts.total.minor_units
    assert [line["quantity"] for line in row["lines"]] == [1, 1]
    assert sum(each["amount_minor_units"] for each in row["discounts"]) == (
        order.amounts.discount.minor_units
    )
    assert row["person_id"] == phone.person_id
    assert "Anna" not in str(row)
