"""Durations that operators set."""

from datetime import timedelta

import pytest

from mesh.process.settings import SettingInvalid, hours, seconds


@pytest.mark.parametrize("odd", ["24h", "-1", "nan", "inf", "1e9", "two"])
def test_a_duration_that_cannot_be_is_refused_with_its_limits(odd):
    with pytest.raises(SettingInvalid, match=r"^N must be hours from 0 to 100, not"):
        hours({"N": odd}, "N", 24, max=100)
    with pytest.raises(SettingInvalid, match=r"^N must be seconds from 0\.1 to 60, not"):
        seconds({"N": odd}, "N", 2, min=0.1, max=60)


def test_a_duration_may_have_a_fraction_or_be_left_to_the_default():
    assert hours({"N": " 1.5 "}, "N", 24, max=100) == timedelta(minutes=90)
    assert hours({"N": ""}, "N", 24, max=100) == timedelta(days=1)
    assert seconds({"N": "0.25"}, "N", 2, min=0.1, max=60) == 0.25
