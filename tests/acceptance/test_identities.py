"""Who may do what, and until when: the same at both doors, on both topologies."""

import asyncio
import time

import grpc
import httpx
import pytest
from zhongtai.member.v1 import member_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai.user.v1 import login_requests_pb2, revocation_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of
from mesh.process.token_records import minted

pytestmark = [
    pytest.mark.topology,
    pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="package"),
]
# What a revocation may take until every process knows of it.
MOMENTS = 2.0


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


def shown(token):
    return {"metadata": (("authorization", f"Bearer {token}"),), "timeout": 30}


async def until_refused(call):
    """Call until the token is good no more. Raises TimeoutError when it stays good."""
    async with asyncio.timeout(MOMENTS):
        while True:
            try:
                await call()
            except grpc.aio.AioRpcError as exc:
                if exc.code() is grpc.StatusCode.UNAUTHENTICATED:
                    return refusal_of(exc)
                raise
            await asyncio.sleep(0.01)


async def revoke(shop, kind, subject):
    request = revocation_pb2.RevokeAccessTokensRequest(kind=kind, subject=subject)
    await UserServiceStub(shop.channel).RevokeAccessTokens(request, **shop.operator)


@pytest.mark.parametrize("kind", ["service", "operator", "till", "plugin"])
async def test_all_tokens_of_a_subject_are_refused_at_once_and_later_ones_are_good(shop, kind):
    stores = StoreServiceStub(shop.channel)

    def get(token):
        request = store_service_pb2.GetStoreRequest(store_id=shop.store_id)
        return stores.GetStore(request, **shown(token))

    store = shop.store_id if kind == "till" else ""
    token = shop.platform.token(kind, f"x-{kind}", store=store)
    await get(token)
    await revoke(shop, kind, f"x-{kind}")
    refusal = await until_refused(lambda: get(token))
    assert "revoked" in refusal.message
    await get(shop.platform.token(kind, f"x-{kind}", store=store))


async def test_logging_out_ends_the_access_token_at_both_doors(shop):
    phone = await shop.phone("leaver")
    shown_by_phone = shown(phone._token)
    users = UserServiceStub(shop.channel)
    await phone.get("/me")
    await users.RevokePersonTokens(login_requests_pb2.RevokePersonTokensRequest(), **shown_by_phone)
    listing = read_messages_pb2.ListOrdersRequest()
    refusal = await until_refused(lambda: shop.orders.ListOrders(listing, **shown_by_phone))
    assert "revoked" in refusal.message, refusal
    url, headers = f"{shop.url}/miniapp/v1/me", {"authorization": f"Bearer {phone._token}"}
    async with asyncio.timeout(MOMENTS):
        while (await shop.http.get(url, headers=headers)).status_code != httpx.codes.UNAUTHORIZED:
            continue
    await (await shop.phone("leaver")).get("/me")


async def test_a_stream_gives_nothing_more_after_its_token_is_revoked(shop):
    phone = await shop.phone("watcher")
    order = await phone.order("soup-dumplings")
    token = shop.platform.token("service", "screen", scopes=["orders.read"])
    request = read_messages_pb2.WatchOrderRequest(order_id=order["order_id"])
    stream = shop.orders.WatchOrder(request, **shown(token))
    assert (await stream.read()).order.order_id == order["order_id"]
    await revoke(shop, "service", "screen")
    await until_refused(lambda: shop.orders.ListOrders(
        read_messages_pb2.ListOrdersRequest(), **shown(token)
    ))  # fmt: skip
    await phone.post(f"/orders/{order['order_id']}/cancel", {"note": ""})
    assert (await refused(stream.read())).code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_person_orders_only_through_the_channel_they_logged_in_through(shop):
    phone = await shop.phone("hopper")
    draft = messages_pb2.OrderDraft(
        store_id=shop.store_id,
        channel="meituan",
        service_type=1,
        lines=[messages_pb2.DraftLine(sku_id=shop.skus["soup-dumplings"]["sku_id"], quantity=1)],
    )
    preview = messages_pb2.PreviewOrderRequest(draft=draft)
    place = messages_pb2.PlaceOrderRequest(request_id="hop", draft=draft)
    caller = shown(phone._token)
    for call in (
        shop.control.PreviewOrder(preview, **caller),
        shop.control.PlaceOrder(place, **caller),
    ):
        refusal = await refused(call)
        assert (refusal.reason, refusal.metadata["channel"]) == ("ACCESS_DENIED", "miniapp")
    draft.channel = "miniapp"
    await shop.control.PreviewOrder(messages_pb2.PreviewOrderRequest(draft=draft), **caller)


async def test_whom_the_user_center_does_not_know_is_not_enrolled_and_orders_nothing(shop):
    token = shop.platform.token("service", "crm", scopes=["members.write", "orders.write"])
    request = messages_pb2.EnrollPersonRequest(person_id="per_nobody")
    refusal = await refused(shop.control.EnrollPerson(request, **shown(token)))
    assert refusal.reason == "PERSON_NOT_FOUND"
    draft = messages_pb2.OrderDraft(store_id=shop.store_id, channel="app", service_type=1)
    draft.lines.add(sku_id=shop.skus["soup-dumplings"]["sku_id"], quantity=1)
    draft.person_id = "per_nobody"
    preview = messages_pb2.PreviewOrderRequest(draft=draft)
    refusal = await refused(shop.control.PreviewOrder(preview, **shown(token)))
    assert refusal.reason == "PERSON_NOT_FOUND"
    phone = await shop.phone("joiner")
    request.person_id = phone.person_id
    made = await shop.control.EnrollPerson(request, **shown(token))
    assert (made.enrolled, made.member.person_id) == (True, phone.person_id)


async def test_a_member_is_enrolled_by_no_service_behind_the_back_of_the_user_center(shop):
    request = member_requests_pb2.EnrollMemberRequest(person_id="per_nobody")
    members = MemberServiceStub(shop.channel)
    refusal = await refused(members.EnrollMember(request, **shop.operator))
    assert refusal.reason == "ACCESS_DENIED"
    assert refusal.metadata["callers"] == "internal, person"


async def test_a_token_made_for_a_tool_is_recorded_and_can_be_revoked_by_its_id(shop):
    from mesh.call.context import Identity
    from mesh.process.token_records import mint

    identity = Identity("service", "bi", shop.merchant, frozenset({"orders.read"}))
    token = mint(shop.platform.home, identity, 60)
    (record,) = [each for each in minted(shop.platform.home) if each.subject == "bi"]
    assert record.expires_at > time.time()
    listing = read_messages_pb2.ListOrdersRequest()
    await shop.orders.ListOrders(listing, **shown(token))
    await revoke(shop, "token", record.token_id)
    await until_refused(lambda: shop.orders.ListOrders(listing, **shown(token)))
