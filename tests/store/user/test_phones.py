"""Proving a phone by a code that was sent to it."""

import asyncio
from datetime import timedelta

import pytest
from zhongtai.user.v1 import person_requests_pb2 as pb

from centers.user.errors import (
    PersonMerged,
    PhoneRefused,
    VerificationClosed,
    VerificationCodeWrong,
    VerificationNotFound,
)
from centers.user.phones.rules import CODE_LIFETIME, MAX_TRIES
from centers.user.phones.store import forget_verifications
from mesh.pure.errors import (
    AccessDenied,
    InvalidRequest,
    PluginUnavailable,
    RateLimited,
    RequestIdReused,
)
from tests.store.user.build import fresh, get, login, merge
from tests.store.user.conftest import as_person

PHONE = "+8613800138000"
OTHER = "+8613800138001"
MINUTE = 60.0


async def started(center, person_id: str, phone: str = PHONE, request_id: str = ""):
    """What StartPhoneVerification answers."""
    request = pb.StartPhoneVerificationRequest(
        request_id=request_id or fresh(), person_id=person_id, phone=phone
    )
    return await center.servicer.StartPhoneVerification(request, None)


async def confirmed(center, verification_id: str, code: str):
    """The person of ConfirmPhoneVerification."""
    request = pb.ConfirmPhoneVerificationRequest(verification_id=verification_id, code=code)
    return (await center.servicer.ConfirmPhoneVerification(request, None)).person


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
async def ann(center) -> str:
    return (await login(center, "ann")).person.person_id


async def test_the_code_that_was_sent_makes_the_phone_the_persons(center, ann):
    start = await started(center, ann)
    code = center.phones.code(PHONE)
    assert len(code) == 6
    assert code.isdecimal()
    person = await confirmed(center, start.verification_id, code)
    assert (person.phone, person.phone_verified) == (PHONE, True)
    assert await get(center, ann) == person
    assert await confirmed(center, start.verification_id, code) == person


async def test_nothing_that_is_kept_has_the_code_in_it(center, ann):
    await started(center, ann)
    code = center.phones.code(PHONE)
    for table in ("phone_verifications", "requests"):
        for row in await center.db.fetch(f"SELECT t::text AS whole FROM {table} AS t"):
            assert code not in row["whole"].replace(PHONE[1:], "")


async def test_a_request_that_is_repeated_sends_once_and_answers_the_same(center, ann):
    first = await started(center, ann, request_id="r-same")
    center.clock.advance(3600)
    assert await started(center, ann, request_id="r-same") == first
    assert len(center.phones.sent[PHONE]) == 1
    with pytest.raises(RequestIdReused):
        await started(center, ann, OTHER, request_id="r-same")


async def test_a_request_whose_sending_failed_sends_the_same_message_when_it_comes_again(
    center, ann
):
    center.phones.trouble = PluginUnavailable(plugin="sms")
    with pytest.raises(PluginUnavailable):
        await started(center, ann, request_id="r-lost")
    with pytest.raises(RequestIdReused):
        await started(center, ann, OTHER, request_id="r-lost")
    center.phones.trouble = None
    start = await started(center, ann, request_id="r-lost")
    (message,) = center.phones.sent[PHONE]
    assert message.message_id == start.verification_id
    assert (await confirmed(center, start.verification_id, message.code)).phone_verified


async def test_a_refused_phone_changes_nothing_of_the_person(center, ann):
    center.phones.trouble = PhoneRefused()
    with pytest.raises(PhoneRefused):
        await started(center, ann)
    assert (await get(center, ann)).phone == ""


async def test_two_of_one_request_at_once_send_one_message(center, ann):
    both = await asyncio.gather(*(started(center, ann, request_id="r-two") for _ in range(2)))
    assert both[0] == both[1]
    assert len(center.phones.sent[PHONE]) == 1


async def test_wrong_codes_count_down_and_then_close_the_verification(center, ann):
    start = await started(center, ann)
    code = center.phones.code(PHONE)
    for left in reversed(range(MAX_TRIES)):
        with pytest.raises(VerificationCodeWrong) as refused:
            await confirmed(center, start.verification_id, wrong(code))
        assert refused.value.metadata["attempts_left"] == str(left)
    with pytest.raises(VerificationClosed):
        await confirmed(center, start.verification_id, code)


