"""What the conformance suite says of a check is the contract's own sentence."""

import re

import pytest
from zhongtai_plugin.conformance import Check, all_checks

from tests.plugins.world import ROOT

PROTOS = sorted((ROOT / "protos" / "zhongtai" / "plugin" / "v1").glob("*.proto"))


def comments() -> str:
    """All comments of the plug-ins' contract, in one line."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in PROTOS)
    return " ".join(" ".join(re.findall(r"^\s*//(.*)$", text, re.MULTILINE)).split())


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.name)
def test_a_check_quotes_the_contract_and_says_what_to_do(check: Check) -> None:
    assert check.contract in comments()
    assert len(check.contract) > 15
    assert check.advice.endswith((".", "…"))


def test_each_kind_has_one_check_that_its_others_stand_on() -> None:
    kinds = {check.kind for check in all_checks()} - {""}
    assert sorted(check.kind for check in all_checks() if check.ground) == sorted(kinds)
