"""Times and words between ours and the contract's."""

from datetime import UTC, datetime
from enum import IntEnum

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.inventory.v1 import reservation_pb2

from mesh.call import wire
from mesh.pure.errors import InvalidRequest

times = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


class Tea(IntEnum):
    GREEN = 1


@given(at=times)
def test_a_time_comes_back_as_it_went(at):
    request = reservation_pb2.ReserveStockRequest(expire_time=wire.stamp(at))
    assert wire.moment(request, "expire_time") == at


def test_an_absent_time_stays_absent():
    assert wire.stamp(None) is None
    assert wire.moment(reservation_pb2.ReserveStockRequest(), "expire_time") is None


def test_a_time_beyond_the_calendar_is_refused_under_the_name_the_caller_knows():
    request = reservation_pb2.ReserveStockRequest()
    request.expire_time.seconds = 10**15
    with pytest.raises(InvalidRequest) as refused:
        wire.moment(request, "expire_time", "orders[3].expire_time")
    assert [each.field for each in refused.value.violations] == ["orders[3].expire_time"]


def test_an_unknown_word_is_refused_and_none_leaves_a_filter_open():
    assert wire.known(Tea, 1, "tea") is Tea.GREEN
    assert wire.known_or_none(Tea, 0, "tea") is None
    for read, given_ in ((wire.known, 0), (wire.known, 99), (wire.known_or_none, 99)):
        with pytest.raises(InvalidRequest):
            read(Tea, given_, "tea")


@given(st.integers(-62_135_596_800, 253_402_300_799), st.integers(0, 999_999_999))
def test_a_timestamp_is_the_time_that_protobuf_reads_in_it(seconds, nanos):
    at = Timestamp(seconds=seconds, nanos=nanos)
    assert wire.time_of(at) == at.ToDatetime(tzinfo=UTC)


@pytest.mark.parametrize("at", [(2**62, 0), (-(2**62), 0), (0, -1), (0, 1_000_000_000)])
def test_a_timestamp_that_is_no_time_is_refused(at):
    with pytest.raises(OverflowError):
        wire.time_of(Timestamp(seconds=at[0], nanos=at[1]))
