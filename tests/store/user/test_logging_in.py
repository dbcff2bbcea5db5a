"""Logging in: one person per account, whatever happens at once."""

import asyncio

import pytest
from zhongtai.user.v1 import account_requests_pb2 as account_pb

from centers.user.errors import ChannelNotServed, LoginCodeRejected
from centers.user.login.store import SQL
from mesh.call.context import as_call, internal_identity
from mesh.data.change import unit_of
from mesh.pure.errors import InvalidRequest, PluginUnavailable, RequestIdReused
from tests.store.plans import plan_of
from tests.store.user.build import (
    SOMEBODY_WAITS,
    breaches,
    get,
    identities,
    login,
    refresh,
    register,
)


async def test_the_first_login_registers_the_person_and_later_ones_find_them(center):
    first, second = await login(center, "ann"), await login(center, "ann")
    assert (first.registered, second.registered) == (True, False)
    assert first.person.person_id == second.person.person_id
    assert first.person.display_name == "Ann"
    assert [i.subject for i in await identities(center, first.person.person_id)] == ["ann@miniapp"]


async def test_a_hundred_first_logins_at_once_make_one_person(center):
    answers = await asyncio.gather(*(login(center, "ann") for _ in range(100)))
    assert len({answer.person.person_id for answer in answers}) == 1
    assert sum(answer.registered for answer in answers) == 1
    assert await center.db.fetchval("SELECT count(*) FROM persons") == 1
    assert await center.db.fetchval("SELECT count(*) FROM identities") == 1
    assert await breaches(center) == []


async def test_first_logins_through_two_channels_of_one_union_make_one_person(center):
    answers = await asyncio.gather(
        *(login(center, "ann/union-1", channel) for channel in ("miniapp", "app") * 20)
    )
    assert len({answer.person.person_id for answer in answers}) == 1
    person_id = answers[0].person.person_id
    assert {i.channel for i in await identities(center, person_id)} == {"miniapp", "app"}


async def test_an_account_of_a_union_that_is_known_becomes_that_persons(center):
    first = await login(center, "ann/union-1")
    second = await login(center, "ann/union-1", "app")
    assert (second.registered, second.person) == (False, first.person)
    assert second.identity.union_subject == "union-1"


async def test_logins_and_registrations_of_one_account_at_once_make_one_person(center):
    answers = await asyncio.gather(
        *(login(center, "ann", "meituan") for _ in range(20)),
        *(register(center, "ann@meituan") for _ in range(20)),
    )
    assert len({answer.person.person_id for answer in answers}) == 1
    assert sum(answer.registered for answer in answers) == 1


async def test_of_two_accounts_at_once_under_one_request_id_one_is_refused_and_not_registered(
    center,
):
    answers = await asyncio.gather(
        *(login(center, name, request_id="r") for name in ("ann", "bea")), return_exceptions=True
    )
    assert sum(isinstance(answer, RequestIdReused) for answer in answers) == 1
    for table in ("persons", "identities", "logins", "login_requests"):
        assert await center.db.fetchval(f"SELECT count(*) FROM {table}") == 1


@pytest.mark.parametrize("code", ["ann", "cat/union-1"])
async def test_who_logs_in_during_a_merge_is_the_person_who_stays(center, code):
    gone, kept = await login(center, "ann/union-1"), await login(center, "bea")
    ids = gone.person.person_id, kept.person.person_id
    async with center.db.transaction() as connection:
        await center.operations.merges.merge(unit_of(connection, center.clock), *ids, "same")
        waiting = asyncio.create_task(login(center, code))
        while not waiting.done() and not await center.db.fetchval(SOMEBODY_WAITS):
            pass
    answer = await waiting
    assert answer.person.person_id == ids[1]
    assert answer.identity.person_id == ids[1]
    assert await breaches(center) == []


