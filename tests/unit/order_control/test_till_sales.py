"""Sales at the counter: codes are found, stock is told once, and an odd one stops nobody."""

from types import SimpleNamespace

import pytest
from zhongtai.inventory.v1 import reservation_pb2 as pb
from zhongtai.order.v1 import event_pb2, till_sale_pb2
from zhongtai.product.v1 import catalog_messages_pb2

from apps.order_control.till_sales import DIFFERS, TillSales, till_sale_item
from mesh.feed.follower_items import Batch

CODES = {"tea": "sku_tea", "cake": "sku_cake"}


class Peers:
    """Knows some codes, and answers each booking with the outcome set for its number."""

    def __init__(self, **outcomes: int) -> None:
        self.booked: dict[str, list[tuple[str, int]]] = {}
        self.calls: list[int] = []
        self._outcomes = outcomes
        self.product = SimpleNamespace(ResolveItemCodes=self._resolve)
        self.inventory = SimpleNamespace(RecordTillSales=self._record)

    async def _resolve(self, request):
        items = [
            catalog_messages_pb2.ResolvedItem(code=code, sku_id=CODES[code])
            for code in request.codes
            if code in CODES
        ]
        return catalog_messages_pb2.ResolveItemCodesResponse(items=items)

    async def _record(self, request):
        self.calls.append(len(request.sales))
        for sale in request.sales:
            lines = [(line.sku_id, line.quantity) for line in sale.lines]
            self.booked[sale.till_order_id] = lines
        results = [
            pb.TillSaleResult(
                till_id=sale.till_id,
                till_order_id=sale.till_order_id,
                outcome=self._outcomes.get(sale.till_order_id, pb.TILL_SALE_OUTCOME_RECORDED),
            )
            for sale in request.sales
        ]
        return pb.RecordTillSalesResponse(results=results)


def sold(number: str, **lines: int):
    """A sale of SKUs by code; one named sku_… is named by its id."""
    message = till_sale_pb2.TillSale(till_id="T1", till_sale_id=number)
    for name, quantity in lines.items():
        field = "sku_id" if name.startswith("sku_") else "sku_code"
        message.lines.add(quantity=quantity, **{field: name})
    return till_sale_item(
        event_pb2.OrderEvent(
            event_id=f"evt_{number}",
            merchant_id="demo",
            store_id="sto_1",
            kind=event_pb2.ORDER_EVENT_KIND_TILL_SALE,
            till_sale=message,
        )
    )


async def handled(peers: Peers, *items) -> dict[str, str]:
    """Why items were not dealt with, by their ids."""
    batch = Batch(items)
    await TillSales(peers).handle(batch)
    return {item_id: undone.reason for item_id, undone in batch.undone.items()}


async def test_codes_become_skus_and_ids_stay():
    peers = Peers()
    assert await handled(peers, sold("1", tea=2, sku_soup=1)) == {}
    assert peers.booked == {"1": [("sku_tea", 2), ("sku_soup", 1)]}


async def test_an_unknown_code_is_put_aside_with_its_name_and_its_neighbours_are_booked():
    peers = Peers()
    undone = await handled(peers, sold("1", tea=1), sold("2", tea=1, pie=1), sold("3", cake=1))
    assert undone == {"evt_2": "No SKU has the code pie"}
    assert set(peers.booked) == {"1", "3"}


async def test_what_comes_back_is_not_put_on_sale_again():
    peers = Peers()
    assert await handled(peers, sold("1", tea=-1), sold("2", tea=2, cake=-1, pie=-1)) == {}
    assert peers.booked == {"2": [("sku_tea", 2)]}


@pytest.mark.parametrize(
    ("outcome", "undone"),
    [
        (pb.TILL_SALE_OUTCOME_ALREADY_RECORDED, {}),
        (pb.TILL_SALE_OUTCOME_RECORDED_SHORT, {}),
        (pb.TILL_SALE_OUTCOME_DIFFERS, {"evt_1": DIFFERS}),
    ],
)
async def test_only_another_sale_of_the_same_number_is_put_aside(outcome, undone):
    assert await handled(Peers(**{"1": outcome}), sold("1", tea=1), sold("2", tea=1)) == undone


async def test_many_sales_go_in_calls_that_stock_takes():
    peers = Peers()
    assert await handled(peers, *(sold(str(number), tea=1) for number in range(450))) == {}
    assert peers.calls == [200, 200, 50]


async def test_events_of_orders_are_passed_over():
    event = event_pb2.OrderEvent(event_id="e", order_id="o", kind=event_pb2.ORDER_EVENT_KIND_MOVED)
    peers = Peers()
    assert await handled(peers, till_sale_item(event)) == {}
    assert peers.calls == []
