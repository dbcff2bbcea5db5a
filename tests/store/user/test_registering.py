"""Many customers registered at once: known ones are found, twins are one, nobody fails another."""

import asyncio

from zhongtai.user.v1 import person_requests_pb2 as pb

from tests.store.user.build import get, identities, login, register


def account(subject: str, **more: str) -> pb.RegisterPersonRequest:
    return pb.RegisterPersonRequest(channel="meituan", subject=subject, **more)


async def register_all(center, *persons: pb.RegisterPersonRequest, dry: bool = False):
    request = pb.BatchRegisterPersonsRequest(persons=persons, dry_run=dry)
    return list((await center.servicer.BatchRegisterPersons(request, None)).results)


async def test_new_ones_are_registered_and_known_ones_found_as_they_are(center):
    known = (await register(center, "m1", display_name="Ann")).person
    first, second = await register_all(
        center, account("m1", display_name="Other"), account("m2", phone="+8613800138000")
    )
    assert (first.person_id, first.registered, second.registered) == (known.person_id, False, True)
    assert (await get(center, known.person_id)).display_name == "Ann"
    assert (await get(center, second.person_id)).phone.startswith("+86")
    [identity] = await identities(center, second.person_id)
    assert (identity.channel, identity.subject) == ("meituan", "m2")
    [again] = await register_all(center, account("m2"))
    assert (again.person_id, again.registered) == (second.person_id, False)


async def test_a_customer_who_logs_in_later_is_the_one_who_was_registered(center):
    subject = (await identities(center, (await login(center, "ann")).person.person_id))[0].subject
    request = pb.RegisterPersonRequest(channel="miniapp", subject=subject)
    [found] = await register_all(center, request)
    assert (found.person_id, found.registered) == (
        (await login(center, "ann")).person.person_id,
        False,
    )


async def test_an_account_that_stands_twice_is_one_person(center):
    first, second = await register_all(center, account("m1"), account("m1"))
    assert first.person_id == second.person_id != ""


async def test_a_malformed_one_is_refused_alone(center):
    results = await register_all(center, account(""), account("m1"), account("m2", phone="1"))
    assert [each.refusal_reason for each in results] == ["INVALID_REQUEST", "", "INVALID_REQUEST"]
    assert [bool(each.person_id) for each in results] == [False, True, False]


async def test_the_same_customers_registered_by_many_at_once_are_one_each(center):
    given = [account(f"m{number}") for number in range(20)]
    answers = await asyncio.gather(
        *(register_all(center, *(given if turn % 2 else given[::-1])) for turn in range(10))
    )
    ids = [[each.person_id for each in answer] for answer in answers]
    assert {tuple(each if turn % 2 else each[::-1]) for turn, each in enumerate(ids)} == {
        tuple(ids[1])
    }
    assert len(set(ids[1])) == 20
    assert sum(each.registered for answer in answers for each in answer) == 20


async def test_a_dry_run_registers_nobody(center):
    for _ in range(2):
        [result] = await register_all(center, account("m1"), dry=True)
        assert (result.person_id, result.registered) == ("", True)
