"""The center and its contract say the same."""

import inspect
import re
from pathlib import Path

import pytest
from zhongtai.member.v1 import member_event_pb2, member_pb2, points_requests_pb2
from zhongtai.member.v1.error_reason_pb2 import ErrorReason

from centers.member import checks, errors, messages
from centers.member.model import (
    BenefitKind,
    EventKind,
    LedgerKind,
    MemberStatus,
    Outcome,
    Tier,
)
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.validation import Check

REASONS = Path(__file__).parents[3] / "protos/zhongtai/member/v1/error_reason.proto"
COMMENTED = re.compile(r"((?:  //.*\n)+)  ERROR_REASON_(\w+) = ")


def own_refusals() -> dict[str, type[Refusal]]:
    found = vars(errors).values()
    return {
        c.reason: c for c in found if inspect.isclass(c) and issubclass(c, Refusal) and c.reason
    }


def test_every_reason_of_the_contract_is_a_refusal_and_the_other_way_round():
    named = {n.removeprefix("ERROR_REASON_") for n in ErrorReason.DESCRIPTOR.values_by_name}
    assert set(own_refusals()) == named - {"UNSPECIFIED"}
    assert {refusal.domain for refusal in own_refusals().values()} == {"zhongtai.member"}


def test_the_comment_of_each_reason_names_the_kind_of_its_refusal():
    comments = {name: said for said, name in COMMENTED.findall(REASONS.read_text("utf-8"))}
    for reason, refusal in own_refusals().items():
        said = comments[reason]
        assert f"// {refusal.kind.value}" in said or "// Per item." in said, reason


@pytest.mark.parametrize(
    ("ours", "theirs", "prefix"),
    [
        (MemberStatus, member_pb2.MemberStatus, "MEMBER_STATUS"),
        (LedgerKind, member_pb2.LedgerKind, "LEDGER_KIND"),
        (BenefitKind, member_pb2.BenefitKind, "BENEFIT_KIND"),
        (EventKind, member_event_pb2.MemberEventKind, "MEMBER_EVENT_KIND"),
        (Outcome, points_requests_pb2.ItemOutcome, "ITEM_OUTCOME"),
    ],
)
def test_our_enums_have_the_numbers_of_the_contract(ours, theirs, prefix):
    expected = {f"{prefix}_{member.name}": member.value for member in ours}
    assert expected | {f"{prefix}_UNSPECIFIED": 0} == dict(theirs.items())


def fields(refused) -> list[str]:
    return [violation.field for violation in refused.value.violations]


def test_an_item_of_a_batch_names_the_fields_that_are_wrong():
    amount = {"minor_units": -1, "currency_code": "cny"}
    check = Check()
    checks.check_earn(check, points_requests_pb2.EarnItem(order_id="ord_2", amount=amount))
    assert [violation.field for violation in check.violations] == [
        "person_id",
        "amount.minor_units",
        "amount.currency_code",
    ]
    check = Check()
    checks.check_reverse(check, points_requests_pb2.ReverseItem(order_id="ord_1"))
    assert [violation.field for violation in check.violations] == [
        "refund_id",
        "amount.minor_units",
        "amount.currency_code",
    ]


def test_a_tier_out_of_limits_is_named():
    with pytest.raises(InvalidRequest) as refused:
        checks.check_tiers("r", [Tier("Gold!", "", -1, 10_001)])
    assert fields(refused) == [
        "tiers[0].code",
        "tiers[0].name",
        "tiers[0].growth_required",
        "tiers[0].earn_rate_percent",
    ]


def test_a_benefit_of_no_kind_is_refused():
    with pytest.raises(InvalidRequest) as refused:
        messages.benefit_of.within(member_pb2.Benefit(code="x"), "benefit")
    assert fields(refused) == ["benefit.kind"]
