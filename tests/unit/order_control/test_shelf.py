"""Stock 0 is told to the product center, in order, and refusals name the dish."""

from types import SimpleNamespace

import pytest
from zhongtai.inventory.v1 import inventory_pb2 as pb
from zhongtai.inventory.v1 import reservation_pb2, stock_pb2
from zhongtai.order.v1 import line_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import availability_pb2

from apps.order_control.errors import OutOfStock
from apps.order_control.quote import Quote
from apps.order_control.shelf import Shelf, demand_stock, reserve, stock_item
from centers.inventory import errors as inventory_errors
from mesh.call.errors_wire import failure_of_refusal
from mesh.feed.follower_items import Batch

OUT, BACK = pb.STOCK_EVENT_KIND_SOLD_OUT, pb.STOCK_EVENT_KIND_BACK_IN_STOCK


class Center:
    """Product and inventory at once: notes what is told, answers that stock is short."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, bool]] = []

    async def SetAvailability(self, request):
        (change,) = request.changes
        assert change.cause == availability_pb2.SOLD_OUT_CAUSE_STOCK
        self.told.append((request.request_id, change.sku_id, change.available))

    async def CheckStock(self, _):
        short = pb.Shortage(sku_id="sku_tea", asked=2, available=1)
        return stock_pb2.CheckStockResponse(shortages=[short])

    async def ReserveStock(self, _):
        refusal = inventory_errors.OutOfStock(shortages="sku_tea=1/2,sku_cup=0/1,sku_x=0/9")
        raise failure_of_refusal(refusal).as_rpc_error()


def event(number: int, kind: int, sku: str = "tea", merchant: str = "demo"):
    stock = pb.Stock(store_id="sto_1", sku_id=sku)
    return stock_item(
        pb.StockEvent(event_id=f"evt_{number}", kind=kind, stock=stock, merchant_id=merchant)
    )


async def test_each_turn_of_a_sku_is_told_in_order_under_the_event_s_own_key():
    center = Center()
    changed = event(3, pb.STOCK_EVENT_KIND_CHANGED)
    short = event(4, pb.STOCK_EVENT_KIND_SHORTFALL)
    items = [event(1, OUT), event(2, BACK), changed, short, event(5, OUT), event(6, OUT, "", "")]
    await Shelf(SimpleNamespace(product=center)).handle(Batch(items))
    assert center.told == [
        ("evt_1", "tea", False),
        ("evt_2", "tea", True),
        ("evt_5", "tea", False),
    ]


def quote() -> Quote:
    """A dish in a size, and a combo with a part."""
    tea = line_pb2.OrderLine(
        name="Tea",
        sku_name="L",
        components=[line_pb2.StockComponent(sku_id="sku_tea", quantity=2)],
    )
    menu = line_pb2.OrderLine(
        name="Lunch",
        components=[line_pb2.StockComponent(sku_id="sku_cup", quantity=1)],
        modifiers=[line_pb2.OrderModifier(modifier_id="sku_cup", name="Cup noodles")],
    )
    draft = messages_pb2.OrderDraft(store_id="sto_1")
    return Quote(draft, "", None, [tea, menu], None, "1")


async def test_a_preview_names_the_dish_that_is_short():
    with pytest.raises(OutOfStock, match="Tea L=1/2"):
        await demand_stock(SimpleNamespace(inventory=Center()), quote())


async def test_a_placement_names_dishes_and_parts_that_are_short_and_keeps_the_ids():
    peers = SimpleNamespace(inventory=Center())
    with pytest.raises(OutOfStock) as caught:
        await reserve(peers, quote(), reservation_pb2.ReserveStockRequest())
    assert caught.value.metadata["items"] == "Tea L=1/2,Cup noodles=0/1,sku_x=0/9"
    assert caught.value.metadata["shortages"] == "sku_tea=1/2,sku_cup=0/1,sku_x=0/9"
