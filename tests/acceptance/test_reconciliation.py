"""A day of a chain's books against the real sandbox provider's bill, through the public door."""

import secrets
import sqlite3
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from zhongtai.payment.v1 import book_messages_pb2 as pb
from zhongtai.payment.v1 import notice_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub

from mesh.call.errors_wire import refusal_of
from tests.acceptance.shop import Shop
from tests.acceptance.test_after_sale import until

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

RUNNING = notice_pb2.RECONCILIATION_STATUS_RUNNING
FINISHED = notice_pb2.RECONCILIATION_STATUS_FINISHED
YESTERDAY = timedelta(days=1)


async def compared(shop: Shop, day: str) -> notice_pb2.Reconciliation:
    """A comparison that has ended."""
    stub = PaymentServiceStub(shop.channel)
    request = pb.StartReconciliationRequest(
        request_id=secrets.token_hex(8), provider="sandbox", bill_date=day
    )
    started = (await stub.StartReconciliation(request, **shop.operator)).reconciliation

    async def read() -> notice_pb2.Reconciliation:
        wanted = pb.GetReconciliationRequest(reconciliation_id=started.reconciliation_id)
        return (await stub.GetReconciliation(wanted, **shop.operator)).reconciliation

    return await until(read, lambda seen: seen.status != RUNNING)


def yesterdays(shop: Shop, payment_id: str, less: int = 0) -> str:
    """Put a paid trade on the sandbox's bill of yesterday, short of some money; return the day."""
    path = shop.platform.home / "plugins" / "payment_sandbox" / "trades.sqlite3"
    with sqlite3.connect(path, timeout=30) as book:
        book.execute(
            "UPDATE trades SET paid = paid - 86400, paid_amount = paid_amount - ? "
            "WHERE payment_id = ?",
            (less, payment_id),
        )
        (paid,) = book.execute(
            "SELECT paid FROM trades WHERE payment_id = ?", (payment_id,)
        ).fetchone()
    book.close()
    return datetime.fromtimestamp(paid, UTC).date().isoformat()


async def test_a_payment_on_the_bill_agrees_and_one_with_another_amount_is_a_difference(
    shop: Shop,
):
    phone = await shop.phone("reconciled")
    payments = []
    for _ in range(2):
        order = await phone.order("scallion-pancake")
        payments.append(await phone.pay(order["order_id"]))
        await phone.until(order["order_id"], lambda seen: seen["status"] != "PENDING_PAYMENT")
    day = yesterdays(shop, payments[0])
    yesterdays(shop, payments[1], less=1)
    ended = await compared(shop, day)
    assert (ended.status, ended.matched_count, ended.difference_count) == (FINISHED, 1, 1)
    wanted = pb.ListDifferencesRequest(reconciliation_id=ended.reconciliation_id)
    reply = await PaymentServiceStub(shop.channel).ListDifferences(wanted, **shop.operator)
    (found,) = reply.differences
    assert (found.kind, found.payment_id) == (
        notice_pb2.DIFFERENCE_KIND_BILL_AMOUNT,
        payments[1],
    )
    assert found.expected.minor_units - found.actual.minor_units == 1


async def test_a_customer_may_not_compare(shop: Shop):
    phone = await shop.phone("curious")
    request = pb.ListReconciliationsRequest()
    metadata = [("authorization", f"Bearer {phone._token}")]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await PaymentServiceStub(shop.channel).ListReconciliations(
            request, metadata=metadata, timeout=30
        )
    assert refusal_of(refused.value).reason == "ACCESS_DENIED"
