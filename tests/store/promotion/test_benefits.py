"""Promotions for who has a benefit, from their specification to what a cart gets."""

import pytest
from zhongtai.promotion.v1 import evaluation_pb2, promotion_pb2

from mesh.pure.errors import InvalidRequest
from tests.store.promotion.build import created, evaluate

BIRTHDAY = promotion_pb2.Conditions(benefit_codes=["生日", "birthday"])


@pytest.mark.parametrize(("codes", "off"), [([], 0), (["staff"], 0), (["staff", "生日"], 500)])
async def test_who_has_one_of_the_benefits_gets_it_and_nobody_else(center, codes, off):
    await created(center, conditions=BIRTHDAY)
    answer = await evaluate(center, benefit_codes=codes)
    assert answer.total_discount.minor_units == off
    assert not answer.ignores_benefits
    assert answer.ignores_member_tier


async def test_the_answer_says_which_benefits_would_do(center):
    await created(center, name="Cake", conditions=BIRTHDAY)
    [told] = (await evaluate(center, language="en")).explanations
    assert told.outcome == evaluation_pb2.EXPLANATION_OUTCOME_CONDITION_NOT_MET
    assert told.cause == evaluation_pb2.EXPLANATION_CAUSE_NO_BENEFIT
    assert told.benefit_codes == ["birthday", "生日"]
    assert told.text == "Cake: it is for who has the benefit birthday / 生日."
    [told] = (await evaluate(center, benefit_codes=["生日"])).explanations
    assert told.benefit_codes == []


async def test_where_no_promotion_is_for_a_benefit_none_is_asked_for(center):
    await created(center)
    assert (await evaluate(center)).ignores_benefits


@pytest.mark.parametrize(
    ("codes", "field"),
    [(["a", "a"], "benefit_codes"), (["x" * 65], "benefit_codes[0]"), ([""], "benefit_codes[0]")],
)
async def test_codes_that_no_benefit_has_are_refused(center, codes, field):
    with pytest.raises(InvalidRequest) as caught:
        await evaluate(center, benefit_codes=codes)
    assert [each.field for each in caught.value.violations] == [field]
