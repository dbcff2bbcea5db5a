"""Orders of a time range as a Parquet file."""

import io
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from centers.order.exports import operations
from centers.order.exports.operations import Exports
from centers.order.store import SQL
from mesh.data import parquet
from mesh.pure.errors import InvalidRequest
from tests.store.order.build import begun, line, new_order, placed
from tests.store.plans import plan_of

NOW = datetime.now(UTC)
LONG_AGO, LATER = NOW - timedelta(days=9), NOW + timedelta(days=9)


def wanted(first=LONG_AGO, last=LATER) -> read_pb.ExportOrdersRequest:
    request = read_pb.ExportOrdersRequest()
    request.created_from.FromDatetime(first)
    request.created_to.FromDatetime(last)
    return request


async def exported(center, *ends: datetime):
    pieces = [each.chunk async for each in center.servicer.ExportOrders(wanted(*ends), None)]
    return pq.read_table(io.BytesIO(b"".join(pieces))).to_pylist()


@pytest.fixture
def few_at_once(monkeypatch) -> None:
    monkeypatch.setattr(operations, "ORDERS_AT_ONCE", 2)
    monkeypatch.setattr(operations, "PIECE_BYTES", 1000)
    monkeypatch.setattr(parquet, "GROUP_ROWS", 1)


async def test_each_order_of_the_range_is_there_once_the_oldest_first(center, few_at_once):
    ids = [await placed(center) for _ in range(5)]
    # All of one moment: their ids alone tell them apart.
    await center.db.execute("UPDATE orders SET created_at = $1", NOW)
    await center.db.execute("UPDATE orders SET merchant_id = 'other' WHERE order_id = $1", ids[2])
    last = NOW - timedelta(hours=1)
    await center.db.execute("UPDATE orders SET created_at = $1 WHERE order_id = $2", last, ids[4])
    rows = await exported(center)
    assert [row["order_id"] for row in rows] == [ids[4], ids[0], ids[1], ids[3]]
    assert [row["order_id"] for row in await exported(center, last, NOW)] == [ids[4]]
    assert await exported(center, NOW + timedelta(microseconds=1), LATER) == []


async def test_an_order_has_its_amounts_its_times_and_its_lines(center):
    order = new_order(await begun(center), line(quantity=2), line("2", price=300))
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    (row,) = await exported(center)
    assert (row["status"], row["currency_code"]) == ("PENDING_PAYMENT", "USD")
    assert (row["total_minor_units"], row["paid_minor_units"]) == (2300, 0)
    assert (row["cancel_reason"], row["place_time"]) == ("", None)
    assert LONG_AGO < row["create_time"] < LATER
    lines = [(each["name"], each["quantity"], each["amount_minor_units"]) for each in row["lines"]]
    assert lines == [("Margherita", 2, 2000), ("Margherita", 1, 300)]
    assert row["discounts"] == []


async def test_nothing_that_a_person_wrote_of_themselves_is_in_it(center):
    order = new_order(await begun(center), remark="ring at Secret's door")
    order.customer.name, order.customer.phone = "Secret Person", "+8613800000001"
    order.delivery_address.contact_name = "Secret Person"
    order.delivery_address.contact_phone = "+8613800000001"
    order.delivery_address.street = "1 Secret Road"
    order.extension["said"] = "Secret"
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    (row,) = await exported(center)
    assert row["person_id"] == "per_1"
    assert "Secret" not in str(row)
    assert "13800000001" not in str(row)


async def test_who_reads_slowly_holds_nothing_in_the_database(center, few_at_once):
    for _ in range(3):
        await placed(center)
    pieces = center.servicer.ExportOrders(wanted(), None)
    await anext(pieces)
    async with center.db.transaction() as connection:
        await connection.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE NOWAIT")
    await pieces.aclose()


async def test_a_file_of_many_orders_comes_in_pieces_of_the_contracts_size(center, monkeypatch):
    monkeypatch.setattr(operations, "PIECE_BYTES", 300)
    await placed(center)
    pieces = [each async for each in Exports(center.store).pieces(LONG_AGO, LATER)]
    assert len(pieces) > 2
    assert max(map(len, pieces)) == 300


@pytest.mark.parametrize("ends", [(NOW, NOW), (LATER, LONG_AGO)])
async def test_a_range_that_ends_before_it_begins_is_refused(center, ends):
    with pytest.raises(InvalidRequest):
        await exported(center, *ends)


async def test_a_range_without_an_end_is_refused(center):
    request = wanted()
    request.ClearField("created_to")
    with pytest.raises(InvalidRequest):
        await anext(center.servicer.ExportOrders(request, None))


async def test_orders_of_a_range_are_found_by_an_index_in_its_order(center):
    plan = await plan_of(center.db, SQL.list_orders_created, 5)
    assert "orders_by_creation" in plan
    assert "Sort" not in plan.partition("SubPlan")[0]
