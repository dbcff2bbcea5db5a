"""The audit finds what somebody broke."""

import pytest

from tests.store.user.build import add_address, breaches, login, merge
from tests.store.user.conftest import as_operator


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE persons SET status = 2, merged_into = 'x' WHERE person_id = $1", "belongs to"),
        ("UPDATE addresses SET is_default = false WHERE person_id = $1", "has 0"),
        ("UPDATE merges SET undone_at = now() WHERE into_person_id = $1", "was merged into"),
        ("UPDATE refresh_tokens SET used_at = NULL WHERE $1 <> ''", "unused tokens"),
    ],
)
async def test_the_audit_names_what_somebody_damaged(center, damage, named):
    with as_operator():
        first = await login(center, "ann")
        ann = first.person.person_id
        await add_address(center, ann, "Road 1")
        await merge(center, (await login(center, "bea")).person.person_id, ann)
        await center.servicer.RefreshToken(_refresh(first), None)
        assert await breaches(center) == []
        await center.db.execute(damage, ann)
        assert any(named in breach for breach in await breaches(center))


def _refresh(answer):
    from zhongtai.user.v1 import login_requests_pb2 as login_pb

    return login_pb.RefreshTokenRequest(request_id="r", refresh_token=answer.tokens.refresh_token)
