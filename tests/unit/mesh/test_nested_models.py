"""Models whose attributes lie in parts of them: as messages, from messages, from rows."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from zhongtai.order.v1 import order_pb2

from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.data.rows import RowReader

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rider:
    rider_name: str
    rider_phone: str


@dataclass(frozen=True)
class Times:
    update_time: datetime


@dataclass(frozen=True)
class State:
    delivery_id: str
    attempt: int
    step: int
    carrier: str
    rider: Rider
    times: Times
    fee: int = 0


@dataclass(frozen=True)
class Outer:
    state: State
    carrier: str = "outer"


A_STATE = State("dlv_1", 2, 3, "own", Rider("Rita", "139"), Times(NOW), 300)
INSIDE = ["rider", "times"]


def test_an_attribute_of_a_part_counts_as_the_models_own():
    message = ToMessage(State, order_pb2.OrderDelivery, inside=INSIDE)(A_STATE, "CNY")
    assert (message.rider_name, message.step, message.fee.currency_code) == ("Rita", 3, "CNY")
    assert message.update_time.ToDatetime(tzinfo=UTC) == NOW


def test_what_the_model_has_itself_goes_before_what_its_parts_have():
    write = ToMessage(
        Outer,
        order_pb2.OrderDelivery,
        inside=["state"],
        left=["rider_name", "rider_phone", "update_time"],
    )
    message = write(Outer(A_STATE), "CNY", rider_name="given")
    assert (message.carrier, message.delivery_id, message.rider_name) == (
        "outer",
        "dlv_1",
        "given",
    )


def test_a_field_that_no_part_has_is_missed_at_import():
    with pytest.raises(TypeError, match="rider_name"):
        ToMessage(State, order_pb2.OrderDelivery, inside=["times"])


RIDER = ToModel(order_pb2.OrderDelivery, Rider, only=["rider_name", "rider_phone"])
TIMES = ToModel(order_pb2.OrderDelivery, Times, only=["update_time"])


def test_a_message_comes_back_as_a_model_with_parts():
    read = ToModel(order_pb2.OrderDelivery, State, parts={"rider": RIDER, "times": TIMES})
    message = ToMessage(State, order_pb2.OrderDelivery, inside=INSIDE)(A_STATE, "CNY")
    assert read(message) == A_STATE


def test_a_field_that_no_part_reads_is_missed_at_import():
    with pytest.raises(TypeError, match="update_time"):
        ToModel(order_pb2.OrderDelivery, State, parts={"rider": RIDER})


def test_a_row_is_read_into_parts_of_parts():
    row = {
        "delivery_id": "dlv_1",
        "attempt": 2,
        "step": 3,
        "carrier": "own",
        "fee": 300,
        "rider_name": "Rita",
        "rider_phone": "139",
        "update_time": NOW,
    }
    read = RowReader(Outer, nested=["state", "state.rider", "state.times"])
    assert read(row) == Outer(A_STATE, "own")


def test_a_part_that_is_not_there_is_missed_at_import():
    with pytest.raises(TypeError, match=r"state\.driver"):
        RowReader(Outer, nested=["state", "state.driver"])
