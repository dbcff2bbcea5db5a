"""E-vouchers from the phone to the store: bought, paid, coded, used once, given back unused."""

import asyncio
import json
import secrets
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import read_messages_pb2, voucher_pb2
from zhongtai.product.v1 import catalog_import_pb2, product_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from mesh.call.errors_wire import refusal_of
from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Problem, Shop

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

PRICE = 5000
CARD = {"service_type": "VOUCHER"}


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def phone(shop: Shop) -> Phone:
    return await customer_of_cards(shop)


async def customer_of_cards(shop: Shop) -> Phone:
    """A customer of a store that sells gift cards, too."""
    services = [trade_pb2.SERVICE_TYPE_PICK_UP, trade_pb2.SERVICE_TYPE_VOUCHER]
    request = store_service_pb2.UpdateStoreRequest(
        request_id=secrets.token_hex(8),
        store=store_pb2.Store(
            store_id=shop.store_id,
            services=[store_pb2.ServiceOffer(service_type=each) for each in services],
        ),
        update_mask=FieldMask(paths=["services"]),
    )
    await StoreServiceStub(shop.channel).UpdateStore(request, **shop.operator)
    price = money_pb2.Money(minor_units=PRICE, currency_code="CNY")
    card = catalog_import_pb2.ImportProduct(
        code="card",
        name="Gift card",
        kind=product_pb2.PRODUCT_KIND_VOUCHER,
        skus=[catalog_import_pb2.ImportSku(code="card", price=price)],
    )
    menu = catalog_import_pb2.ImportMenu(code="cards", name="Cards", store_ids=[shop.store_id])
    menu.entries.add(sku_code="card")
    catalog = catalog_import_pb2.ImportCatalogRequest(products=[card], menus=[menu])
    await ProductServiceStub(shop.channel).ImportCatalog(catalog, **shop.operator)
    phone = await shop.phone("vera")
    await shop.learn(await phone.get(f"/stores/{shop.store_id}/menu?service_type=VOUCHER"))
    return phone


async def bought(shop: Shop, phone: Phone, pieces: int) -> str:
    """A paid order of so many cards."""
    draft = shop.draft("card", **CARD)
    draft["lines"][0]["quantity"] = pieces
    order = await phone.post("/orders", draft)
    await phone.pay(order["order_id"])
    return order["order_id"]


async def with_codes(shop: Shop, phone: Phone, pieces: int) -> dict[str, Any]:
    """An order whose codes are there."""
    order_id = await bought(shop, phone, pieces)
    return await phone.until(order_id, lambda seen: seen["status"] == "FULFILLED")


async def redeem(shop: Shop, code: str, key: str = "", **who: Any) -> Any:
    """Show a code at the store; by an operator unless it is said who."""
    scopes = ["vouchers.redeem"]
    metadata = who.get("metadata") or shop.platform.metadata("operator", "olga", scopes=scopes)
    request = voucher_pb2.RedeemVoucherRequest(
        request_id=key or secrets.token_hex(8), code=code, store_id=shop.store_id
    )
    return await shop.orders.RedeemVoucher(request, metadata=metadata, timeout=30)


