"""Words of the code and words of the contract are the same."""

from zhongtai.common.v1 import trade_pb2
from zhongtai.promotion.v1 import (
    coupon_pb2,
    error_reason_pb2,
    evaluation_pb2,
    hold_pb2,
    promotion_pb2,
)

from centers.promotion import errors, model
from centers.promotion.coupons import model as coupons
from centers.promotion.evaluation import model as evaluation
from centers.promotion.holds import model as holds


def members(enum, prefix):
    return {name.removeprefix(prefix): number for name, number in enum.items() if number}


def same(ours, theirs, prefix):
    return {member.name: member.value for member in ours} == members(theirs, prefix)


def test_every_reason_of_the_contract_has_its_refusal():
    reasons = {each.reason for each in errors.PromotionRefusal.__subclasses__()}
    assert reasons == set(members(error_reason_pb2.ErrorReason, "ERROR_REASON_"))


def test_numbers_of_states_and_outcomes_are_those_of_the_contract():
    assert same(model.PromotionState, promotion_pb2.PromotionState, "PROMOTION_STATE_")
    assert same(coupons.TemplateState, coupon_pb2.CouponTemplateState, "COUPON_TEMPLATE_STATE_")
    assert same(coupons.CouponState, coupon_pb2.CouponState, "COUPON_STATE_")
    assert same(holds.RedeemOutcome, hold_pb2.RedeemOutcome, "REDEEM_OUTCOME_")
    assert same(holds.ReleaseOutcome, hold_pb2.ReleaseOutcome, "RELEASE_OUTCOME_")
    assert same(evaluation.Outcome, evaluation_pb2.ExplanationOutcome, "EXPLANATION_OUTCOME_")
    assert same(evaluation.Cause, evaluation_pb2.ExplanationCause, "EXPLANATION_CAUSE_")


def test_words_shared_by_all_services_have_the_shared_numbers():
    assert same(model.ServiceType, trade_pb2.ServiceType, "SERVICE_TYPE_")
    assert same(model.Payer, trade_pb2.DiscountPayer, "DISCOUNT_PAYER_")


def test_every_stored_hold_state_is_in_the_contract_which_also_knows_not_needed():
    states = members(hold_pb2.HoldState, "HOLD_STATE_")
    assert states.pop("NOT_NEEDED") == 7
    assert {state.name: state.value for state in holds.HoldState} == states
