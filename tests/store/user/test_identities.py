"""One person, many channel accounts: binding and unbinding."""

import asyncio

import pytest
from zhongtai.user.v1 import account_requests_pb2 as account_pb

from centers.user.errors import (
    IdentityBoundElsewhere,
    IdentityNotFound,
    LastIdentity,
    RefreshTokenInvalid,
)
from mesh.pure.errors import AccessDenied
from tests.store.user.build import breaches, fresh, identities, login, refresh
from tests.store.user.conftest import as_person


async def bind(center, person_id: str, code: str, channel: str = "app"):
    request = account_pb.BindIdentityRequest(
        request_id=fresh(), person_id=person_id, channel=channel, code=code
    )
    return (await center.servicer.BindIdentity(request, None)).identity


async def unbind(center, person_id: str, identity_id: str) -> int:
    request = account_pb.UnbindIdentityRequest(
        request_id=fresh(), person_id=person_id, identity_id=identity_id
    )
    return (await center.servicer.UnbindIdentity(request, None)).revoked_login_count


async def test_a_bound_account_logs_the_same_person_in(center):
    ann = (await login(center, "ann")).person.person_id
    bound = await bind(center, ann, "ann")
    assert (await login(center, "ann", "app")).person.person_id == ann
    assert bound.identity_id in {i.identity_id for i in await identities(center, ann)}


async def test_binding_an_account_again_changes_nothing(center):
    ann = (await login(center, "ann")).person.person_id
    assert await bind(center, ann, "ann") == await bind(center, ann, "ann")


async def test_an_account_of_another_person_cannot_be_bound(center):
    ann = (await login(center, "ann")).person.person_id
    await login(center, "bea", "app")
    with pytest.raises(IdentityBoundElsewhere):
        await bind(center, ann, "bea")


async def test_an_account_that_two_persons_bind_at_once_goes_to_one(center):
    persons = [(await login(center, name)).person.person_id for name in ("ann", "bea") * 10]
    answers = await asyncio.gather(
        *(bind(center, person, "shared") for person in persons), return_exceptions=True
    )
    owners = {a.person_id for a in answers if not isinstance(a, BaseException)}
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert len(owners) == 1
    assert {type(refusal) for refusal in refused} == {IdentityBoundElsewhere}


async def test_unbinding_ends_the_logins_made_through_the_account_only(center):
    ann = await login(center, "ann")
    person_id = ann.person.person_id
    bound = await bind(center, person_id, "ann")
    through_app = await login(center, "ann", "app")
    assert await unbind(center, person_id, bound.identity_id) == 1
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, through_app.tokens.refresh_token)
    assert (await refresh(center, ann.tokens.refresh_token)).person_id == person_id
    assert (await login(center, "ann", "app")).registered


async def test_the_last_identity_stays(center):
    ann = await login(center, "ann")
    with pytest.raises(LastIdentity):
        await unbind(center, ann.person.person_id, ann.identity.identity_id)


async def test_of_two_identities_unbound_at_once_one_stays(center):
    ann = await login(center, "ann")
    person_id = ann.person.person_id
    bound = await bind(center, person_id, "ann")
    both = (ann.identity.identity_id, bound.identity_id)
    answers = await asyncio.gather(
        *(unbind(center, person_id, each) for each in both), return_exceptions=True
    )
    assert [type(a) for a in answers if isinstance(a, BaseException)] == [LastIdentity]
    assert len(await identities(center, person_id)) == 1
    assert await breaches(center) == []


async def test_a_person_cannot_touch_the_identities_of_another(center):
    ann, bea = await login(center, "ann"), await login(center, "bea")
    await bind(center, bea.person.person_id, "bea")
    with as_person(ann.person.person_id):
        with pytest.raises(AccessDenied):
            await unbind(center, bea.person.person_id, bea.identity.identity_id)
        with pytest.raises(IdentityNotFound):
            await unbind(center, "", bea.identity.identity_id)


async def test_a_union_told_later_is_kept(center):
    first = await login(center, "ann")
    later = await login(center, "ann/union-1")
    assert later.identity.identity_id == first.identity.identity_id
    assert later.identity.union_subject == "union-1"
    assert (await login(center, "ann/union-1", "app")).person.person_id == first.person.person_id
