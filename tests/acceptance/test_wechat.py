"""A customer who logs in and pays by WeChat, on both topologies, with everything going wrong."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import httpx
import pytest
import pytest_asyncio
from zhongtai.payment.v1 import notice_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub
from zhongtai.plugin.v1 import payment_provider_pb2 as provider_pb
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub

from mesh.plugins.process import socket_path
from simulators.wechat.book import Trade
from simulators.wechat.login import openid_of
from simulators.wechat.platform import Wechat
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll, until_refunded
from tests.acceptance.test_platform_orders import breaches
from tests.platform import running_platform
from tests.wechat import chains, simulated

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DAY = 24 * 3600.0


class WechatShop(Shop):
    """The demo chain, whose customers come from WeChat."""

    side: Wechat

    def code_of(self, name: str) -> str:
        return self.side.login.code(self.app_id, name)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str, own_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[WechatShop]:
    """The demo chain with accounts at WeChat, on a platform of its own."""
    there = chains(tmp_path_factory.mktemp("wechat"), ["demo"])
    async with (
        simulated(there) as side,
        running_platform(topology, own_database_url, **there.env(side.url)) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = WechatShop(platform, http)
        shop.side = side
        await shop.open()
        yield shop


async def started(phone: Phone, *skus: str) -> tuple[dict[str, Any], str]:
    """An order whose customer has been asked to pay; the order, and the payment's id."""
    order = await phone.order(*skus)
    path = f"/orders/{order['order_id']}/payments"
    payment = await phone.post(path, {"provider": "wechat"})
    given = payment["client_parameters"]
    assert given["package"].startswith("prepay_id=wx")
    assert {"timeStamp", "nonceStr", "signType", "paySign"} <= given.keys()
    return order, payment["payment_id"]


async def outcomes(shop: Shop, payment_id: str) -> list[str]:
    """What came of the notices about a payment, in their order."""
    request = pb.ListNoticesRequest(payment_id=payment_id)
    reply = await PaymentServiceStub(shop.channel).ListNotices(request, **shop.operator)
    names = (notice_pb2.NoticeOutcome.Name(notice.outcome) for notice in reply.notices)
    return [name.removeprefix("NOTICE_OUTCOME_") for name in names][::-1]


async def payment_of(shop: Shop, order_id: str) -> payment_pb2.Payment:
    request = pb.ListPaymentsRequest(order_id=order_id)
    stub = PaymentServiceStub(shop.channel)
    (payment,) = (await stub.ListPayments(request, **shop.operator)).payments
    return payment


async def bill_of_yesterday(shop: Shop, kind: int = 0) -> list[provider_pb.BillEntry]:
    day = (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=1)).date().isoformat()
    request = provider_pb.DownloadBillRequest(bill_date=day, merchant_id="demo", kind=kind)
    address = f"unix:{socket_path(shop.platform.home, 'payment_wechat')}"
    async with grpc.aio.insecure_channel(address) as channel:
        stream = PaymentProviderServiceStub(channel).DownloadBill(request, timeout=30)
        return [entry async for part in stream for entry in part.entries]


async def paid(shop: WechatShop, phone: Phone, *skus: str) -> tuple[str, Trade]:
    """An order that the customer has paid, and its trade at WeChat; all notices are brought."""
    order, payment_id = await started(phone, *skus)
    trade = shop.side.pay.pay(payment_id)
    placed = await poll(
        lambda: phone.get(f"/orders/{order['order_id']}"), lambda seen: seen["status"] == "PLACED"
    )
    assert placed["amounts"]["paid"] == trade.paid
    await shop.side.courier.errands.all_done()
    return order["order_id"], trade


async def test_a_customer_of_wechat_pays_once_whatever_comes(shop):
    side, phone = shop.side, await shop.phone("anna")
    side.faults.strangers, side.faults.duplicate_notices = True, 2
    side.faults.lost_answers = 1
    side.faults.calls += ["lost"]
    with pytest.raises(Problem) as away:
        await started(phone, "wonton-soup")
    assert away.value.status == 503
    order_id, trade = await paid(shop, phone, "cucumber")
    assert trade.asked.openid == openid_of("wx-demo", "anna")
    assert (side.courier.misconduct, side.courier.given_up) == ([], [])
    assert side.courier.counts["answers lost"] == 1
    # Copies are one event: it is kept once.
    assert await outcomes(shop, trade.asked.out_trade_no) == ["CAPTURED"]
    assert (await phone.get(f"/orders/{order_id}"))["status"] == "PLACED"
    assert await breaches(shop) == []


async def test_all_of_the_money_comes_back_once_though_answers_are_lost(shop):
    side, phone = shop.side, await shop.phone("dora")
    side.faults.strangers, side.faults.duplicate_notices = True, 2
    order_id, trade = await paid(shop, phone, "cucumber")
    side.faults.refund_seconds = 1.0
    side.faults.calls += ["", "lost"]  # the trade is looked up before its money goes back
    await phone.post(f"/orders/{order_id}/cancel", {})
    refunded = await until_refunded(phone, order_id)
    assert trade.given_back == trade.paid == refunded["amounts"]["refunded"]
    side.pay.tell(trade)
    await side.courier.errands.all_done()
    assert side.courier.misconduct == []
    assert len(trade.refunds) == 1
    assert (await phone.get(f"/orders/{order_id}"))["status"] == "CANCELLED"
    assert await breaches(shop) == []


async def test_money_whose_notice_is_late_is_found_when_the_order_is_cancelled(shop):
    side, phone = shop.side, await shop.phone("bert")
    side.faults.strangers, side.faults.duplicate_notices = False, 0
    side.faults.late_notice_seconds, side.faults.refund_seconds = 3.0, 0.0
    order, payment_id = await started(phone, "cucumber", "soy-milk")
    trade = side.pay.pay(payment_id)
    await phone.post(f"/orders/{order['order_id']}/cancel", {})
    await side.courier.errands.all_done()
    known = {"CAPTURED", "LATE", "DUPLICATE", "REFUND_UPDATED"}
    assert set(await outcomes(shop, payment_id)) <= known
    payment = await poll(
        lambda: payment_of(shop, order["order_id"]), lambda seen: seen.refunded_amount.minor_units
    )
    assert payment.refunded_amount.minor_units == trade.given_back == trade.paid
    assert len(trade.refunds) == 1
    assert await breaches(shop) == []


async def test_the_bill_has_what_was_paid_and_what_went_back(shop):
    side, phone = shop.side, await shop.phone("clara")
    side.faults.late_notice_seconds = 0.0
    _, trade = await paid(shop, phone, "soy-milk")
    side.book.put_back(DAY)
    entries, sums = await bill_of_yesterday(shop), Counter[str]()
    for entry in entries:
        sums[entry.payment_id] += entry.amount.minor_units
    assert sums == {
        each.asked.out_trade_no: each.paid - each.given_back
        for each in side.book.all()
        if each.paid
    }
    assert sums[trade.asked.out_trade_no] == trade.paid
    assert any(entry.fee.minor_units for entry in entries)
    flow = await bill_of_yesterday(shop, provider_pb.BILL_KIND_FUND_FLOW)
    assert trade.transaction_id in {entry.provider_trade_no for entry in flow}


async def test_a_code_that_wechat_does_not_know_logs_nobody_in(shop):
    phone = Phone(shop, "mallory")
    for code in ("demo-mallory", shop.side.login.code("wx-another", "mallory")):
        with pytest.raises(Problem) as refused:
            await phone.post("/login", {"app_id": shop.app_id, "code": code})
        assert refused.value.reason == "LOGIN_CODE_REJECTED"