async def test_tries_at_the_same_time_are_counted_one_by_one(center, ann):
    start = await started(center, ann)
    bad = wrong(center.phones.code(PHONE))
    tries = [confirmed(center, start.verification_id, bad) for _ in range(2 * MAX_TRIES)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    kinds = [type(each) for each in found]
    assert kinds.count(VerificationCodeWrong) == kinds.count(VerificationClosed) == MAX_TRIES


async def test_a_code_stops_working_after_its_time(center, ann):
    start = await started(center, ann)
    assert start.expire_time.ToDatetime() - CODE_LIFETIME == center.clock.now().replace(tzinfo=None)
    center.clock.advance(CODE_LIFETIME.total_seconds())
    with pytest.raises(VerificationClosed):
        await confirmed(center, start.verification_id, center.phones.code(PHONE))


async def test_a_newer_code_for_a_phone_closes_the_one_before(center, ann):
    old = await started(center, ann)
    old_code = center.phones.code(PHONE)
    center.clock.advance(MINUTE)
    other = await started(center, ann, OTHER)
    center.clock.advance(MINUTE)
    new = await started(center, ann)
    with pytest.raises(VerificationClosed):
        await confirmed(center, old.verification_id, old_code)
    await confirmed(center, other.verification_id, center.phones.code(OTHER))
    person = await confirmed(center, new.verification_id, center.phones.code(PHONE))
    assert person.phone == PHONE


async def test_no_phone_is_sent_codes_without_end_whoever_asks(center, ann):
    bea = (await login(center, "bea")).person.person_id
    await started(center, ann)
    for person_id, phone in ((ann, OTHER), (bea, PHONE)):
        with pytest.raises(RateLimited) as refused:
            await started(center, person_id, phone)
        assert refused.value.metadata["retry_after_seconds"] == "60"
    for _ in range(2):
        for person_id in (ann, bea):
            center.clock.advance(MINUTE)
            await started(center, person_id)
    center.clock.advance(MINUTE)
    with pytest.raises(RateLimited):
        await started(center, bea)
    assert len(center.phones.sent[PHONE]) == 5


async def test_persons_who_ask_for_one_phone_at_the_same_time_get_one_message(center, ann):
    others = [(await login(center, name)).person.person_id for name in ("bea", "cyd")]
    asked = [started(center, person_id) for person_id in (ann, *others)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, RateLimited) for each in found) == 2
    assert len(center.phones.sent[PHONE]) == 1


async def test_nobody_confirms_or_starts_for_another_person(center, ann):
    bea = (await login(center, "bea")).person.person_id
    start = await started(center, ann)
    with as_person(bea):
        with pytest.raises(VerificationNotFound):
            await confirmed(center, start.verification_id, center.phones.code(PHONE))
        with pytest.raises(AccessDenied):
            await started(center, ann)
    with as_person(ann, merchant="other"), pytest.raises(VerificationNotFound):
        await confirmed(center, start.verification_id, center.phones.code(PHONE))
    with as_person(ann):
        assert (await confirmed(center, start.verification_id, center.phones.code(PHONE))).phone


async def test_a_merged_person_proves_no_phone(center, ann):
    bea = (await login(center, "bea")).person.person_id
    start = await started(center, ann)
    await merge(center, ann, bea)
    with pytest.raises(PersonMerged):
        await confirmed(center, start.verification_id, center.phones.code(PHONE))
    with pytest.raises(PersonMerged):
        await started(center, ann, OTHER)


@pytest.mark.parametrize("phone", ["", "138", "8613800138000", "+86 138"])
async def test_a_phone_must_be_e164(center, ann, phone):
    with pytest.raises(InvalidRequest):
        await started(center, ann, phone)


@pytest.mark.parametrize("code", ["", "123", "abcdef", "123456789", "12345\u0666"])
async def test_a_code_must_be_digits(center, ann, code):
    with pytest.raises(InvalidRequest):
        await confirmed(center, "phv_x", code)


async def test_what_counts_no_more_is_forgotten(center, ann):
    start = await started(center, ann)
    code = center.phones.code(PHONE)
    await forget_verifications(center.db, center.clock.now())
    assert (await get(center, ann)).phone == ""
    await forget_verifications(center.db, center.clock.now() + timedelta(seconds=MINUTE))
    with pytest.raises(VerificationNotFound):
        await confirmed(center, start.verification_id, code)
