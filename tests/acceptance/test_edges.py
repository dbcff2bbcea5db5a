"""What the edge refuses, and how it says so."""

import asyncio
import json
import secrets
import time

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plugins.payment_sandbox.model import PAYMENT_SUCCEEDED
from plugins.payment_sandbox.signing import Signer
from tests.acceptance.shop import Phone, Problem, Shop
from tests.platform import running_platform

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.postgres,
    # Refusals at the edge do not depend on where the centers run.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

MINIAPP = "/miniapp/v1"


def fresh(phone: Phone) -> dict[str, str]:
    """The headers of a message that was never sent."""
    return {
        "authorization": f"Bearer {phone._token}",
        "idempotency-key": secrets.token_hex(12),
        "zhongtai-timestamp": str(int(time.time())),
        "zhongtai-nonce": secrets.token_hex(12),
    }


async def post(shop: Shop, path: str, body: object, headers: dict[str, str]) -> httpx.Response:
    return await shop.http.post(f"{shop.url}{MINIAPP}{path}", json=body, headers=headers)


def problem(reply: httpx.Response, status: int, reason: str) -> dict:
    """The body of a refusal, which is told in the one form there is."""
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert (reply.status_code, body["status"], body["reason"]) == (status, status, reason)
    assert body["trace_id"] == reply.headers["zhongtai-trace"]
    assert body["title"]
    assert body["detail"]
    return body


def notice_of(payment: dict, merchant: str) -> bytes:
    """What the provider would send about this payment."""
    amount = payment["amount"]
    resource = {
        "payment_id": payment["payment_id"],
        "merchant_id": merchant,
        "trade_no": payment["pay_url"].rpartition("/")[2],
        "amount": {
            "minor_units": amount["minor_units"],
            "currency_code": amount["currency"],
        },
        "occurred_at": time.time(),
    }
    notice = {"id": secrets.token_hex(8), "event_type": PAYMENT_SUCCEEDED, "resource": resource}
    return json.dumps(notice).encode()


def fields(body: dict) -> set[str]:
    return {violation["field"] for violation in body["violations"]}


async def test_without_a_token_nobody_is_served(shop: Shop):
    for method, path in (("GET", "/me"), ("POST", "/orders"), ("GET", "/stores")):
        reply = await shop.http.request(method, f"{shop.url}{MINIAPP}{path}")
        problem(reply, 401, "UNAUTHENTICATED")
        assert reply.headers["www-authenticate"] == "Bearer"


async def test_a_token_of_another_kind_is_not_a_persons(shop: Shop):
    token = shop.platform.token("operator", "olga")
    headers = {"authorization": f"Bearer {token}"}
    reply = await shop.http.get(f"{shop.url}{MINIAPP}/me", headers=headers)
    problem(reply, 403, "ACCESS_DENIED")


async def test_a_message_that_was_recorded_cannot_be_sent_again(shop: Shop, anna: Phone):
    headers, draft = fresh(anna), shop.draft("soy-milk")
    assert (await post(shop, "/orders", draft, headers)).status_code == 201
    before = (await anna.get("/orders"))["orders"]
    problem(await post(shop, "/orders", draft, headers), 401, "UNAUTHENTICATED")
    assert (await anna.get("/orders"))["orders"] == before


async def test_a_message_from_long_ago_is_refused(shop: Shop, anna: Phone):
    headers = fresh(anna) | {"zhongtai-timestamp": str(int(time.time()) - 3600)}
    reply = await post(shop, "/orders", shop.draft("soy-milk"), headers)
    problem(reply, 401, "UNAUTHENTICATED")


async def test_an_order_without_an_idempotency_key_is_refused_by_name(shop: Shop, anna: Phone):
    headers = fresh(anna)
    del headers["idempotency-key"]
    reply = await post(shop, "/orders", shop.draft("soy-milk"), headers)
    assert fields(problem(reply, 400, "INVALID_REQUEST")) == {"idempotency-key"}


async def test_an_idempotency_key_that_is_none_is_refused_by_name(shop: Shop, anna: Phone):
    headers = fresh(anna) | {"idempotency-key": "with space"}
    reply = await post(shop, "/orders", shop.draft("soy-milk"), headers)
    assert fields(problem(reply, 400, "INVALID_REQUEST")) == {"idempotency-key"}


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"tip": 5}, "tip"),
        ({"remark": "x" * 501}, "remark"),
        ({"service_type": "TELEPORT"}, "service_type"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku_id": "s", "quantity": 0}]}, "lines[0].quantity"),
        ({"address": {"street": "x"}}, "address.contact_name"),
    ],
)
async def test_what_is_wrong_in_a_body_is_named(shop: Shop, anna: Phone, wishes, field):
    reply = await post(shop, "/orders", shop.draft("soy-milk", **wishes), fresh(anna))
    assert fields(problem(reply, 400, "INVALID_REQUEST")) == {field}


