"""A refusal says what it is in words for people and in facts for programs."""

import copy

import pytest
from zhongtai.common.v1 import error_reason_pb2

from mesh.pure import errors
from mesh.pure.errors import InvalidRequest, Kind, Refusal, Violation

REASONS = set(error_reason_pb2.ErrorReason.DESCRIPTOR.values_by_name)


class TableTaken(Refusal):
    """Table {table} is taken until {until}.

    More for those who read the code.
    """

    kind = Kind.ALREADY_EXISTS
    reason = "TABLE_TAKEN"
    domain = "zhongtai.test"


def shared_refusals() -> list[type[Refusal]]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [cls for cls in found if issubclass(cls, Refusal) and cls is not Refusal]


def test_the_first_line_of_the_docstring_is_the_message():
    refusal = TableTaken(table=7, until="noon")
    assert str(refusal) == refusal.message == "Table 7 is taken until noon."
    assert refusal.metadata == {"table": "7", "until": "noon"}


def test_a_placeholder_without_metadata_stays_as_it_is():
    assert TableTaken(table=7).message == "Table 7 is taken until {until}."


def test_own_words_take_the_place_of_the_docstring():
    assert TableTaken("No.", table=7).message == "No."


def test_metadata_with_braces_are_only_text():
    assert TableTaken(table="{until}", until="x").message == "Table {until} is taken until x."


def test_an_invalid_request_names_every_violation():
    found = [Violation("a", "must be from 1 to 3"), Violation("b", "must be an id")]
    assert InvalidRequest(violations=found).message == "a: must be from 1 to 3; b: must be an id"
    assert InvalidRequest(violations=found).violations == tuple(found)


def test_a_copied_refusal_says_the_same():
    refusal = TableTaken(table=7, until="noon")
    twin = copy.copy(refusal)
    assert (twin.message, twin.metadata) == (refusal.message, refusal.metadata)


@pytest.mark.parametrize("refusal", shared_refusals())
def test_every_shared_refusal_is_in_the_contract(refusal):
    assert f"ERROR_REASON_{refusal.reason}" in REASONS
    assert refusal.domain == "zhongtai.common"


def test_every_reason_of_the_contract_has_its_refusal():
    reasons = {name.removeprefix("ERROR_REASON_") for name in REASONS}
    # INTERNAL is no refusal: the runtime says it for whatever nobody expected.
    assert reasons - {"UNSPECIFIED", "INTERNAL"} == {cls.reason for cls in shared_refusals()}
