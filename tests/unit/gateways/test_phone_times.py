"""The phone's times: those of the store's clock, whatever zone the phone is set to."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import gateways.pages

SITE = Path(gateways.pages.__file__).with_name("site")
ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
PHONES = ("Pacific/Auckland", "America/Los_Angeles")


def asked(script: str, phone: str = "Pacific/Auckland") -> object:
    """What the page's own functions answer on a phone of that zone."""
    stores = [{"store_id": f"in {zone}", "time_zone": zone} for zone in ZONES]
    around = f'const language = "en", state = {{ stores: {json.dumps(stores)}, store: null }};'
    around += "const t = (word, number) => `${number} ${word}`;"
    script = f"{around}\n{(SITE / 'times.js').read_text('utf-8')}\n{script}"
    done = subprocess.run(
        ["node", "-e", script],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
        env={**os.environ, "TZ": phone},
    )
    return json.loads(done.stdout)


def moments_of(walls: list[str], zone: str, phone: str) -> list[datetime]:
    told = asked(
        f"state.store = state.stores.find(each => each.time_zone === {json.dumps(zone)});"
        f"console.log(JSON.stringify({json.dumps(walls)}.map(momentOf)));",
        phone,
    )
    return [datetime.fromisoformat(each) for each in told]


@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("zone", ZONES)
def test_what_is_written_is_meant_by_the_clock_of_the_store(zone, phone):
    # Every 37 minutes around the days on which clocks change, and a leap day.
    days = ("2026-03-08", "2026-04-05", "2026-10-04", "2026-11-01", "2028-02-29")
    walls = [
        datetime.fromisoformat(day) + timedelta(minutes=minute)
        for day in days
        for minute in range(-600, 2000, 37)
    ]
    told = moments_of([f"{wall:%Y-%m-%dT%H:%M}" for wall in walls], zone, phone)
    # Python, too, takes the first of two, and the clock before the jump.
    assert told == [wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall in walls]


@pytest.mark.parametrize("phone", PHONES)
def test_times_are_shown_by_the_clock_of_their_store(phone):
    shown = asked(
        'const at = "2026-11-30T23:30:00Z"; state.store = state.stores[0];'
        'console.log(JSON.stringify([time(at), time(at, "in America/New_York"), time(at, "?")]));',
        phone,
    )
    here, there, unknown = (text.replace("\u202f", " ") for text in shown)
    assert here == unknown == "Dec 1, 07:30 AM"
    assert there == "Nov 30, 06:30 PM"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30 * 86_400, "30 days"),
        (2 * 86_400 - 1, "47 hours"),
        (12 * 3600, "12 hours"),
        (5400, "90 minutes"),
        (59, "0 minutes"),
    ],
)
def test_a_coupon_is_never_said_to_be_good_for_longer_than_it_is(seconds, words):
    assert asked(f"console.log(JSON.stringify(lasting({seconds})));") == words
