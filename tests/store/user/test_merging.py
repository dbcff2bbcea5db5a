"""Merging two records of one human being, and undoing it."""

import asyncio

import pytest
from zhongtai.user.v1 import user_pb2

from centers.user.errors import (
    MergeNotFound,
    MergeNotPossible,
    PersonMerged,
    PersonNotFound,
    RefreshTokenInvalid,
)
from mesh.pure.errors import InvalidRequest
from tests.store.user.build import (
    add_address,
    addresses,
    breaches,
    get,
    identities,
    login,
    merge,
    refresh,
    undo,
)
from tests.store.user.conftest import as_operator


@pytest.fixture
async def two(center):
    """Two persons with an account and an address each; an operator looks at them."""
    with as_operator("personal_data"):
        ann = (await login(center, "ann")).person.person_id
        bea = (await login(center, "bea")).person.person_id
        await add_address(center, ann, "Ann's road")
        await add_address(center, bea, "Bea's road")
        yield ann, bea


async def test_the_person_that_stays_has_the_accounts_and_addresses_of_both(center, two):
    ann, bea = two
    answer = await merge(center, ann, bea)
    assert answer.person.person_id == bea
    assert (await login(center, "ann")).person.person_id == bea
    assert len(await identities(center, bea)) == 2
    assert await addresses(center, bea) == [("Bea's road", True), ("Ann's road", False)]
    gone = await get(center, ann)
    assert (gone.status, gone.merged_into_person_id) == (user_pb2.PERSON_STATUS_MERGED, bea)
    assert await breaches(center) == []


async def test_undoing_puts_everything_back_where_it_was(center, two):
    ann, bea = two
    done = (await merge(center, ann, bea)).merge
    undone = await undo(center, done.merge_id)
    assert undone.HasField("undo_time")
    assert await undo(center, done.merge_id) == undone
    assert (await login(center, "ann")).person.person_id == ann
    assert await addresses(center, ann) == [("Ann's road", True)]
    assert await addresses(center, bea) == [("Bea's road", True)]
    assert (await get(center, ann)).status == user_pb2.PERSON_STATUS_ACTIVE
    assert await breaches(center) == []


async def test_what_was_bound_after_the_merge_stays_after_the_undo(center, two):
    ann, bea = two
    done = (await merge(center, ann, bea)).merge
    await add_address(center, bea, "New road")
    await undo(center, done.merge_id)
    assert [street for street, _ in await addresses(center, bea)] == ["Bea's road", "New road"]


async def test_a_merged_person_cannot_refresh_nor_be_changed_nor_merged(center, two):
    ann, bea = two
    before = await login(center, "ann")
    await merge(center, ann, bea)
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, before.tokens.refresh_token)
    with pytest.raises(PersonMerged):
        await add_address(center, ann, "x")
    with pytest.raises(PersonMerged):
        await merge(center, ann, bea)
    with pytest.raises(PersonMerged):
        await merge(center, bea, ann)


async def test_an_undo_ends_the_logins_that_led_to_the_wrong_person(center, two):
    ann, bea = two
    done = (await merge(center, ann, bea)).merge
    through_ann = await login(center, "ann")
    through_bea = await login(center, "bea")
    await undo(center, done.merge_id)
    with pytest.raises(RefreshTokenInvalid):
        await refresh(center, through_ann.tokens.refresh_token)
    assert (await refresh(center, through_bea.tokens.refresh_token)).person_id == bea


async def test_merges_are_undone_from_the_last_to_the_first(center, two):
    ann, bea = two
    cat = (await login(center, "cat")).person.person_id
    first = (await merge(center, ann, bea)).merge
    second = (await merge(center, bea, cat)).merge
    with pytest.raises(MergeNotPossible):
        await undo(center, first.merge_id)
    await undo(center, second.merge_id)
    await undo(center, first.merge_id)
    assert (await login(center, "ann")).person.person_id == ann
    assert await breaches(center) == []


async def test_only_two_different_persons_of_the_merchant_can_be_merged(center, two):
    ann, bea = two
    with pytest.raises(InvalidRequest):
        await merge(center, ann, ann)
    with pytest.raises(PersonNotFound):
        await merge(center, ann, "per_nobody")
    with as_operator(merchant="other"), pytest.raises(PersonNotFound):
        await merge(center, ann, bea)
    with pytest.raises(MergeNotFound):
        await undo(center, "mrg_nothing")


async def test_logins_during_a_merge_end_with_the_person_that_stays(center, two):
    ann, bea = two
    *answers, _ = await asyncio.gather(
        *(login(center, "ann") for _ in range(20)), merge(center, ann, bea)
    )
    assert {answer.person.person_id for answer in answers} <= {ann, bea}
    assert await breaches(center) == []


async def test_two_merges_against_each_other_end_with_one(center, two):
    ann, bea = two
    answers = await asyncio.gather(
        merge(center, ann, bea), merge(center, bea, ann), return_exceptions=True
    )
    assert [type(a) for a in answers if isinstance(a, BaseException)] == [PersonMerged]
    assert await breaches(center) == []
