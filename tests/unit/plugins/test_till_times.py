"""Times as tills say them, whose clocks may be anything."""

from datetime import UTC, datetime

import pytest

from plugins.pos_till.mapping import update_message
from plugins.pos_till.model import Report, Sale, SaleLine


def told(occurred_at: datetime) -> datetime:
    report = Report(update_id="u", order_id="ord_1", kind="accepted", occurred_at=occurred_at)
    update = update_message(report, "til_1", "demo", "sto_1", "")
    return update.occurred_time.ToDatetime(UTC)


# The last two are what a till says whose battery was empty.
@pytest.mark.parametrize(
    "odd",
    [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "1970-01-01T00:05:00+08:00",
        "1970-01-01T00:05:00+01:00",
    ],
)
def test_a_report_of_a_time_that_the_platform_does_not_know_is_of_now(odd):
    before = datetime.now(UTC)
    assert before <= told(datetime.fromisoformat(odd)) <= datetime.now(UTC)


def test_a_report_keeps_its_time_and_one_without_zone_means_utc():
    assert told(datetime.fromisoformat("2026-01-31T12:00:00")) == datetime(
        2026, 1, 31, 12, tzinfo=UTC
    )
    at = datetime.fromisoformat("2026-01-31T12:00:00+08:00")
    assert told(at) == at


@pytest.mark.parametrize(
    ("at", "is_taken"),
    [
        ("1970-01-01T00:05:00+08:00", False),
        ("1970-01-01T08:00:00+08:00", True),
        ("2199-12-31T23:00:00-01:00", False),
        ("2199-12-31T22:59:59-01:00", True),
        ("0001-01-01T00:00:00+14:00", False),
    ],
)
def test_a_sale_is_taken_with_the_times_that_the_platform_takes(at, is_taken):
    lines = [SaleLine(quantity=1, sku_id="sku_1")]
    occurred_at = datetime.fromisoformat(at)
    sale = Sale(till_sale_id="1", store_id="sto_1", lines=lines, occurred_at=occurred_at)
    assert (not sale.problem()) == is_taken