async def desk(shop: Shop, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the sandbox OMS's desk for something."""
    door = json.loads((shop.platform.home / "plugins/oms_sandbox/desk.json").read_text())
    headers = {"authorization": f"Bearer {door['token']}"}
    reply = await shop.http.post(f"{door['url']}/oms/v1/{path}", json=body, headers=headers)
    reply.raise_for_status()
    return reply.json()


def states(order: dict[str, Any]) -> list[str]:
    return sorted(voucher["state"] for voucher in order["vouchers"])


async def test_whoever_pays_for_vouchers_has_a_code_per_piece_and_nobody_else_sees_it(shop, phone):
    order = await with_codes(shop, phone, 2)
    codes = {voucher["code"] for voucher in order["vouchers"]}
    assert (states(order), len(codes)) == (["ISSUED"] * 2, 2)
    request = read_messages_pb2.GetOrderRequest(order_id=order["order_id"])
    till = shop.platform.metadata("till", "til_1", store=shop.store_id)
    blind = shop.platform.metadata("service", "bi", scopes=["orders.read"])
    assert not (await shop.orders.GetOrder(request, metadata=till)).order.vouchers
    told = (await shop.orders.GetOrder(request, metadata=blind)).order.vouchers
    assert {each.code for each in told} == {"***"}
    history = read_messages_pb2.ListOrderEventsRequest(order_id=order["order_id"])
    events = await shop.orders.ListOrderEvents(history, metadata=blind)
    assert any(event.vouchers for event in events.events)
    written = b"".join(file.read_bytes() for file in shop.platform.home.rglob("*.log"))
    for code in codes:
        assert code.encode() not in events.SerializeToString() + written
    for mixed in (shop.draft("card", "soy-milk", **CARD), shop.draft("card")):
        with pytest.raises(Problem) as refused:
            await phone.post("/orders/preview", mixed)
        assert refused.value.reason == "VOUCHERS_APART"


async def test_a_code_is_used_once_from_two_sides_at_a_time(shop, phone):
    order = await with_codes(shop, phone, 1)
    (code,) = (voucher["code"] for voucher in order["vouchers"])
    request = voucher_pb2.RedeemVoucherRequest(request_id="by-till", code=code.lower())
    till = shop.platform.metadata("till", "til_1", store=shop.store_id)
    shown = {"request_id": "page", "code": code, "store_id": shop.store_id}
    answers = await asyncio.gather(
        shop.orders.RedeemVoucher(request, metadata=till, timeout=30),
        redeem(shop, code),
        shop.at_counter("vouchers", shown),
        return_exceptions=True,
    )
    (won,) = [each for each in answers if not isinstance(each, Exception)]
    said = [refusal_of(each) for each in answers if isinstance(each, grpc.aio.AioRpcError)]
    lost = [each for each in answers if isinstance(each, Problem)] + said
    assert [each.reason for each in lost] == ["ALREADY_REDEEMED"] * 2
    assert {each.metadata["redeem_store_id"] for each in said} == {shop.store_id}
    name = won["name"] if isinstance(won, dict) else won.name
    assert (name, code in str(won)) == ("Gift card", False)
    seen = await phone.until(order["order_id"], lambda now: states(now) == ["REDEEMED"])
    assert seen["vouchers"][0]["redeem_store_id"] == shop.store_id
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await redeem(shop, code, metadata=shop.platform.metadata("operator", "olga", scopes=[]))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def sees_half_of_the_rest(phone: Phone, order: dict[str, Any]) -> None:
    """One of two vouchers that are not given back is used."""
    account = await phone.get(f"/orders/{order['order_id']}/after-sale-account")
    rest = (order["amounts"]["paid"] - order["amounts"]["refunded"]) // 2
    left = account["lines"][0]["left"]
    assert (account["left"], left) == (rest, {"quantity": 1, "price": rest})


async def test_one_unused_of_three_that_is_chosen_is_given_back_and_the_used_one_is_not(
    shop, phone
):
    order = await with_codes(shop, phone, 3)
    path = f"/orders/{order['order_id']}/after-sales"
    await redeem(shop, order["vouchers"][0]["code"])
    line_id = order["lines"][0]["line_id"]
    pieces = [{"line_id": line_id, "quantity": 3}]
    with pytest.raises(Problem) as refused:
        await phone.post(path, {"reason": "changed my mind", "lines": pieces})
    assert refused.value.reason == "VOUCHERS_USED"
    assert refused.value.body["metadata"]["unused_quantity"] == "2"
    last = order["vouchers"][2]
    pieces = [{"line_id": line_id, "quantity": 1, "voucher_ids": [last["voucher_id"]]}]
    wish = await phone.post(path, {"reason": "changed my mind", "lines": pieces})
    assert wish["lines"][0]["voucher_ids"] == [last["voucher_id"]]
    back = wish["amount"]["minor_units"]
    seen = await phone.until(order["order_id"], lambda now: now["amounts"]["refunded"] == back)
    stand = [voucher["state"] for voucher in seen["vouchers"]]
    assert (seen["status"], stand) == ("FULFILLED", ["REDEEMED", "ISSUED", "VOIDED"])
    await sees_half_of_the_rest(phone, seen)
    with pytest.raises(grpc.aio.AioRpcError) as late:
        await redeem(shop, last["code"])
    assert refusal_of(late.value).reason == "VOUCHER_VOIDED"
    assert await settled(shop) == {}


@pytest.mark.parametrize("fault", ["lost", "killed"])
async def test_an_oms_that_is_away_before_its_answer_issues_codes_once(shop, phone, fault):
    await desk(shop, "faults", {"next_submit": fault})
    order, dish = await asyncio.gather(with_codes(shop, phone, 2), phone.paid_order("soy-milk"))
    assert dish["status"] == "PLACED"
    look = {"merchant_id": shop.merchant, "do": "look"}
    there = await desk(shop, f"orders/{order['order_id']}", look)
    assert [each["voucher_id"] for each in there["vouchers"]] == [
        each["voucher_id"] for each in order["vouchers"]
    ]
    assert states(order) == ["ISSUED"] * 2
