"""Times and words between ours and the contract's."""

from datetime import UTC, datetime
from enum import IntEnum

import pytest
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
