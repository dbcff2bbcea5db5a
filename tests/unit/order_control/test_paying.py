"""Money is carried to its order once: with the provider's message, else by the payment feed."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import grpc
import pytest
from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import notice_pb2, payment_event_pb2, payment_messages_pb2, payment_pb2
from zhongtai.user.v1 import account_requests_pb2, user_pb2

from apps.order_control import paying
from apps.order_control.errors import NotAwaitingPayment
from apps.order_control.paying import Payer
from apps.order_control.payment_effects import PaymentEffects
from centers.payment.errors import PayerNeeded
from mesh.call.context import as_call, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.feed.follower_items import Batch, Item
from mesh.pure.clock import FixedClock
from tests.unit.order_control.one_center import paid

CLOCK = FixedClock(datetime(2026, 11, 30, 12, tzinfo=UTC))
CAPTURED = payment_event_pb2.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED
REFUNDED = payment_event_pb2.PAYMENT_EVENT_KIND_REFUND_SUCCEEDED
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

    async def RecordRefunds(self, request):
        self.told += [f"back {item.refund_id}" for item in request.items]
        results = [create_messages_pb2.ChangeResult(order_id=x.order_id) for x in request.items]
        return change_messages_pb2.RecordRefundsResponse(results=results)


class Payments:
    async def HandleNotice(self, request):
        return payment_messages_pb2.HandleNoticeResponse(
            outcome=notice_pb2.NOTICE_OUTCOME_CAPTURED, payment=PAYMENT, merchant_id="demo"
        )


class Till:
    """A payment center whose provider "wechat" wants the payer, and the persons' accounts."""

    def __init__(self) -> None:
        self.payers: list[str] = []
        self.looked_up = 0
        self.deadline: datetime | None = None

    async def GetOrder(self, request):
        order = order_pb2.Order(order_id="o1", person_id="per_1", channel="miniapp")
        order.status = order_pb2.ORDER_STATUS_PENDING_PAYMENT
        order.lines.add(name="Noodles")
        if self.deadline is not None:
            order.payment_deadline.FromDatetime(self.deadline)
        return read_messages_pb2.GetOrderResponse(order=order)

    async def CreatePayment(self, request):
        self.payers.append(request.payer_subject)
        if request.provider == "wechat" and not request.payer_subject:
            raise failure_of_refusal(PayerNeeded(provider="wechat")).as_rpc_error()
        return payment_messages_pb2.CreatePaymentResponse(payment=PAYMENT)

    async def ListIdentities(self, request):
        self.looked_up += 1
        seen = [("miniapp", "old", 1), ("miniapp", "latest", 9), ("app", "elsewhere", 99)]
        identities = [
            user_pb2.ChannelIdentity(
                channel=channel, subject=subject, app_id="wx", last_login_time={"seconds": at}
            )
            for channel, subject, at in seen
        ]
        return account_requests_pb2.ListIdentitiesResponse(identities=identities)


@pytest.mark.parametrize(("seconds_left", "is_started"), [(1, True), (0, False), (-30, False)])
async def test_no_payment_is_started_of_an_order_whose_time_to_pay_is_over(
    seconds_left, is_started
):
    till = Till()
    till.deadline = CLOCK.now() + timedelta(seconds=seconds_left)
    payer = Payer(SimpleNamespace(order=till, payment=till, user=till), CLOCK)
    request = pb.StartPaymentRequest(order_id="o1", provider="sandbox")
    if is_started:
        await payer.start(request)
    else:
        with pytest.raises(NotAwaitingPayment, match="OVERDUE"):
            await payer.start(request)
    assert bool(till.payers) == is_started


async def test_who_pays_is_looked_up_for_providers_that_want_to_know_and_no_others():
    till = Till()
    payer = Payer(SimpleNamespace(order=till, payment=till, user=till), CLOCK)
    await payer.start(pb.StartPaymentRequest(order_id="o1", provider="sandbox"))
    assert (till.payers, till.looked_up) == ([""], 0)
    await payer.start(pb.StartPaymentRequest(order_id="o1", provider="wechat"))
    await payer.start(pb.StartPaymentRequest(order_id="o1", provider="wechat"))
    assert (till.payers, till.looked_up) == (["", "", "latest", "latest"], 2)


async def notice_and_feed(orders: Orders) -> Batch:
    """The provider's message, and the same money by the feed while it is being carried."""
    payer = Payer(SimpleNamespace(order=orders, payment=Payments()), CLOCK)
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


@pytest.mark.parametrize("carried", [False, True])
async def test_money_that_goes_back_before_its_order_knows_of_it_is_told_as_paid_first(carried):
    orders = Orders()
    orders.may_answer.set()
    payer = Payer(SimpleNamespace(order=orders, payment=Payments()), CLOCK)
    if carried:
        await payer.notice(pb.HandlePaymentNoticeRequest())
    event = paid("o1", REFUNDED)
    event.payment.use = payment_pb2.PAYMENT_USE_ORDER
    event.refund.payment_id = event.payment.payment_id
    batch = Batch([Item.of(event, item_id="e", subject_id="o1", merchant_id="demo")])
    with as_call(internal_identity("order_control", "demo"), timeout=5):
        await PaymentEffects(payer._peers, payer).returned(batch)
    assert orders.told == ["p-o1", "back r-o1"]


async def test_money_of_no_order_that_goes_back_is_not_told_as_paid():
    orders = Orders()
    payer = Payer(SimpleNamespace(order=orders), CLOCK)
    event = paid("o1", REFUNDED)
    event.payment.use = payment_pb2.PAYMENT_USE_SURPLUS
    batch = Batch([Item.of(event, item_id="e", subject_id="o1", merchant_id="demo")])
    with as_call(internal_identity("order_control", "demo"), timeout=5):
        await PaymentEffects(payer._peers, payer).returned(batch)
    assert orders.told == ["back r-o1"]


async def test_money_that_the_feed_tells_of_later_is_told_to_its_order_again(monkeypatch):
    """Where databases were set back, the order may have lost what its notice had told it."""
    monkeypatch.setattr(paying, "CARRIED_SECONDS", 0)
    orders = Orders()
    orders.may_answer.set()
    payer = Payer(SimpleNamespace(order=orders, payment=Payments()), CLOCK)
    await payer.notice(pb.HandlePaymentNoticeRequest())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    item = Item.of(paid("o1", CAPTURED), item_id="e", subject_id="o1", merchant_id="demo")
    batch = Batch([item])
    with as_call(internal_identity("order_control", "demo"), timeout=5):
        await PaymentEffects(payer._peers, payer).captured(batch)
    assert orders.told == ["p-o1", "p-o1"]


async def test_a_reader_that_is_cancelled_while_a_notice_is_carried_leaves_it_to_the_others():
    orders = Orders()
    payer = Payer(SimpleNamespace(order=orders, payment=Payments()), CLOCK)
    notice = asyncio.create_task(payer.notice(pb.HandlePaymentNoticeRequest()))
    await asyncio.sleep(0)
    given_up, other = [asyncio.create_task(payer.was_carried("p-o1")) for _ in range(2)]
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait([given_up])
    orders.may_answer.set()
    await notice
    assert await other
    assert await payer.was_carried("p-o1")
