"""The sandbox OMS: codes by hand or at once, that outlive the process, and end."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1.oms_pb2_grpc import OmsServiceStub

from mesh.plugins.handle import PluginHandle
from tests.plugins.world import access, hosted

ALL = {"ZHONGTAI_OMS_SANDBOX_CHAINS": "*"}
BY_HAND = {**ALL, "ZHONGTAI_OMS_SANDBOX_ISSUE": "by_hand"}
VOIDED, EXPIRED = order_pb.OMS_VOUCHER_STATE_VOIDED, order_pb.OMS_VOUCHER_STATE_EXPIRED


async def submit(handle: PluginHandle, pieces: int = 2) -> order_pb.OmsOrderState:
    """Hand an order over."""
    price = Money(minor_units=100, currency_code="CNY")
    line = order_pb.OmsOrderLine(line_id="1", sku_id="s", quantity=pieces, unit_price=price)
    order = order_pb.OmsOrder(
        order_id="ord_1", merchant_id="demo", store_id="sto_1", lines=[line], total=price
    )
    request = pb.SubmitVoucherOrdersRequest(orders=[order])
    (answer,) = (
        await handle.call(handle.stub(OmsServiceStub).SubmitVoucherOrders, request)
    ).answers
    return answer.state


async def void(handle: PluginHandle, pieces: int) -> order_pb.OmsOrderState:
    """Make pieces void."""
    wish = pb.OmsVoid(
        void_id="void_1",
        merchant_id="demo",
        order_id="ord_1",
        lines=[pb.OmsPieces(line_id="1", quantity=pieces)],
    )
    request = pb.VoidVouchersRequest(voids=[wish])
    (answer,) = (await handle.call(handle.stub(OmsServiceStub).VoidVouchers, request)).answers
    return answer.state


async def redeem(handle: PluginHandle, code: str) -> int:
    """What comes of a code."""
    request = pb.RedeemVoucherRequest(
        redemption_id="one", merchant_id="demo", store_id="sto_1", code=code
    )
    return (await handle.call(handle.stub(OmsServiceStub).RedeemVoucher, request)).outcome


async def at_desk(home: Path, do: str) -> dict[str, Any]:
    """Have the desk do something with the order."""
    door = access(home, "oms_sandbox", "desk.json")
    headers = {"authorization": f"Bearer {door['token']}"}
    async with httpx.AsyncClient(base_url=door["url"], headers=headers) as http:
        answer = await http.post("/oms/v1/orders/ord_1", json={"merchant_id": "demo", "do": do})
    return {"status": answer.status_code, **answer.json()}


async def test_codes_and_their_use_outlive_the_process(tmp_path: Path) -> None:
    async with hosted("oms_sandbox", tmp_path, **ALL) as handle:
        issued = await submit(handle)
        code = issued.vouchers[0].code
        assert await redeem(handle, f" {code[:4]}-{code[4:]} ".lower().strip()) == 1
    async with hosted("oms_sandbox", tmp_path, **ALL) as handle:
        again = await submit(handle)
        assert [each.code for each in again.vouchers] == [each.code for each in issued.vouchers]
        assert await redeem(handle, code) == pb.OMS_REDEEM_OUTCOME_REDEEMED


async def test_the_desk_issues_by_hand_and_what_was_void_before_stays_so(tmp_path: Path) -> None:
    async with hosted("oms_sandbox", tmp_path, **BY_HAND) as handle:
        assert (await submit(handle)).decision == order_pb.OMS_DECISION_PENDING
        assert not (await void(handle, 1)).vouchers
        seen = await at_desk(tmp_path, "issue")
        assert sorted(each["state"] for each in seen["vouchers"]) == ["issued", "voided"]
        assert (await at_desk(tmp_path, "reject"))["status"] == 409
        assert [each.state for each in (await submit(handle)).vouchers].count(VOIDED) == 1


async def test_a_voucher_ends_by_the_clock(tmp_path: Path) -> None:
    short = {**ALL, "ZHONGTAI_OMS_SANDBOX_VALID_SECONDS": "1"}
    async with hosted("oms_sandbox", tmp_path, **short) as handle:
        code = (await submit(handle, 1)).vouchers[0].code
        async with asyncio.timeout(60):
            while (await submit(handle, 1)).vouchers[0].state != EXPIRED:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await redeem(handle, code) == pb.OMS_REDEEM_OUTCOME_EXPIRED
