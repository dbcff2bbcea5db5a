"""A customer's account through the mini-program and over gRPC, the same on both topologies."""

import re
import time
import uuid

import grpc
import httpx
import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.member.v1 import (
    member_event_pb2,
    member_pb2,
    member_requests_pb2,
    points_requests_pb2,
    programme_requests_pb2,
)
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.user.v1 import person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.topology,
    pytest.mark.postgres,
]
LOGIN = "/miniapp/v1/login"


def app_of(platform):
    return f"wx-{platform.merchant}"


async def post(platform, path, key="", **body):
    headers = {
        "Idempotency-Key": key or uuid.uuid4().hex,
        "zhongtai-timestamp": str(int(time.time())),
        "zhongtai-nonce": uuid.uuid4().hex,
    }
    async with httpx.AsyncClient(base_url=platform.http_url, timeout=30) as client:
        return await client.post(path, json=body, headers=headers)


async def logged_in(platform, name):
    reply = await post(platform, LOGIN, app_id=app_of(platform), code=f"demo-{name}")
    assert reply.status_code == 200, reply.text
    return reply.json()


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


async def check_that_refresh_tokens_rotate(platform, tokens):
    path = f"/miniapp/v1/apps/{app_of(platform)}/refresh"
    fresh = (await post(platform, path, "r1", refresh_token=tokens["refresh_token"])).json()
    again = (await post(platform, path, "r1", refresh_token=tokens["refresh_token"])).json()
    assert again["refresh_token"] == fresh["refresh_token"] != tokens["refresh_token"]
    for stolen, reason in ((tokens, "REFRESH_TOKEN_REUSED"), (fresh, "REFRESH_TOKEN_INVALID")):
        reply = await post(platform, path, refresh_token=stolen["refresh_token"])
        assert (reply.status_code, reply.json()["reason"]) == (401, reason)


async def check_that_a_person_meets_only_themselves(platform, anna, other):
    users = UserServiceStub(platform.channel())
    shown = (("authorization", f"Bearer {anna['access_token']}"),)
    me = await users.GetPerson(person_requests_pb2.GetPersonRequest(), metadata=shown)
    assert me.person.person_id == anna["person_id"]
    theirs = person_requests_pb2.GetPersonRequest(person_id=other["person_id"])
    assert (await refused(users.GetPerson(theirs, metadata=shown))).reason == "ACCESS_DENIED"


async def test_a_customer_logs_in_stays_logged_in_and_meets_only_themselves(platform):
    anna, again, ben = [await logged_in(platform, name) for name in ("anna", "anna", "ben")]
    assert anna["person_id"] == again["person_id"] != ben["person_id"]
    await check_that_a_person_meets_only_themselves(platform, anna, ben)
    await check_that_refresh_tokens_rotate(platform, anna)


def birthday_noodles():
    """A benefit of whoever is a member, in two languages."""
    benefit = member_pb2.Benefit(
        code="birthday",
        name="Birthday noodles",
        names=[other_name_pb2.OtherName(language="zh", name="长寿面")],
        description="On the day",
        description_names=[other_name_pb2.OtherName(language="zh", name="生日当天")],
        kind=member_pb2.BENEFIT_KIND_SERVICE,
        tier_codes=["member"],
    )
    return programme_requests_pb2.SaveBenefitRequest(request_id=uuid.uuid4().hex, benefit=benefit)


async def read_in_chinese(platform, path, token):
    headers = {"authorization": f"Bearer {token}", "accept-language": "zh"}
    async with httpx.AsyncClient(base_url=platform.http_url, timeout=30) as client:
        return (await client.get(f"/miniapp/v1{path}", headers=headers)).json()


async def ask(platform, path, token, key="", **body):
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key or uuid.uuid4().hex,
        "zhongtai-timestamp": str(int(time.time())),
        "zhongtai-nonce": uuid.uuid4().hex,
    }
    async with httpx.AsyncClient(base_url=platform.http_url, timeout=30) as client:
        return await client.post(f"/miniapp/v1{path}", json=body, headers=headers)


async def test_a_phone_is_proved_by_the_code_that_it_was_sent(platform):
    vera = await logged_in(platform, f"vera-{uuid.uuid4().hex[:8]}")
    token, phone = vera["access_token"], f"+86{uuid.uuid4().int % 10**9 * 10 + 1:011}"
    phone = phone.replace("+860", "+861")
    first = await ask(platform, "/phone", token, "p1", phone=phone)
    assert first.status_code == 200, first.text
    assert (await ask(platform, "/phone", token, "p1", phone=phone)).json() == first.json()
    soon = await ask(platform, "/phone", token, phone=phone)
    assert (soon.status_code, soon.json()["reason"]) == (429, "RATE_LIMITED")
    inbox = platform.home / "plugins" / "sms_sandbox" / "inbox"
    (code,) = re.findall(r"code is (\d{6}),", (inbox / f"{phone}.txt").read_text())
    path = f"/phone/{first.json()['verification_id']}"
    wrong = await ask(platform, path, token, code=f"{(int(code) + 1) % 10**6:06}")
    assert (wrong.status_code, wrong.json()["reason"]) == (400, "VERIFICATION_CODE_WRONG")
    for _ in range(2):
        assert (await ask(platform, path, token, code=code)).json() == {"phone": phone}
    users = UserServiceStub(platform.channel())
    shown = (("authorization", f"Bearer {token}"),)
    me = await users.GetPerson(person_requests_pb2.GetPersonRequest(), metadata=shown)
    assert (me.person.phone, me.person.phone_verified) == (phone, True)
    other = (await logged_in(platform, "anna"))["access_token"]
    theirs = await ask(platform, path, other, code=code)
    assert (theirs.status_code, theirs.json()["reason"]) == (404, "VERIFICATION_NOT_FOUND")


async def test_points_reach_the_customer_and_the_feed(platform):
    anna = await logged_in(platform, "anna")
    members = MemberServiceStub(platform.channel())
    olga = platform.metadata("operator", "olga")
    shown = (("authorization", f"Bearer {anna['access_token']}"),)
    await members.EnrollMember(member_requests_pb2.EnrollMemberRequest(), metadata=shown)
    grant = points_requests_pb2.AdjustPointsRequest(
        request_id=anna["person_id"], person_id=anna["person_id"], points=50, reason="welcome"
    )
    for _ in range(2):
        await members.AdjustPoints(grant, metadata=olga)
    mine = await members.GetMember(member_requests_pb2.GetMemberRequest(), metadata=shown)
    assert (mine.member.points_balance, mine.member.tier_name) == (50, "Member")
    await members.SaveBenefit(birthday_noodles(), metadata=olga)
    me = await read_in_chinese(platform, "/me", anna["access_token"])
    assert (me["tier"], me["points"]) == ("会员", 50)
    assert me["benefits"] == [{"code": "birthday", "name": "长寿面", "description": "生日当天"}]
    watch = member_event_pb2.WatchEventsRequest(reader="crm")
    stream = members.WatchEvents(watch, metadata=olga)
    told = []
    while len(told) < 2:
        events = (await stream.read()).events
        told += [event for event in events if event.member.person_id == anna["person_id"]]
    stream.cancel()
    assert [event.member.points_balance for event in told] == [0, 50]
