"""Money is carried to its order once: with the provider's message, else by the payment feed."""

import asyncio
from types import SimpleNamespace

import grpc
import pytest
from zhongtai.order.v1 import create_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import notice_pb2, payment_event_pb2, payment_messages_pb2, payment_pb2

from apps.order_control.paying import Payer
from apps.order_control.payment_effects import PaymentEffects
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_items import Batch, Item
from tests.unit.order_control.one_center import paid

CAPTURED = payment_event_pb2.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED
PAYMENT = payment_pb2.Payment(payment_id="p-o1", order_id="o1")


class Orders:
    """The order center: notes what it is told, once it may answer."""

    def __init__(self, refusal: str = "", away: bool = False) -> None:
        self.told: list[str] = []
        self.may_answer = asyncio.Event()
        self.refusal, self.away = refusal, away

    async def MarkOrdersPaid(self, request, metadata=()):
        await self.may_answer.wait()
        self.told += [item.payment_id for item in request.items]
        if self.away:
            self.away = False
            raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, None, None)
        results = [
            create_messages_pb2.ChangeResult(order_id=item.order_id, refusal_reason=self.refusal)
            for item in request.items
        ]
        return create_messages_pb2.MarkOrdersPaidResponse(results=results)


class Payments:
    async def HandleNotice(self, request):
        return payment_messages_pb2.HandleNoticeResponse(
            outcome=notice_pb2.NOTICE_OUTCOME_CAPTURED, payment=PAYMENT, merchant_id="demo"
        )


async def notice_and_feed(orders: Orders) -> Batch:
    """The provider's message, and the same money by the feed while it is being carried."""
    payer = Payer(SimpleNamespace(order=orders, payment=Payments()))
    notice = asyncio.create_task(payer.notice(pb.HandlePaymentNoticeRequest()))
    await asyncio.sleep(0)
    event = paid("o1", CAPTURED)
    batch = Batch([Item.of(event, item_id="e", subject_id="o1", merchant_id="demo")])
    with as_call(internal_identity("order_control", "demo"), timeout=5):
        feed = asyncio.create_task(PaymentEffects(payer._peers, payer).captured(batch))
        await asyncio.sleep(0)
        orders.may_answer.set()
        await asyncio.gather(notice, feed)
    return batch


@pytest.mark.parametrize("refusal", ["", "PAID_TOO_LATE"])
async def test_what_a_notice_has_carried_is_not_carried_again_by_the_feed(refusal):
    orders = Orders(refusal)
    batch = await notice_and_feed(orders)
    assert orders.told == ["p-o1"]
    assert batch.standing(batch.items) == batch.items


async def test_what_a_notice_could_not_carry_is_carried_by_the_feed():
    orders = Orders(away=True)
    await notice_and_feed(orders)
    assert orders.told == ["p-o1", "p-o1"]
