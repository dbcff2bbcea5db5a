"""The sandbox provider: money moves once, notices come until they are taken."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub
from zhongtai_plugin.conformance.notices import Caught, catching

from mesh.call.circuit import CircuitState
from mesh.plugins.faults import PluginConflict, PluginRejected
from mesh.plugins.handle import PluginHandle
from mesh.pure.errors import PluginUnavailable
from tests.plugins.world import access, hosted, patiently

NOWHERE = "http://127.0.0.1:9/notices"


async def create(handle: PluginHandle, payment_id: str, url: str = NOWHERE, amount: int = 1234):
    """Open a payment."""
    stub = handle.stub(PaymentProviderServiceStub)
    request = pb.CreatePaymentRequest(
        payment_id=payment_id,
        merchant_id="demo",
        amount=Money(minor_units=amount, currency_code="CNY"),
        subject="Two teas",
        notify_url=url,
    )
    request.expire_time.FromDatetime(datetime.now(UTC) + timedelta(minutes=15))
    return await handle.call(stub.CreatePayment, request)


async def verify(handle: PluginHandle, caught: Caught) -> pb.VerifyNoticeResponse:
    """Ask the plug-in what a notice means."""
    stub = handle.stub(PaymentProviderServiceStub)
    request = pb.VerifyNoticeRequest(headers=caught.headers, body=caught.body)
    return await handle.call(stub.VerifyNotice, request, repeatable=True)


async def query(handle: PluginHandle, payment_id: str) -> pb.ProviderPayment:
    """Look a payment up."""
    stub = handle.stub(PaymentProviderServiceStub)
    answer = await handle.call(stub.QueryPayment, pb.QueryPaymentRequest(payment_id=payment_id))
    return answer.payment


@asynccontextmanager
async def at_cashier(home: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The provider's HTTP side, with the token for the switches."""
    door = access(home, "payment_sandbox", "cashier.json")
    headers = {"authorization": f"Bearer {door['token']}"}
    async with httpx.AsyncClient(base_url=door["url"], headers=headers, timeout=20) as http:
        yield http


async def pay(http: httpx.AsyncClient, payment_id: str) -> dict:
    """The customer pays."""
    answer = await http.post("/cashier/v1/pay", json={"payment_id": payment_id})
    return answer.raise_for_status().json()


async def faults(http: httpx.AsyncClient, **switches: object) -> None:
    """Set the faults that are on from now."""
    (await http.post("/cashier/v1/faults", json=switches)).raise_for_status()


