"""Reading and changing persons: everybody meets only whom they may."""

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.user.v1 import account_requests_pb2 as account_pb
from zhongtai.user.v1 import person_requests_pb2 as person_pb
from zhongtai.user.v1 import user_pb2

from centers.user.errors import IdentityNotFound, LoginCodeRejected, PersonNotFound
from mesh.call.context import as_call, internal_identity
from mesh.pure.errors import AccessDenied, InvalidRequest, PageTokenInvalid, RequestIdReused
from tests.store.user.build import fresh, get, login, register
from tests.store.user.conftest import as_operator, as_person

PHONE = "+8613800138000"
MASKED = "+86138****8000"


async def update(center, person_id: str = "", request_id: str = "", **changes):
    request = person_pb.UpdatePersonRequest(
        request_id=request_id or fresh(),
        person=user_pb2.Person(person_id=person_id, **changes),
        update_mask=FieldMask(paths=list(changes)),
    )
    return (await center.servicer.UpdatePerson(request, None)).person


async def test_a_person_reads_and_changes_themselves_without_saying_who(center):
    ann = (await login(center, "ann")).person.person_id
    with as_person(ann):
        changed = await update(center, display_name="Anna", phone=PHONE, language="zh-CN")
        assert (await get(center)) == changed
    assert (changed.display_name, changed.phone, changed.language) == ("Anna", PHONE, "zh-CN")


async def test_a_person_reaches_nobody_else_not_even_to_learn_that_they_exist(center):
    ann = (await login(center, "ann")).person.person_id
    bea = (await login(center, "bea")).person.person_id
    with as_person(ann):
        for other in (bea, "per_nobody"):
            with pytest.raises(AccessDenied):
                await get(center, other)
            with pytest.raises(AccessDenied):
                await update(center, other, display_name="x")


async def test_a_service_that_acts_for_a_person_reaches_only_that_person(center):
    ann = (await login(center, "ann")).person.person_id
    bea = (await login(center, "bea")).person.person_id
    with as_call(internal_identity("miniapp", "demo", acting_for=ann)):
        assert (await get(center)).person_id == ann
        with pytest.raises(AccessDenied):
            await get(center, bea)


async def test_a_service_must_say_whom_it_means(center):
    with pytest.raises(InvalidRequest):
        await get(center)
    with pytest.raises(PersonNotFound):
        await get(center, "per_nobody")


async def test_another_merchants_person_is_not_there(center):
    ann = (await login(center, "ann")).person.person_id
    with as_operator(merchant="other"), pytest.raises(PersonNotFound):
        await get(center, ann)


async def test_updating_twice_with_one_request_id_changes_once(center):
    ann = (await login(center, "ann")).person.person_id
    first = await update(center, ann, "r", display_name="Anna")
    await update(center, ann, display_name="Annie")
    assert await update(center, ann, "r", display_name="Anna") == first
    assert (await get(center, ann)).display_name == "Annie"
    with pytest.raises(RequestIdReused):
        await update(center, ann, "r", display_name="Other")


async def test_persons_are_listed_newest_first_page_by_page(center):
    made = [(await register(center, f"m-{n}")).person.person_id for n in range(5)]
    token, seen = "", []
    while True:
        request = person_pb.ListPersonsRequest(page_size=2, page_token=token)
        answer = await center.servicer.ListPersons(request, None)
        seen += [person.person_id for person in answer.persons]
        token = answer.next_page_token
        if not token:
            break
    assert seen == made[::-1]


async def test_lists_can_be_narrowed_and_their_tokens_fit_only_that_list(center):
    await register(center, "m-1", phone=PHONE)
    await register(center, "m-2", phone=PHONE)
    await login(center, "ann")

    async def listed(**request):
        return await center.servicer.ListPersons(person_pb.ListPersonsRequest(**request), None)

    assert len((await listed(phone=PHONE)).persons) == 2
    assert len((await listed(channel="miniapp")).persons) == 1
    assert len((await listed(channel="miniapp", phone=PHONE)).persons) == 0
    token = (await listed(phone=PHONE, page_size=1)).next_page_token
    with pytest.raises(PageTokenInvalid):
        await listed(page_size=1, page_token=token)


async def test_a_person_is_found_by_their_channel_account(center):
    made = await register(center, "m-1")
    request = person_pb.FindPersonByIdentityRequest(channel="meituan", subject="m-1")
    found = await center.servicer.FindPersonByIdentity(request, None)
    assert found.person.person_id == made.person.person_id
    request.subject = "m-2"
    with pytest.raises(IdentityNotFound):
        await center.servicer.FindPersonByIdentity(request, None)


async def test_a_phone_that_the_channel_verified_is_kept_as_verified(center):
    ann = (await login(center, "ann")).person.person_id
    request = person_pb.VerifyChannelPhoneRequest(
        request_id="r", person_id=ann, channel="miniapp", code=PHONE
    )
    first = await center.servicer.VerifyChannelPhone(request, None)
    asked = center.channels.asked
    again = await center.servicer.VerifyChannelPhone(request, None)
    assert again == first
    assert center.channels.asked == asked
    with as_person(ann):
        person = await get(center)
    assert (person.phone, person.phone_verified) == (PHONE, True)


async def test_the_answer_to_binding_is_repeated_without_asking_the_channel_again(center):
    ann = (await login(center, "ann")).person.person_id
    request = account_pb.BindIdentityRequest(
        request_id="r", person_id=ann, channel="app", code="ann#once"
    )
    first = await center.servicer.BindIdentity(request, None)
    assert await center.servicer.BindIdentity(request, None) == first
    request.request_id = "other"
    with pytest.raises(LoginCodeRejected):
        await center.servicer.BindIdentity(request, None)


async def test_many_persons_are_read_at_once_the_merged_ones_too(center):
    ann, bea, cat = [(await register(center, name)).person.person_id for name in "abc"]
    merge = person_pb.MergePersonsRequest(
        request_id=fresh(), from_person_id=ann, into_person_id=bea, reason="twice"
    )
    asked = person_pb.BatchGetPersonsRequest(person_ids=[cat, ann, "per_nobody", "a\0b", "", ann])
    with as_operator():
        await center.servicer.MergePersons(merge, None)
        found = (await center.servicer.BatchGetPersons(asked, None)).persons
    assert [(each.person_id, each.merged_into_person_id) for each in found] == [
        (ann, bea),
        (cat, ""),
    ]


@pytest.mark.parametrize("many", [0, 501])
async def test_persons_are_asked_for_in_batches_that_end(center, many):
    asked = person_pb.BatchGetPersonsRequest(person_ids=[f"per_{n}" for n in range(many)])
    with as_operator(), pytest.raises(InvalidRequest):
        await center.servicer.BatchGetPersons(asked, None)
