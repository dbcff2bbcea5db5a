"""The till's times: those of the store's clock, whatever zone the till is set to."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import plugins.pos_till

PAGE = Path(plugins.pos_till.__file__).with_name("page")
AT = "2026-11-30T23:30:00Z"


def shown(zone: str, till: str) -> list[str]:
    """What the page's own functions show on a till of that zone."""
    script = f"""const language = "en";
{(PAGE / "times.js").read_text("utf-8")}
const asked = {json.dumps([AT, zone])};
console.log(JSON.stringify([timeAt(...asked), dayAndTimeAt(...asked)]));"""
    done = subprocess.run(
        ["node", "-e", script],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
        env={**os.environ, "TZ": till},
    )
    return [text.replace("\u202f", " ") for text in json.loads(done.stdout)]


@pytest.mark.parametrize("till", ["Pacific/Auckland", "America/Los_Angeles"])
def test_times_are_shown_by_the_clock_of_the_store_whatever_zone_the_till_is_in(till):
    assert shown("Asia/Shanghai", till) == ["07:30 AM", "12/1, 07:30 AM"]
    assert shown("America/New_York", till) == ["06:30 PM", "11/30, 06:30 PM"]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_a_zone_that_is_not_known_is_the_tills_own(zone):
    assert shown(zone, "Asia/Kathmandu") == ["05:15 AM", "12/1, 05:15 AM"]
