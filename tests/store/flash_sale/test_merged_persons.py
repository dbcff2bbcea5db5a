"""Admissions of merged persons."""

import pytest
from zhongtai.flashsale.v1.admission_pb2 import AdmissionState

from apps.flash_sale.errors import AdmissionNotFound, PersonLimit
from mesh.pure.errors import PersonMerged

ADMITTED = AdmissionState.ADMISSION_STATE_ADMITTED
RETURNED = AdmissionState.ADMISSION_STATE_RETURNED


async def test_a_merge_moves_admissions_once_and_its_undoing_brings_them_back(sales):
    session = await sales.announce(5)
    asked = await sales.ask(session, "per_1")
    assert [await sales.merge("per_1", "per_2") for _ in "12"] == [1, 0]
    assert (await sales.ask(session, "per_2")).token == asked.token
    with pytest.raises(PersonMerged):
        await sales.ask(session, "per_1")
    with pytest.raises(AdmissionNotFound):
        await sales.hold(asked.token, "per_1", "o1")
    await sales.audit()
    await sales.merge("per_1", "per_2", back=True)
    assert (await sales.hold(asked.token, "per_1", "o1")).person_id == "per_1"
    await sales.audit()


async def test_of_two_admissions_of_one_person_one_goes_to_the_next(sales):
    session = await sales.announce(2)
    one, other, waiting = [await sales.ask(session, f"per_{n}") for n in (1, 2, 3)]
    await sales.merge("per_1", "per_2")
    assert (await sales.seen(other.token, "per_2")).state == ADMITTED
    assert (await sales.seen(one.token, "per_1")).state == RETURNED
    assert (await sales.seen(waiting.token, "per_3")).state == ADMITTED
    await sales.audit()


async def test_what_a_merged_person_has_bought_counts_for_the_limit(sales):
    session = await sales.announce(5)
    asked = await sales.ask(session, "per_1")
    await sales.hold(asked.token, "per_1", "o1")
    await sales.merge("per_1", "per_2")
    with pytest.raises(PersonLimit):
        await sales.ask(session, "per_2")
