"""WeChat Pay against its simulator: nothing is charged or given back twice, nothing is believed."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub
from zhongtai_plugin.conformance.notices import Catcher, Caught, catching

from mesh.plugins.faults import (
    PluginAuth,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from mesh.plugins.handle import Answer, PluginHandle, Request
from simulators.wechat.authority import Authority
from simulators.wechat.files import PAY
from simulators.wechat.platform import Wechat
from tests.plugins.world import hosted, until
from tests.wechat import Chains, chains, simulated

DAY = 24 * 3600.0
NOWHERE = "http://127.0.0.1:9/notices"


class Merchant:
    """The plug-in as the payment center calls it, for one chain."""

    def __init__(self, handle: PluginHandle, name: str = "noodles") -> None:
        self.handle = handle
        self.name = name
        self._stub = handle.stub(PaymentProviderServiceStub)
        self._expires = datetime.now(UTC) + timedelta(minutes=15)

    async def create(
        self, notify_url: str = NOWHERE, payment_id: str = "", amount: int = 1990
    ) -> str:
        request = pb.CreatePaymentRequest(
            payment_id=payment_id or f"pay_{secrets.token_hex(12)}",
            merchant_id=self.name,
            amount=Money(minor_units=amount, currency_code="CNY"),
            subject="豆浆 +1",
            notify_url=notify_url,
            payer_subject="o-anna",
        )
        request.expire_time.FromDatetime(self._expires)
        reply = await self._call(self._stub.CreatePayment, request)
        assert reply.client_parameters["package"].startswith("prepay_id=wx")
        return request.payment_id

    async def query(self, payment_id: str) -> pb.ProviderPayment:
        request = pb.QueryPaymentRequest(payment_id=payment_id, merchant_id=self.name)
        return (await self._call(self._stub.QueryPayment, request)).payment

    async def close(self, payment_id: str) -> pb.ProviderPayment:
        request = pb.ClosePaymentRequest(payment_id=payment_id, merchant_id=self.name)
        return (await self._call(self._stub.ClosePayment, request)).payment

    async def refund(
        self, payment_id: str, refund_id: str, amount: int, notify_url: str = NOWHERE
    ) -> pb.ProviderRefund:
        request = pb.CreateRefundRequest(
            refund_id=refund_id,
            payment_id=payment_id,
            merchant_id=self.name,
            amount=Money(minor_units=amount, currency_code="CNY"),
            reason="豆浆" * 20,
            notify_url=notify_url,
        )
        return (await self._call(self._stub.CreateRefund, request)).refund

    async def refund_status(self, refund_id: str) -> pb.ProviderRefund:
        request = pb.QueryRefundRequest(refund_id=refund_id, merchant_id=self.name)
        return (await self._call(self._stub.QueryRefund, request)).refund

    async def verify(self, caught: Caught) -> pb.VerifyNoticeResponse:
        request = pb.VerifyNoticeRequest(headers=caught.headers, body=caught.body)
        return await self._call(self._stub.VerifyNotice, request)

    async def bill(self, day: str, name: str = "", kind: int = 0) -> list[pb.BillEntry]:
        request = pb.DownloadBillRequest(bill_date=day, merchant_id=name, kind=kind)
        stream = self.handle.stream(self._stub.DownloadBill, request)
        return [entry async for part in stream for entry in part.entries]

    async def _call(
        self, method: "grpc.aio.UnaryUnaryMultiCallable[Request, Answer]", request: Request
    ) -> Answer:
        return await self.handle.call(method, request, timeout=10)


@asynccontextmanager
async def merchants(
    folder: Path, *names: str, by_public_key: bool = True, authority: Authority | None = None
) -> AsyncIterator[tuple[Wechat, Merchant, Chains]]:
    """WeChat, and the plug-in with an account for each chain; the merchant is the first."""
    there = chains(folder, names or ["noodles"], by_public_key=by_public_key)
    async with (
        simulated(there, authority=authority) as side,
        hosted("payment_wechat", folder, **there.env(side.url)) as handle,
    ):
        yield side, Merchant(handle, next(iter(there.accounts))), there


def beijings_day_before(days: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=8) - timedelta(days=days)).date().isoformat()


async def verdict(merchant: Merchant, caught: Caught) -> str:
    """What the plug-in says to a notice: the code of its error, or the kind."""
    answer = await merchant.verify(caught)
    if answer.WhichOneof("result") == "error":
        assert answer.failure_answer.status == 401
        return answer.error.code
    return pb.ProviderNoticeKind.Name(answer.notice.kind).removeprefix("PROVIDER_NOTICE_KIND_")


async def paid_notice(side: Wechat, merchant: Merchant, catcher: Catcher) -> Caught:
    """A notice about money that has come."""
    side.pay.pay(await merchant.create(catcher.url))
    return await catcher.next()


async def test_lost_answers_and_wrong_ones_change_nothing_and_no_money_moves_twice(tmp_path: Path):
    async with merchants(tmp_path) as (side, merchant, _):
        calls = side.faults.calls
        calls += ["lost"]
        with pytest.raises(PluginRetry):
            await merchant.create(payment_id="pay_lost_answer")
        assert await merchant.create(payment_id="pay_lost_answer") == "pay_lost_answer"
        assert len(list(side.book.all())) == 1
        for fault in ("SYSTEM_ERROR", "USERPAYING", "unsigned", "wrong-signature"):
            calls += [fault]
            with pytest.raises(PluginRetry):
                await merchant.query("pay_lost_answer")
        calls += ["FREQUENCY_LIMITED"]
        with pytest.raises(PluginRateLimited) as limited:
            await merchant.query("pay_lost_answer")
        assert limited.value.retry_after_seconds > 0
        side.pay.pay("pay_lost_answer")
        calls += ["", "lost"]  # the trade is looked up before its money goes back
        with pytest.raises(PluginRetry):
            await merchant.refund("pay_lost_answer", "rfd_lost", 990)
        assert (await merchant.refund_status("rfd_lost")).amount.minor_units == 990
        again = await merchant.refund("pay_lost_answer", "rfd_lost", 990)
        assert again.provider_refund_no
        (trade,) = side.book.all()
        assert (trade.given_back, len(trade.refunds)) == (990, 1)


async def test_while_a_customer_types_the_password_nothing_is_closed(tmp_path: Path):
    async with merchants(tmp_path) as (side, merchant, _):
        payment_id = await merchant.create()
        side.faults.calls += ["USERPAYING"]
        with pytest.raises(PluginRetry):
            await merchant.close(payment_id)
        assert (await merchant.close(payment_id)).status == pb.PROVIDER_PAYMENT_STATUS_CLOSED
        with pytest.raises(PluginRejected):
            await merchant.create(payment_id=payment_id)


@pytest.mark.parametrize("by_public_key", [True, False])
async def test_a_notice_is_taken_once_and_only_fresh_and_genuine(
    tmp_path: Path, by_public_key: bool
):
    async with (
        merchants(tmp_path, by_public_key=by_public_key) as (side, merchant, _),
        catching() as catcher,
    ):
        caught = await paid_notice(side, merchant, catcher)
        touched = Caught(caught.headers, caught.body + b" ")
        assert await verdict(merchant, touched) == "BAD_SIGNATURE"
        assert await verdict(merchant, caught) == "PAYMENT_SUCCEEDED"
        assert await verdict(merchant, caught) == "REPLAYED"
        for more, code in (
            ({"forged": True}, "BAD_SIGNATURE"),
            ({"timestamp": int(datetime.now(UTC).timestamp()) - 301}, "STALE"),
            ({"timestamp": int(datetime.now(UTC).timestamp()) + 600}, "STALE"),
            ({}, "PAYMENT_SUCCEEDED"),
        ):
            headers = side.authority.headers(caught.body, by_public_key=by_public_key, **more)
            lower = {name.lower(): value for name, value in headers.items()}
            assert await verdict(merchant, Caught(lower, caught.body)) == code
            strange = lower | {"wechatpay-serial": "A0" * 20, "wechatpay-nonce": "another one"}
            wanted = "STALE" if code == "STALE" else "SERIAL_UNKNOWN"
            assert await verdict(merchant, Caught(strange, caught.body)) == wanted
        assert await verdict(merchant, Caught({}, caught.body)) == "HEADERS_MISSING"


async def test_a_certificate_that_wechat_renews_is_fetched_and_the_old_one_stays_good(
    tmp_path: Path,
):
    authority = Authority()
    async with (
        merchants(tmp_path, by_public_key=False, authority=authority) as (side, merchant, there),
        catching() as catcher,
    ):
        old = await paid_notice(side, merchant, catcher)
        authority.rotate()
        # A plug-in that has not fetched any yet: it may look once a minute.
        async with hosted("payment_wechat", tmp_path / "2", **there.env(side.url)) as handle:
            second = Merchant(handle)
            renewed = await paid_notice(side, second, catcher)
            assert renewed.headers["wechatpay-serial"] != old.headers["wechatpay-serial"]
            assert await verdict(second, old) == "PAYMENT_SUCCEEDED"
            assert await verdict(second, renewed) == "PAYMENT_SUCCEEDED"


async def test_a_refund_is_under_way_until_wechat_says_how_it_ended(tmp_path: Path):
    succeeded, failed = pb.PROVIDER_REFUND_STATUS_SUCCEEDED, pb.PROVIDER_REFUND_STATUS_FAILED
    async with merchants(tmp_path) as (side, merchant, _), catching() as catcher:
        payment_id = await merchant.create()
        side.pay.pay(payment_id)
        side.faults.refund_seconds = 0.5
        for outcome, kind, status in (
            ("SUCCESS", pb.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED, succeeded),
            ("ABNORMAL", pb.PROVIDER_NOTICE_KIND_REFUND_FAILED, failed),
            ("CLOSED", pb.PROVIDER_NOTICE_KIND_REFUND_FAILED, failed),
        ):
            side.faults.refund_outcome, refund_id = outcome, f"rfd_{outcome}"
            taken = await merchant.refund(payment_id, refund_id, 600, catcher.url)
            assert taken.status == pb.PROVIDER_REFUND_STATUS_PROCESSING
            notice = (await merchant.verify(await catcher.next())).notice
            assert (notice.kind, notice.payment_id) == (kind, payment_id)
            assert (notice.refund_id, notice.amount.minor_units) == (refund_id, 600)
            ended = await merchant.refund_status(refund_id)
            assert (ended.status, bool(ended.failure)) == (status, outcome != "SUCCESS")


async def test_a_refund_fails_for_good_only_where_nobody_has_paid(tmp_path: Path):
    async with merchants(tmp_path) as (side, merchant, _):
        trade = side.pay.pay(await merchant.create())
        paid = trade.state
        for state, fault in (
            ("USERPAYING", PluginRetry),
            ("A_STATE_OF_TOMORROW", PluginRetry),
            ("NOTPAY", PluginRejected),
            ("CLOSED", PluginRejected),
        ):
            trade.state = state
            with pytest.raises(fault):
                await merchant.refund(trade.asked.out_trade_no, "rfd_1", 600)
        trade.state = paid
        taken = await merchant.refund(trade.asked.out_trade_no, "rfd_1", 600)
        assert (taken.refund_id, trade.state) == ("rfd_1", "REFUND")


async def test_each_chain_has_its_own_money_notices_and_bill(tmp_path: Path):
    async with (
        merchants(tmp_path, "noodles", "tea") as (side, noodles, _),
        catching() as catcher,
    ):
        tea, nobody = Merchant(noodles.handle, "tea"), Merchant(noodles.handle, "pizza")
        first = await noodles.create(catcher.url, payment_id="pay_of_noodles")
        side.pay.pay(first)
        assert (await noodles.verify(await catcher.next())).notice.merchant_id == "noodles"
        assert (await tea.query(first)).status == pb.PROVIDER_PAYMENT_STATUS_UNKNOWN
        side.pay.pay(await tea.create(catcher.url, payment_id="pay_of_tea", amount=500))
        assert (await tea.verify(await catcher.next())).notice.merchant_id == "tea"
        assert (await nobody.query(first)).status == pb.PROVIDER_PAYMENT_STATUS_UNKNOWN
        with pytest.raises(PluginRejected, match="no account"):
            await nobody.create()
        side.book.put_back(DAY)
        every = await noodles.bill(day := beijings_day_before(1))
        assert [(entry.merchant_id, entry.amount.minor_units) for entry in every] == [
            ("noodles", 1990), ("tea", 500),
        ]  # fmt: skip
        flow = await noodles.bill(day, "tea", pb.BILL_KIND_FUND_FLOW)
        assert [entry.amount.minor_units for entry in flow] == [500, -3]
        assert await noodles.bill(beijings_day_before(5), "tea") == []


async def test_an_account_in_trouble_is_told_of_in_words_and_no_secret_is_logged(tmp_path: Path):
    there = chains(tmp_path, ["noodles", "tea"])
    file = tmp_path / PAY
    noodles, tea = there.accounts["noodles"], there.accounts["tea"]
    file.write_text(file.read_text().replace(noodles.serial, "AB" * 20, 1))
    file.write_text(file.read_text().replace(f'mchid = "{tea.mchid}"', 'mchid = ""'))
    async with (
        simulated(there) as side,
        hosted("payment_wechat", tmp_path, **there.env(side.url)) as handle,
    ):
        for name in ("noodles", "tea"):
            with pytest.raises(PluginAuth):
                await Merchant(handle, name).create()
        await until(lambda: "account.noodles" in handle.details)
        assert handle.state.value == "broken"
        assert "private_key must be those" in handle.details["account.noodles"]
        assert "mchid must be given" in handle.details["account.tea"]
    log = (tmp_path / "logs" / "plugin-payment_wechat.log").read_text()
    for secret in (noodles.api_v3_key, tea.api_v3_key, "o-anna"):
        assert secret not in log + str(handle.details)
