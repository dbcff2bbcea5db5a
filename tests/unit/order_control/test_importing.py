"""Importing a batch: an odd order is answered by itself, and never spoils its neighbours."""

from types import SimpleNamespace

import grpc
import pytest
from google.protobuf import timestamp_pb2
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.importing import Importer
from mesh.message_rule import check_message


class Peers:
    """A store center that knows "sto_1", and an order center that takes everything."""

    def __init__(self, trouble: grpc.StatusCode | None = None) -> None:
        self.taken: list[str] = []
        self.asked: list[int] = []
        self.store = SimpleNamespace(CheckStores=self._check)
        self.order = SimpleNamespace(ImportOrders=self._import)
        self._trouble = trouble

    async def _check(self, request):
        self.asked.append(len(request.questions))
        if self._trouble:
            raise grpc.aio.AioRpcError(self._trouble, grpc.aio.Metadata(), grpc.aio.Metadata())
        answers = [_checked(question.store_id) for question in request.questions]
        return serving_pb2.CheckStoresResponse(answers=answers)

    async def _import(self, request):
        self.taken += [order.channel_order_number for order in request.orders]
        results = [pb.ImportedOrder(order_id=f"ord_{n}", created=True) for n in self.taken]
        return pb.ImportOrdersResponse(results=results)


def _checked(store_id: str) -> serving_pb2.StoreCheck:
    if store_id != "sto_1":
        return serving_pb2.StoreCheck(refusal_reason="STORE_NOT_FOUND")
    store = serving_pb2.StoreSummary(currency_code="CNY")
    answer = serving_pb2.CheckStoreResponse(store=store, business_date="2026-01-31")
    return serving_pb2.StoreCheck(answer=answer)


def order(number: str, **fields) -> pb.NewOrder:
    total = money_pb2.Money(minor_units=100, currency_code="CNY")
    given = {"channel_order_number": number, "store_id": "sto_1", "total": total}
    return pb.NewOrder(**(given | fields))


ODD = [
    {"remark": "a\0b"},
    {"store_id": "sto_2"},
    {"channel_place_time": timestamp_pb2.Timestamp(seconds=2**62)},
    {"extension": {"k\0": "v"}},
    {"total": money_pb2.Money(minor_units=100, currency_code="KWD")},
    # Also one that brings all that the store would be asked for otherwise.
    {"business_date": "2026-01-31", "fulfilment_route": 1, "store_id": "sto_2"},
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_order_is_refused_alone(odd):
    peers = Peers()
    results = await Importer(peers).take_over([order("1"), order("2", **odd), order("3")])
    assert [result.order_id for result in results] == ["ord_1", "", "ord_3"]
    assert peers.taken == ["1", "3"]
    assert peers.asked in ([2], [3])


async def test_trouble_of_a_peer_is_no_answer_about_an_order():
    orders = [order("1"), order("2", store_id="sto_2")]
    with pytest.raises(grpc.aio.AioRpcError):
        await Importer(Peers(grpc.StatusCode.UNAVAILABLE)).take_over(orders)


@pytest.mark.parametrize("odd", [{"remark": "a\0b"}, {"extension": {"k\0": "v"}}])
def test_the_doors_leave_the_orders_of_a_batch_to_the_importer(odd):
    request = messages_pb2.BatchImportOrdersRequest(orders=[order("1", **odd)])
    assert check_message(request) is None
