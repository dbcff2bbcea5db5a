"""What an item of a batch is told is a last word; what may pass fails the whole call."""

import pytest
from zhongtai.order.v1 import create_messages_pb2 as pb

from centers.order.errors import demand_final
from centers.order.imports.servicer import ImportMethods
from centers.order.imports.writer import Imported
from mesh.call.context import as_call, internal_identity
from mesh.pure.errors import DeadlineExceeded, NotOfferedYet, RateLimited, StorageUnavailable
from tests.store.order.build import channel_order


@pytest.mark.parametrize("passing", [StorageUnavailable, DeadlineExceeded, RateLimited])
def test_trouble_of_the_platform_is_no_answer_about_an_order(passing):
    with pytest.raises(passing):
        demand_final(passing())


def test_a_refusal_of_the_order_itself_stays_with_its_item():
    assert demand_final(NotOfferedYet()) is None


async def test_a_defect_that_one_order_meets_is_its_own_answer_only():
    class Imports:
        def check(self, new):
            if new.channel_order_number == "2":
                raise RuntimeError

        async def take_over(self, news):
            numbers = [new.channel_order_number for new in news]
            return [RuntimeError() if n == "3" else Imported(f"ord_{n}", True, 1) for n in numbers]

    methods = ImportMethods()
    methods.imports = Imports()
    orders = [channel_order(number) for number in ("1", "2", "3", "4")]
    with as_call(internal_identity("order_control", "demo")):
        reply = await methods.ImportOrders(pb.ImportOrdersRequest(orders=orders), None)
    assert [result.order_id for result in reply.results] == ["ord_1", "", "", "ord_4"]
    assert [result.refusal_reason for result in reply.results] == ["", "INTERNAL", "INTERNAL", ""]
