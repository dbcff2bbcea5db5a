"""Flash sales through the phone's door: sold exactly, and what comes back goes to the next."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2, other_name_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub

from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH, PRICE = "wonton-soup", 100


def session_of(sku_id: str, store_id: str, pieces: int) -> pb.Session:
    """A session that begins now, with one piece for each."""
    now = int(time.time())
    return pb.Session(
        name=f"One-yuan soup {secrets.token_hex(3)}",
        names=[other_name_pb2.OtherName(language="zh", name="一元汤")],
        sku_id=sku_id,
        store_ids=[store_id],
        price=money_pb2.Money(minor_units=PRICE, currency_code="CNY"),
        pieces=pieces,
        pieces_per_person=1,
        begin_time=Timestamp(seconds=now - 1),
        end_time=Timestamp(seconds=now + 3600),
        admission_time=Duration(seconds=900),
    )


async def announce(shop: Shop, pieces: int) -> str:
    """A session that runs, and whose price every process knows."""
    session = session_of(shop.skus[DISH]["sku_id"], shop.store_id, pieces)
    request = pb.CreateSessionRequest(request_id=secrets.token_hex(8), session=session)
    sales = FlashSaleServiceStub(shop.channel)
    session_id = (await sales.CreateSession(request, **shop.operator)).session.session_id

    async def state() -> int:
        get = pb.GetSessionRequest(session_id=session_id)
        return (await sales.GetSession(get, **shop.operator)).session.state

    await poll(state, lambda seen: seen == pb.SESSION_STATE_RUNNING)
    return session_id


async def call_off(shop: Shop, session_id: str) -> None:
    request = pb.CancelSessionRequest(request_id=secrets.token_hex(8), session_id=session_id)
    await FlashSaleServiceStub(shop.channel).CancelSession(request, **shop.operator)


@dataclass
class Sale:
    """A session whose people have asked: who was let in, and who waits, by their tokens."""

    session_id: str
    phones: dict[str, Phone]
    inside: list[str]
    line: list[str]


async def opened(shop: Shop, pieces: int, people: int, name: str) -> Sale:
    """A session of so many pieces for which each of the people has asked three times at once."""
    session_id = await announce(shop, pieces)
    names = [f"flash-{name}-{shop.platform.topology.name}-{n}" for n in range(people)]
    phones = await asyncio.gather(*(shop.phone(each) for each in names))
    asked = await asyncio.gather(*(ask(shop, each, session_id) for each in phones * 3))
    by_token = {each["token"]: phones[n % people] for n, each in enumerate(asked)}
    places = {each["token"]: each["queue_place"] for each in asked}
    assert len(by_token) == people
    order = sorted(places, key=lambda token: places[token])
    assert [places[token] for token in order[pieces:]] == list(range(1, people - pieces + 1))
    return Sale(session_id, by_token, order[:pieces], order[pieces:])


async def ask(shop: Shop, phone: Phone, session_id: str) -> dict[str, Any]:
    return await phone.post(f"/flash-sales/{session_id}/admissions", {"store_id": shop.store_id})


async def until_state(phone: Phone, token: str, state: str) -> dict[str, Any]:
    return await poll(
        lambda: phone.get(f"/flash-sales/admissions/{token}"), lambda seen: seen["state"] == state
    )


async def order(shop: Shop, phone: Phone, token: str, key: str = "") -> dict[str, Any]:
    """Order the dish at the session's price, as soon as every process knows it."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await phone.order(DISH, key=key, flash_sale_token=token)
            except Problem as problem:
                if problem.reason != "FLASH_PRICE_NOT_READY":
                    raise


def paid_for_goods(order: dict[str, Any]) -> int:
    return order["amounts"]["lines"] - order["amounts"]["discount"]