async def test_who_logs_in_while_the_account_is_unbound_is_a_new_person(center):
    first = await login(center, "ann")
    ids = first.person.person_id, first.identity.identity_id
    request = account_pb.BindIdentityRequest(
        request_id="b", person_id=ids[0], channel="app", code="ann"
    )
    await center.servicer.BindIdentity(request, None)
    async with center.db.transaction() as connection:
        await center.operations.persons.unbind_identity(unit_of(connection, center.clock), *ids)
        waiting = asyncio.create_task(login(center, "ann"))
        while not waiting.done() and not await center.db.fetchval(SOMEBODY_WAITS):
            pass
    answer = await waiting
    assert answer.registered
    assert answer.person.person_id != ids[0]


async def test_a_login_looks_nothing_up_without_an_index(center):
    plan = await plan_of(center.db, SQL.log_in, 15)
    assert "identities_by_union" in plan
    assert "Seq Scan" not in plan


async def test_accounts_without_a_union_are_different_persons(center):
    one, other = await login(center, "ann"), await login(center, "ann", "app")
    assert one.person.person_id != other.person.person_id


async def test_each_merchant_knows_its_own_person_behind_one_account(center):
    here = await login(center, "ann")
    with as_call(internal_identity("miniapp", "other")):
        there = await login(center, "ann")
    assert there.registered
    assert here.person.person_id != there.person.person_id


@pytest.mark.parametrize("code", ["ann", "ann#good for one use"])
@pytest.mark.parametrize("away", [False, True])
async def test_a_repeated_login_gets_its_first_answer_whatever_the_channel_says(center, code, away):
    first = await login(center, code, request_id="r")
    center.channels.trouble = PluginUnavailable() if away else None
    again = await login(center, code, request_id="r")
    assert again.registered
    assert again.person == first.person
    assert again.tokens.refresh_token == first.tokens.refresh_token
    assert await center.db.fetchval("SELECT count(*) FROM logins") == 1
    with pytest.raises(RequestIdReused):
        await login(center, "bea", request_id="r")


async def test_fifty_twins_of_one_login_are_one_login(center):
    answers = await asyncio.gather(*(login(center, "ann", request_id="r") for _ in range(50)))
    assert len({answer.tokens.refresh_token for answer in answers}) == 1
    assert await center.db.fetchval("SELECT count(*) FROM logins") == 1


async def test_a_login_cannot_be_repeated_after_five_minutes(center):
    await login(center, "ann", request_id="r")
    center.clock.advance(301)
    with pytest.raises(LoginCodeRejected):
        await login(center, "ann", request_id="r")


async def test_a_login_cannot_be_repeated_once_its_token_was_used(center):
    first = await login(center, "ann", request_id="r")
    await refresh(center, first.tokens.refresh_token)
    with pytest.raises(LoginCodeRejected):
        await login(center, "ann", request_id="r")


async def test_a_refused_code_registers_nobody(center):
    with pytest.raises(LoginCodeRejected):
        await login(center, "bad")
    with pytest.raises(ChannelNotServed):
        await login(center, "ann", "unknown")
    assert await center.db.fetchval("SELECT count(*) FROM persons") == 0


@pytest.mark.parametrize("wrong", [{"channel": "Mini App"}, {"request_id": "a b"}, {"code": ""}])
async def test_a_malformed_login_never_reaches_the_channel(center, wrong):
    with pytest.raises(InvalidRequest):
        await login(center, **({"code": "ann"} | wrong))
    assert center.channels.asked == 0


async def test_the_access_token_shows_the_person_of_the_merchant_and_no_role(center):
    answer = await login(center, "ann")
    shown = center.verifier.verify(answer.tokens.access_token)
    assert (shown.kind, shown.subject) == ("person", answer.person.person_id)
    assert (shown.merchant_id, shown.scopes) == ("demo", frozenset())


async def test_a_registered_customer_is_found_again_and_keeps_what_is_known(center):
    first = await register(center, "m-1", display_name="Wang", phone="+8613800138000")
    again = await register(center, "m-1", display_name="Li")
    assert (first.registered, again.registered) == (True, False)
    assert again.person.person_id == first.person.person_id
    assert (await get(center, first.person.person_id)).display_name == "Wang"


async def test_fifty_registrations_of_one_customer_at_once_make_one_person(center):
    answers = await asyncio.gather(*(register(center, "m-1") for _ in range(50)))
    assert len({answer.person.person_id for answer in answers}) == 1
