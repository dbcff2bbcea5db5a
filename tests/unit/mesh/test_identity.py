"""Whom a call is about: persons ask for themselves, others say for whom."""

import pytest

from mesh.call.context import Identity
from mesh.call.identity import not_another, person_meant
from mesh.pure.errors import AccessDenied, InvalidRequest

ANNA = Identity("person", "anna", "demo")
POS = Identity("service", "pos", "demo")


@pytest.mark.parametrize(
    ("caller", "asked", "meant"),
    [(ANNA, "", "anna"), (ANNA, "anna", "anna"), (POS, "bea", "bea")],
)
def test_the_person_meant_is_the_caller_or_the_one_asked_for(caller, asked, meant):
    assert person_meant(caller, asked) == meant


def test_nobody_asks_for_another_person():
    for ask in (person_meant, not_another):
        with pytest.raises(AccessDenied):
            ask(ANNA, "bea")


def test_who_is_no_person_must_say_for_whom():
    with pytest.raises(InvalidRequest) as refused:
        person_meant(POS, "")
    assert [each.field for each in refused.value.violations] == ["person_id"]
    assert not_another(POS, "") == ""