async def test_paying_twice_moves_money_once_and_sends_one_notice(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await create(handle, "pay_1", catcher.url)
        async with at_cashier(tmp_path) as http:
            answers = await asyncio.gather(*(pay(http, "pay_1") for _ in range(10)))
        assert sorted(answer["repeated"] for answer in answers) == [False] + [True] * 9
        notice = (await verify(handle, await catcher.next())).notice
        assert (notice.payment_id, notice.amount.minor_units) == ("pay_1", 1234)
        assert catcher.notices.empty()


async def test_notices_are_sent_again_after_kill(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching(refuse=1000) as catcher:
        async with at_cashier(tmp_path) as http:
            for number in range(5):
                await create(handle, f"pay_{number}", catcher.url)
                await pay(http, f"pay_{number}")
        await catcher.next()
        os.kill(handle.pid, 9)
        catcher.refuse = 0
        told = set()
        while len(told) < 5:
            caught = await catcher.next()
            answer = await patiently(partial(verify, handle, caught))
            told.add(answer.notice.payment_id)
        assert told == {f"pay_{number}" for number in range(5)}


async def test_a_notice_that_was_taken_is_not_sent_again_after_a_restart(tmp_path: Path) -> None:
    async with catching() as catcher:
        async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
            await create(handle, "pay_1", catcher.url)
            await pay(http, "pay_1")
            await catcher.next()
        async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
            await create(handle, "pay_2", catcher.url)
            await pay(http, "pay_2")
            notice = (await verify(handle, await catcher.next())).notice
            assert notice.payment_id == "pay_2"


async def test_a_notice_with_a_spoiled_signature_is_not_genuine(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await create(handle, "pay_1", catcher.url)
        async with at_cashier(tmp_path) as http:
            await faults(http, bad_signature=True)
            await pay(http, "pay_1")
        answer = await verify(handle, await catcher.next())
        assert answer.error.code == "BAD_SIGNATURE"
        assert answer.failure_answer.status == 401


async def test_no_part_of_a_notice_can_be_changed(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await create(handle, "pay_1", catcher.url)
        async with at_cashier(tmp_path) as http:
            await pay(http, "pay_1")
        caught = await catcher.next()
        assert (await verify(handle, caught)).WhichOneof("result") == "notice"
        body = caught.body.replace(b"1234", b"9999")
        assert (await verify(handle, Caught(caught.headers, body))).error.code == "BAD_SIGNATURE"
        for part in ("timestamp", "nonce", "serial", "signature"):
            for value in ("", "0", caught.headers[f"sandbox-{part}"] + "0"):
                changed = Caught({**caught.headers, f"sandbox-{part}": value}, caught.body)
                assert (await verify(handle, changed)).WhichOneof("result") == "error"


async def test_faults_make_duplicates_and_wrong_amounts(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await create(handle, "pay_1", catcher.url)
        async with at_cashier(tmp_path) as http:
            await faults(http, duplicate_notices=2, wrong_amount=1, payment_id="pay_1")
            await pay(http, "pay_1")
        notices = [(await verify(handle, await catcher.next())).notice for _ in range(3)]
        assert len({notice.event_id for notice in notices}) == 1
        assert {notice.amount.minor_units for notice in notices} == {1}
        assert (await query(handle, "pay_1")).paid_amount.minor_units == 1


async def test_switches_need_the_token(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path), at_cashier(tmp_path) as http:
        del http.headers["authorization"]
        for method in ("GET", "POST"):
            answer = await http.request(method, "/cashier/v1/faults", content=b"{}")
            assert answer.status_code == 401


async def test_a_closed_payment_cannot_be_paid(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
        await create(handle, "pay_1")
        stub = handle.stub(PaymentProviderServiceStub)
        await handle.call(stub.ClosePayment, pb.ClosePaymentRequest(payment_id="pay_1"))
        answer = await http.post("/cashier/v1/pay", json={"payment_id": "pay_1"})
        assert (answer.status_code, answer.json()["code"]) == (409, "TRADE_CLOSED")


async def test_another_amount_under_one_key_is_refused(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle:
        first = await create(handle, "pay_1")
        assert (await create(handle, "pay_1")).provider_trade_no == first.provider_trade_no
        with pytest.raises(PluginConflict):
            await create(handle, "pay_1", amount=1)


async def test_refunds_never_exceed_what_was_paid(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
        await create(handle, "pay_1")
        await pay(http, "pay_1")
        stub = handle.stub(PaymentProviderServiceStub)
        calls = [
            handle.call(
                stub.CreateRefund,
                pb.CreateRefundRequest(
                    refund_id=f"ref_{number}",
                    payment_id="pay_1",
                    amount=Money(minor_units=500, currency_code="CNY"),
                    notify_url=NOWHERE,
                ),
            )
            for number in range(8)
        ]
        done = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(one, PluginRejected) for one in done) == 6
        assert (await query(handle, "pay_1")).refunded_amount.minor_units == 1000


async def test_a_refund_is_told_by_a_notice(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await create(handle, "pay_1")
        async with at_cashier(tmp_path) as http:
            await pay(http, "pay_1")
        stub = handle.stub(PaymentProviderServiceStub)
        request = pb.CreateRefundRequest(
            refund_id="ref_1",
            payment_id="pay_1",
            amount=Money(minor_units=34, currency_code="CNY"),
            notify_url=catcher.url,
        )
        answer = await handle.call(stub.CreateRefund, request)
        assert answer.refund.status == pb.PROVIDER_REFUND_STATUS_PROCESSING
        notice = (await verify(handle, await catcher.next())).notice
        assert notice.kind == pb.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED
        assert (notice.refund_id, notice.amount.minor_units) == ("ref_1", 34)


async def test_refunds_are_refused_on_demand_and_given_afterwards(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
        await create(handle, "pay_1")
        await pay(http, "pay_1")
        stub = handle.stub(PaymentProviderServiceStub)
        request = pb.CreateRefundRequest(
            refund_id="ref_1",
            payment_id="pay_1",
            amount=Money(minor_units=34, currency_code="CNY"),
            notify_url="http://127.0.0.1:9/none",
        )
        await faults(http, payment_id="pay_1", refuse_refunds=True)
        with pytest.raises(PluginRejected):
            await handle.call(stub.CreateRefund, request)
        await faults(http)
        answer = await handle.call(stub.CreateRefund, request)
        assert answer.refund.status == pb.PROVIDER_REFUND_STATUS_PROCESSING


async def test_many_payments_are_paid_in_one_call(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, catching() as catcher:
        await asyncio.gather(*(create(handle, f"pay_{n}", catcher.url) for n in range(50)))
        async with at_cashier(tmp_path) as http:
            wanted = [{"payment_id": f"pay_{n}"} for n in range(51)]
            answer = await http.post("/cashier/v1/pay", json={"payments": wanted})
        results = answer.json()["results"]
        assert [item["status"] for item in results] == ["succeeded"] * 50 + ["refused"]
        notices = [(await verify(handle, await catcher.next())).notice for _ in range(50)]
        assert {notice.payment_id for notice in notices} == {f"pay_{n}" for n in range(50)}


async def test_the_pay_page_shows_amount_and_escapes_the_subject(tmp_path: Path) -> None:
    async with hosted("payment_sandbox", tmp_path) as handle, at_cashier(tmp_path) as http:
        trade = await create(handle, "pay_1")
        page = await http.get(httpx.URL(trade.pay_url).path)
        assert "12.34" in page.text
        assert not re.search(r"\{\{\w+\}\}", page.text)
        assert (await http.get("/pay/pay_1")).status_code == 404


async def test_the_circuit_opens_when_the_provider_hangs_and_heals_when_it_answers(
    tmp_path: Path,
) -> None:
    async with hosted("payment_sandbox", tmp_path, probe_every=0.05) as handle:
        stub = handle.stub(PaymentProviderServiceStub)
        request = pb.QueryPaymentRequest(payment_id="pay_1")
        async with at_cashier(tmp_path) as http:
            await faults(http, stop_answering=True)
            while handle.circuit.state is CircuitState.CLOSED:
                with pytest.raises(PluginUnavailable):
                    await handle.call(stub.QueryPayment, request, timeout=0.05)
            await faults(http)
        answer = await patiently(lambda: handle.call(stub.QueryPayment, request))
        assert answer.payment.status == pb.PROVIDER_PAYMENT_STATUS_UNKNOWN
        assert handle.circuit.state is CircuitState.CLOSED
