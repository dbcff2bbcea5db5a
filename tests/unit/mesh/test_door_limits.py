"""The limits of the doors: what is documented is what holds, and wrong values are said so."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from mesh.edge.door_limits import DoorLimits
from mesh.process.settings import SettingInvalid

OPERATE = Path(__file__).parents[3] / "docs" / "operate.md"
ROW = re.compile(r"^\| `(\w+)` \| (\d+) \|", re.MULTILINE)


def test_every_limit_stands_in_the_operators_page_with_its_value():
    documented = {name: int(value) for name, value in ROW.findall(OPERATE.read_text("utf-8"))}
    assert documented == {field.name: field.default for field in fields(DoorLimits)}


def test_a_setting_changes_its_limit_alone():
    changed = DoorLimits.read({"ZHONGTAI_LIMIT_HTTP_HEADERS": "7"})
    assert changed == DoorLimits(http_headers=7)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_limit_that_is_no_positive_whole_number_names_its_setting(value):
    with pytest.raises(SettingInvalid, match="ZHONGTAI_LIMIT_HTTP_HEADERS"):
        DoorLimits.read({"ZHONGTAI_LIMIT_HTTP_HEADERS": value})
