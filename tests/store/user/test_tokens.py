"""Refresh tokens: used once, told apart from stolen ones, gone at logout."""

import asyncio
from datetime import timedelta

import jwt
import pytest
from zhongtai.user.v1 import login_requests_pb2 as login_pb

from centers.user.errors import RefreshTokenInvalid, RefreshTokenReused
from centers.user.login.keys import TokenKeys
from centers.user.login.store import forget_stale
from mesh.call.context import as_call, internal_identity
from mesh.data.change import unit_of
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.pure.errors import InvalidRequest
from tests.store.user.build import SOMEBODY_WAITS, breaches, login, refresh
from tests.store.user.conftest import as_person


async def log_out(center, token: str) -> login_pb.RevokeTokenResponse:
    request = login_pb.RevokeTokenRequest(refresh_token=token)
    return await center.servicer.RevokeToken(request, None)


async def test_each_refresh_token_is_followed_by_another(center):
    first = await login(center, "ann")
    second = await refresh(center, first.tokens.refresh_token)
    third = await refresh(center, second.tokens.refresh_token)
    tokens = {t.tokens.refresh_token for t in (first, second, third)}
    assert len(tokens) == 3
    assert third.person_id == first.person.person_id
    assert center.verifier.verify(third.tokens.access_token).subject == first.person.person_id


async def test_a_lost_answer_is_given_again_for_the_same_request_id(center):
    first = await login(center, "ann")
    answer = await refresh(center, first.tokens.refresh_token, "r")
    again = await refresh(center, first.tokens.refresh_token, "r")
    assert again.tokens.refresh_token == answer.tokens.refresh_token
    assert again.tokens.refresh_expire_time == answer.tokens.refresh_expire_time


async def test_twins_of_one_refresh_get_one_successor(center):
    first = await login(center, "ann")
    token = first.tokens.refresh_token
    answers = await asyncio.gather(*(refresh(center, token, "r") for _ in range(30)))
    assert len({answer.tokens.refresh_token for answer in answers}) == 1
    assert await breaches(center) == []


async def test_a_token_used_twice_ends_the_login_of_thief_and_owner_alike(center):
    first = await login(center, "ann")
    stolen = await refresh(center, first.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused):
        await refresh(center, first.tokens.refresh_token)
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, stolen.tokens.refresh_token)


async def test_of_two_different_uses_at_once_one_wins_and_the_login_ends(center):
    token = (await login(center, "ann")).tokens.refresh_token
    answers = await asyncio.gather(
        *(refresh(center, token) for _ in range(10)), return_exceptions=True
    )
    won = [a for a in answers if not isinstance(a, BaseException)]
    assert len(won) == 1
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, won[0].tokens.refresh_token)


async def test_a_use_that_is_not_yet_committed_is_waited_for(center):
    token = (await login(center, "ann")).tokens.refresh_token
    async with center.db.transaction() as connection:
        unit = unit_of(connection, center.clock)
        await center.operations.logins.use_up(unit, "first", token)
        second = asyncio.create_task(refresh(center, token, "second"))
        while not second.done() and not await center.db.fetchval(SOMEBODY_WAITS):
            pass
    with pytest.raises(RefreshTokenReused):
        await second


async def test_reuse_in_one_login_leaves_the_others_alone(center):
    phone, tablet = await login(center, "ann"), await login(center, "ann")
    await refresh(center, phone.tokens.refresh_token)
    with pytest.raises(RefreshTokenReused):
        await refresh(center, phone.tokens.refresh_token)
    assert (await refresh(center, tablet.tokens.refresh_token)).person_id


@pytest.mark.parametrize("token", ["zrt_unknown", "x", "\x7f" * 3])
async def test_an_unknown_token_is_refused(center, token):
    with pytest.raises((RefreshTokenInvalid, InvalidRequest)):
        await refresh(center, token)


async def test_an_expired_token_is_refused(center):
    first = await login(center, "ann")
    center.clock.advance(timedelta(days=30).total_seconds())
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, first.tokens.refresh_token)


async def test_another_merchant_cannot_use_a_token(center):
    first = await login(center, "ann")
    with as_call(internal_identity("miniapp", "other")), pytest.raises(RefreshTokenInvalid):
        await refresh(center, first.tokens.refresh_token)


