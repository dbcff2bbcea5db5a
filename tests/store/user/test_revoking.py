"""Revoked tokens: who may revoke which, what ends with a login, and who is told."""

from contextlib import aclosing
from datetime import timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.user.v1 import login_requests_pb2 as login_pb
from zhongtai.user.v1 import revocation_pb2 as pb

from centers.user.revocations.store import RevocationStore
from mesh.call.context import Identity, as_call
from mesh.process.revocations import RevokedTokens
from mesh.pure.errors import AccessDenied, InvalidRequest
from tests.store.user.build import login, refresh
from tests.store.user.conftest import as_operator, as_person


async def revoke(center, kind, subject, **more):
    request = pb.RevokeAccessTokensRequest(kind=kind, subject=subject, **more)
    return (await center.servicer.RevokeAccessTokens(request, None)).revocation


async def listed(center, **more):
    reply = await center.servicer.ListRevocations(pb.ListRevocationsRequest(**more), None)
    return [(each.kind, each.subject) for each in reply.revocations]


async def known(center) -> RevokedTokens:
    """The list of a process that has just begun to follow."""
    tokens = RevokedTokens(lambda: center.clock.now().timestamp())
    async with aclosing(center.servicer.WatchRevocations(None, None)) as replies:
        async for reply in replies:
            tokens.add(reply.revocations)
            if reply.up_to_date:
                break
    return tokens


def is_good(center, tokens, access_token) -> bool:
    return not tokens.covers(center.verifier.examine(access_token))


async def test_logging_out_revokes_the_access_tokens_of_that_login_alone(center):
    phone, tablet = await login(center, "ann"), await login(center, "ann")
    again = await refresh(center, phone.tokens.refresh_token)
    request = login_pb.RevokeTokenRequest(refresh_token=again.tokens.refresh_token)
    await center.servicer.RevokeToken(request, None)
    tokens = await known(center)
    assert not is_good(center, tokens, phone.tokens.access_token)
    assert not is_good(center, tokens, again.tokens.access_token)
    assert is_good(center, tokens, tablet.tokens.access_token)


async def test_a_refresh_token_used_twice_revokes_the_access_tokens_too(center):
    first = await login(center, "ann")
    stolen = await refresh(center, first.tokens.refresh_token)
    with pytest.raises(Exception, match="used"):
        await refresh(center, first.tokens.refresh_token)
    assert not is_good(center, await known(center), stolen.tokens.access_token)


async def test_logging_out_everywhere_revokes_all_tokens_of_a_person(center):
    phones = [await login(center, "ann") for _ in range(2)]
    ben = await login(center, "ben")
    center.clock.advance(1)
    with as_person(phones[0].person.person_id):
        await center.servicer.RevokePersonTokens(login_pb.RevokePersonTokensRequest(), None)
    revoked = await known(center)
    assert not any(is_good(center, revoked, each.tokens.access_token) for each in phones)
    assert is_good(center, revoked, ben.tokens.access_token)


async def test_an_operator_revokes_and_lists_within_the_own_chain(center):
    with as_operator():
        made = await revoke(center, "service", "bi", reason="left open on a desk")
        await revoke(center, "token", "tok_1")
        assert await listed(center) == [("service", "bi"), ("token", "tok_1")]
    assert (made.revoked_by, made.merchant_id) == ("operator:olga", "demo")
    with as_operator(merchant="other"):
        assert await listed(center) == []


async def test_only_who_is_bound_to_no_chain_revokes_tokens_bound_to_none(center):
    with as_operator(), pytest.raises(AccessDenied):
        await revoke(center, "operator", "root", bound_to_no_merchant=True)
    unbound = Identity("operator", "root", "demo", any_merchant=True)
    with as_call(unbound, timeout=60):
        made = await revoke(center, "operator", "root", bound_to_no_merchant=True)
        assert made.merchant_id == ""
        assert await listed(center, bound_to_no_merchant=True) == [("operator", "root")]
        assert await listed(center) == []


async def test_a_revocation_only_grows(center):
    earlier = Timestamp()
    earlier.FromDatetime(center.clock.now() - timedelta(hours=1))
    with as_operator():
        first = await revoke(center, "service", "bi")
        second = await revoke(center, "service", "bi", issued_before=earlier)
    assert second.issued_before == first.issued_before


async def test_a_revocation_is_forgotten_when_the_last_token_has_ended(center):
    with as_operator():
        till = await revoke(center, "till", "til_1")
        service = await revoke(center, "service", "bi")
        now = center.clock.now().timestamp()
        assert till.expire_time.seconds - now == pytest.approx(24 * 3600, abs=1)
        assert service.expire_time.seconds - now == pytest.approx(366 * 24 * 3600, abs=1)
        await RevocationStore(center.db).forget(center.clock.now() + timedelta(days=2))
        assert await listed(center) == [("service", "bi")]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("root", {}),
        ("login", {}),
        ("token", {"issued_before": Timestamp(seconds=1)}),
        ("token", {"expire_time": Timestamp(seconds=1)}),
        ("service", {"expire_time": Timestamp(seconds=4_000_000_000)}),
        ("service", {"issued_before": Timestamp(seconds=4_000_000_000)}),
    ],
)
async def test_a_revocation_that_makes_no_sense_is_refused(center, kind, more):
    with as_operator(), pytest.raises(InvalidRequest):
        await revoke(center, kind, "bi", **more)


async def test_who_follows_is_told_at_once(center):
    async with aclosing(center.servicer.WatchRevocations(None, None)) as replies:
        assert (await anext(replies)).up_to_date
        with as_operator():
            await revoke(center, "service", "bi")
        reply = await anext(replies)
    assert [(each.kind, each.subject) for each in reply.revocations] == [("service", "bi")]