async def test_only_who_was_let_in_orders_once_at_the_price(shop: Shop):
    sale = await opened(shop, 1, 2, "once")
    [inside], [waits] = sale.inside, sale.line
    await is_refused(shop, sale.phones[waits], waits, "ADMISSION_NOT_USABLE")
    await is_refused(shop, sale.phones[waits], inside, "ADMISSION_NOT_FOUND")
    key = secrets.token_hex(8)
    orders = [await order(shop, sale.phones[inside], inside, key) for _ in "12"]
    assert len({each["order_id"] for each in orders}) == 1
    assert paid_for_goods(orders[0]) == PRICE
    await is_refused(shop, sale.phones[inside], inside, "ADMISSION_NOT_USABLE")
    await call_off(shop, sale.session_id)
    await until_state(sale.phones[waits], waits, "LAPSED")
    await sale.phones[inside].pay(orders[0]["order_id"])
    await until_state(sale.phones[inside], inside, "SOLD")


async def test_a_session_is_sold_exactly_and_what_comes_back_goes_to_the_next(shop: Shop):
    sale = await opened(shop, 2, 4, "sold")
    buyer, leaver = sale.inside
    await sale.phones[buyer].pay((await order(shop, sale.phones[buyer], buyer))["order_id"])
    cancelled = await order(shop, sale.phones[leaver], leaver)
    await sale.phones[leaver].post(f"/orders/{cancelled['order_id']}/cancel", {})
    following, last = sale.line
    await until_state(sale.phones[following], following, "ADMITTED")
    bought = await order(shop, sale.phones[following], following)
    await sale.phones[following].pay(bought["order_id"])
    for token, state in ((buyer, "SOLD"), (following, "SOLD"), (leaver, "RETURNED")):
        await until_state(sale.phones[token], token, state)
    sessions = {each["session_id"]: each for each in await listed(shop, sale.phones[last])}
    seen = sessions[sale.session_id]
    assert (seen["state"], seen["left"], seen["waiting"]) == ("SOLD_OUT", 0, 1)
    path = f"/flash-sales/admissions/{last}"
    assert (await sale.phones[last].get(path))["queue_place"] == 1
    await call_off(shop, sale.session_id)
    assert await settled(shop) == {}


async def listed(shop: Shop, phone: Phone) -> list[dict[str, Any]]:
    path = f"/stores/{shop.store_id}/flash-sales?page_size=200"
    return (await phone.get(path))["sessions"]


async def is_refused(shop: Shop, phone: Phone, token: str, reason: str) -> None:
    for path in ("/orders/preview", "/orders"):
        with pytest.raises(Problem) as refused:
            await phone.post(path, shop.draft(DISH, flash_sale_token=token))
        assert refused.value.reason == reason


async def test_the_price_is_for_the_admitted_piece_and_for_nobody_without(shop: Shop):
    session_id = await announce(shop, 1)
    phone = await shop.phone(f"flash-price-{shop.platform.topology.name}")
    admission = await ask(shop, phone, session_id)
    draft = shop.draft(DISH)
    draft["lines"][0]["quantity"] = 3
    full = (await phone.post("/orders/preview", draft))["amounts"]
    unit = full["lines"] // 3
    placed = await order(shop, phone, admission["token"])
    await phone.post(f"/orders/{placed['order_id']}/cancel", {})
    await until_state(phone, admission["token"], "RETURNED")
    again = await ask(shop, phone, session_id)
    assert again["token"] != admission["token"]
    cheaper = await phone.post("/orders/preview", draft | {"flash_sale_token": again["token"]})
    assert cheaper["amounts"]["discount"] - full["discount"] == unit - PRICE
    other = shop.draft("cucumber", flash_sale_token=again["token"])
    with pytest.raises(Problem) as refused:
        await phone.post("/orders/preview", other)
    assert refused.value.body["violations"][0]["field"] == "draft.lines"
    left = await phone.post(f"/flash-sales/admissions/{again['token']}/return", {})
    assert left["state"] == "RETURNED"
    await call_off(shop, session_id)
