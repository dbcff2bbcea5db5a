"""Times and words between protobuf and model."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.inventory.v1 import reservation_pb2

from centers.inventory import messages
from centers.inventory.model import MovementKind
from mesh.errors import InvalidRequest

times = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(at=times)
def test_a_time_comes_back_as_it_went(at):
    assert messages.stamp(at).ToDatetime(tzinfo=UTC) == at


def test_an_absent_time_stays_absent():
    assert messages.stamp(None) is None
    assert messages.moment(reservation_pb2.ReserveStockRequest(), "expire_time") is None


def test_a_time_beyond_the_calendar_is_refused():
    request = reservation_pb2.ReserveStockRequest()
    request.expire_time.seconds = 10**15
    with pytest.raises(InvalidRequest):
        messages.moment(request, "expire_time")


def test_an_unknown_word_of_a_filter_is_refused_and_none_means_all():
    assert messages.filter_word(MovementKind, 0, "kind") is None
    with pytest.raises(InvalidRequest):
        messages.filter_word(MovementKind, 99, "kind")
