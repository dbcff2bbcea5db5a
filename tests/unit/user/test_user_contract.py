"""The center and its contract say the same."""

import inspect
import re
from pathlib import Path

import pytest
from zhongtai.user.v1 import user_pb2
from zhongtai.user.v1.error_reason_pb2 import ErrorReason

from centers.user import checks, errors
from centers.user.model import PersonStatus
from mesh.pure.address import Address
from mesh.pure.errors import InvalidRequest, Refusal

REASONS = Path(__file__).parents[3] / "protos/zhongtai/user/v1/error_reason.proto"
COMMENTED = re.compile(r"((?:  //.*\n)+)  ERROR_REASON_(\w+) = ")
PREFIX = "ERROR_REASON_"


def own_refusals() -> dict[str, type[Refusal]]:
    found = vars(errors).values()
    return {
        c.reason: c for c in found if inspect.isclass(c) and issubclass(c, Refusal) and c.reason
    }


def test_every_reason_of_the_contract_is_a_refusal_and_the_other_way_round():
    named = {name.removeprefix(PREFIX) for name in ErrorReason.DESCRIPTOR.values_by_name}
    assert set(own_refusals()) == named - {"UNSPECIFIED"}


def test_the_comment_of_each_reason_names_the_kind_of_its_refusal():
    text = REASONS.read_text(encoding="utf-8")
    comments = {name: said for said, name in COMMENTED.findall(text)}
    for reason, refusal in own_refusals().items():
        assert f"// {refusal.kind.value}." in comments[reason], reason


def test_every_refusal_is_of_the_center():
    assert {refusal.domain for refusal in own_refusals().values()} == {"zhongtai.user"}


def test_states_have_the_numbers_of_the_contract():
    for status in PersonStatus:
        assert user_pb2.PersonStatus.Name(status) == f"PERSON_STATUS_{status.name}"


GOOD = Address("Ann", "+8613800138000", "West Lake Road 1", country_code="CN")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact_name", ""),
        ("contact_phone", "1" * 33),
        ("street", ""),
        ("detail", "x" * 101),
        ("country_code", "cn"),
        ("postal_code", "1" * 17),
    ],
)
def test_a_bad_address_names_its_field(field, value):
    postal = Address(**{name: getattr(GOOD, name) for name in GOOD.__slots__} | {field: value})
    with pytest.raises(InvalidRequest) as refused:
        checks.check_address("r1", "home", postal, None)
    assert [v.field for v in refused.value.violations] == [f"address.address.{field}"]


@pytest.mark.parametrize("point", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_point_off_the_earth_is_refused(point):
    postal = Address("Ann", "1", "Road", latitude=point[0], longitude=point[1])
    with pytest.raises(InvalidRequest):
        checks.check_address("r1", "", postal, None)


@pytest.mark.parametrize("phone", ["13800138000", "+0138001380", "+8613800138000123", "+86 138"])
def test_a_phone_that_is_not_e164_is_refused(phone):
    with pytest.raises(InvalidRequest) as refused:
        checks.check_changes("r1", {"phone": phone}, ["phone"])
    assert refused.value.violations[0].field == "person.phone"


@pytest.mark.parametrize("named", [[], ["person_id"], ["display_name", "status"]])
def test_only_named_and_changeable_fields_may_be_updated(named):
    with pytest.raises(InvalidRequest) as refused:
        checks.check_changes("r1", {}, named)
    assert refused.value.violations[0].field == "update_mask"