async def test_logging_out_ends_the_login_from_any_of_its_tokens(center):
    first = await login(center, "ann")
    second = await refresh(center, first.tokens.refresh_token)
    await log_out(center, first.tokens.refresh_token)
    await log_out(center, first.tokens.refresh_token)
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, second.tokens.refresh_token)


async def test_logging_out_with_an_unknown_token_is_answered_like_any(center):
    first = await login(center, "ann")
    assert await log_out(center, "zrt_unknown") == login_pb.RevokeTokenResponse()
    assert await log_out(center, first.tokens.refresh_token) == login_pb.RevokeTokenResponse()


async def test_a_person_logs_out_everywhere(center):
    mine = [await login(center, "ann") for _ in range(3)]
    other = await login(center, "bea")
    with as_person(mine[0].person.person_id):
        request = login_pb.RevokePersonTokensRequest()
        answer = await center.servicer.RevokePersonTokens(request, None)
    assert answer.revoked_login_count == 3
    for each in mine:
        with pytest.raises(RefreshTokenInvalid):
            await refresh(center, each.tokens.refresh_token)
    assert (await refresh(center, other.tokens.refresh_token)).person_id


async def test_no_table_holds_a_token_that_anybody_could_show(center):
    first = await login(center, "ann")
    second = await refresh(center, first.tokens.refresh_token)
    tables = ("logins", "refresh_tokens", "login_requests", "requests", "events")
    for table in tables:
        text = str(await center.db.fetch(f"SELECT t::text FROM {table} AS t"))
        for answer in (first, second):
            assert answer.tokens.refresh_token not in text
            assert answer.tokens.refresh_token.encode().hex() not in text
            assert answer.tokens.access_token not in text


async def test_what_nobody_can_use_is_forgotten_and_the_rest_is_kept(center):
    old = await login(center, "ann")
    center.clock.advance(timedelta(days=40).total_seconds())
    new = await login(center, "ann")
    now = center.clock.now()
    await forget_stale(center.db, now - timedelta(minutes=10), now - timedelta(days=1))
    assert await center.db.fetchval("SELECT count(*) FROM logins") == 1
    assert await center.db.fetchval("SELECT count(*) FROM login_requests") == 1
    assert (await refresh(center, new.tokens.refresh_token)).person_id == old.person.person_id


async def test_a_login_that_goes_on_outlives_its_old_tokens_and_ends_with_its_last(center):
    first = await login(center, "ann")
    center.clock.advance(timedelta(days=25).total_seconds())
    second = await refresh(center, first.tokens.refresh_token)
    center.clock.advance(timedelta(days=25).total_seconds())
    await forget_stale(center.db, center.clock.now(), center.clock.now())
    count = "SELECT (SELECT count(*) FROM logins), (SELECT count(*) FROM refresh_tokens)"
    assert tuple((await center.db.fetch(count))[0]) == (1, 1)
    await refresh(center, second.tokens.refresh_token)
    center.clock.advance(timedelta(days=60).total_seconds())
    await forget_stale(center.db, center.clock.now(), center.clock.now())
    assert tuple((await center.db.fetch(count))[0]) == (0, 0)


async def test_keys_rotate_and_older_tokens_go_on_working(center):
    before = await login(center, "ann")
    request = login_pb.RotateSigningKeyRequest(request_id="r")
    key = (await center.servicer.RotateSigningKey(request, None)).key
    again = (await center.servicer.RotateSigningKey(request, None)).key
    after = await login(center, "ann")
    listed = await center.servicer.ListSigningKeys(login_pb.ListSigningKeysRequest(), None)
    assert again == key
    assert [(k.key_id == key.key_id, k.is_current) for k in listed.keys] == [
        (True, True),
        (False, False),
    ]
    assert {len(k.public_key) for k in listed.keys} == {32}
    for answer in (before, after):
        assert center.verifier.verify(answer.tokens.access_token).subject == answer.person.person_id


async def test_another_process_signs_with_the_key_that_one_has_made(tmp_path):
    """Several workers of one state folder are as many user centers."""
    here, there = (
        TokenKeys(tmp_path, TokenSigner.load(tmp_path), TokenVerifier.load(tmp_path))
        for _ in range(2)
    )
    made = here.rotate()
    token, _ = there.access_token("per_1", "demo", "miniapp", "log_1")
    assert jwt.get_unverified_header(token)["kid"] == made.key_id