async def test_a_body_that_is_no_json_is_refused(shop: Shop, anna: Phone):
    headers = fresh(anna) | {"content-type": "application/json"}
    url = f"{shop.url}{MINIAPP}/orders"
    reply = await shop.http.post(url, content=b'{"store_id": ', headers=headers)
    problem(reply, 400, "INVALID_REQUEST")


async def test_the_order_of_another_person_does_not_exist(shop: Shop, anna: Phone):
    order = await anna.order("soy-milk")
    path = f"/orders/{order['order_id']}"
    bert = await shop.phone("bert")
    attempts = [
        lambda: bert.get(path),
        lambda: bert.get(f"{path}/live"),
        lambda: bert.post(f"{path}/cancel", {}),
        lambda: bert.post(f"{path}/payments", {}),
        lambda: bert.post(f"{path}/after-sales", {"reason": "mine now"}),
    ]
    for attempt in attempts:
        with pytest.raises(Problem) as refused:
            await attempt()
        assert (refused.value.status, refused.value.reason) == (404, "ORDER_NOT_FOUND")
    assert (await anna.get(path))["status"] == "PENDING_PAYMENT"
    assert (await bert.get("/orders"))["orders"] == []


async def test_a_forged_notice_pays_nothing_and_the_genuine_one_does(shop: Shop, anna: Phone):
    order = await anna.order("soy-milk")
    path = f"/orders/{order['order_id']}"
    payment = await anna.post(f"{path}/payments", {"provider": "sandbox"})
    body = notice_of(payment, shop.merchant)
    provider = Signer.load(shop.platform.home / "plugins" / "payment_sandbox")
    url = f"{shop.url}/notices/payment/sandbox"
    forger = Signer(Ed25519PrivateKey.generate())
    for headers in ({}, forger.headers(body), provider.headers(body, spoiled=True)):
        reply = await shop.http.post(url, content=body, headers=headers)
        told = reply.json()
        assert (reply.status_code, told["code"]) == (401, "FAIL")
        assert (await anna.get(path))["status"] == "PENDING_PAYMENT"
    reply = await shop.http.post(url, content=body, headers=provider.headers(body))
    assert (reply.status_code, reply.text) == (200, '{"code":"SUCCESS"}')
    await anna.until(order["order_id"], lambda seen: seen["status"] == "PLACED")


async def test_a_notice_of_an_unknown_provider_is_refused(shop: Shop):
    reply = await shop.http.post(f"{shop.url}/notices/payment/nobody", json={})
    assert reply.status_code >= 400
    assert reply.json()["reason"] == "PROVIDER_UNKNOWN"


async def test_an_unknown_path_is_a_problem_like_any_other(shop: Shop):
    for path in ("/nowhere", "/miniapp/v1/nowhere", "/shop/nowhere.js", "/a/b/c/d"):
        problem(await shop.http.get(shop.url + path), 404, "NO_SUCH_PATH")


async def test_a_wrong_method_is_a_problem_like_any_other(shop: Shop):
    problem(await shop.http.delete(f"{shop.url}{MINIAPP}/me"), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("path", ["/", "/docs", "/metrics", "/shop", "/till"])
async def test_the_pages_for_people_are_served(shop: Shop, path: str):
    reply = await shop.http.get(shop.url + path)
    assert reply.status_code == 200
    assert reply.text


async def test_the_interface_tells_of_its_headers_paths_and_bodies(shop: Shop):
    page = (await shop.http.get(f"{shop.url}/docs")).text
    for word in ("Idempotency-Key", "zhongtai-nonce", "/orders/{order_id}/cancel", "PlaceBody"):
        assert word in page


async def test_who_asks_too_often_is_told_when_to_come_again(own_database_url: str):
    rate = {"ZHONGTAI_MINIAPP_RATE_PER_SECOND": "1"}
    async with (
        running_platform("single", own_database_url, **rate) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        phone = await Shop(platform, http).phone("hasty")
        headers = {"authorization": f"Bearer {phone._token}"}
        ask = [http.get(f"{platform.http_url}{MINIAPP}/me", headers=headers) for _ in range(100)]
        replies = await asyncio.gather(*ask)
    refused = [reply for reply in replies if reply.status_code != 200]
    assert 0 < len(refused) < len(replies)
    for reply in refused:
        problem(reply, 429, "RATE_LIMITED")
        assert int(reply.headers["retry-after"]) >= 1
