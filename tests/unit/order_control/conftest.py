"""What the tests of placing share."""

import pytest
from zhongtai.order.v1 import create_messages_pb2

from tests.unit.order_control.test_placing import ANSWERS


@pytest.fixture
def written(monkeypatch) -> list[create_messages_pb2.NewOrder]:
    """The orders that were written."""
    orders: list[create_messages_pb2.NewOrder] = []
    answer = ANSWERS["CreateOrder"]

    def note(asked):
        orders.append(asked.order)
        return answer(asked)

    monkeypatch.setitem(ANSWERS, "CreateOrder", note)
    return orders
