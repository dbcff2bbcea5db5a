"""A draft that cannot be ordered as it is: what remains is priced, the rest is told."""

from types import SimpleNamespace

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.inventory.v1 import inventory_pb2, stock_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import error_reason_pb2, pricing_pb2, product_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.errors import StoreNotTakingOrders
from apps.order_control.problems import Problems, lines_without_stock
from apps.order_control.quoting import Quoter
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import SystemClock
from tests.unit.order_control.policies import nobody

NOT_ON_MENU = error_reason_pb2.ERROR_REASON_NOT_ON_MENU


def line(ref: str, quantity: int, **components: int) -> pricing_pb2.PricedLine:
    used = [product_pb2.Component(sku_id=sku, quantity=n) for sku, n in components.items()]
    return pricing_pb2.PricedLine(
        line_ref=ref, sku_id=ref, name=f"dish {ref}", quantity=quantity, components=used
    )


class Centers:
    """A closed store that sells every SKU but "gone", and has given pieces of others."""

    def __init__(self, **left: int) -> None:
        self.left = left
        self.priced: list[list[str]] = []

    async def CheckStore(self, _):
        store = serving_pb2.StoreSummary(currency_code="CNY")
        return serving_pb2.CheckStoreResponse(open=False, store=store)

    async def PriceLines(self, request):
        self.priced.append([each.line_ref for each in request.lines])
        had = [each for each in request.lines if each.sku_id != "gone"]
        gone = [each.line_ref for each in request.lines if each.sku_id == "gone"]
        return pricing_pb2.PriceLinesResponse(
            lines=[
                line(each.line_ref, each.quantity, **{each.sku_id: each.quantity}) for each in had
            ],
            problems=[pricing_pb2.LineProblem(line_ref=ref, reason=NOT_ON_MENU) for ref in gone],
        )

    async def CheckStock(self, request):
        short = [
            inventory_pb2.Shortage(sku_id=x.sku_id, asked=x.quantity, available=self.left[x.sku_id])
            for x in request.lines
            if self.left.get(x.sku_id, 999) < x.quantity
        ]
        return stock_pb2.CheckStockResponse(shortages=short)

    async def Evaluate(self, _):
        return evaluation_pb2.EvaluateResponse()


async def quoted(centers: Centers, *skus: str, problems: Problems | None):
    names = ("store", "product", "promotion", "inventory")
    peers = SimpleNamespace(**dict.fromkeys(names, centers))
    draft = messages_pb2.OrderDraft(
        store_id="sto_1",
        channel="miniapp",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[messages_pb2.DraftLine(sku_id=sku, quantity=3) for sku in skus],
    )
    with as_call(internal_identity("test", "demo"), timeout=10):
        return await Quoter(peers, nobody(), SystemClock()).quote(draft, problems=problems)


async def test_lines_that_cannot_be_had_are_left_out_and_told():
    problems = Problems()
    quote = await quoted(Centers(tea=2), "gone", "rice", "tea", problems=problems)
    assert [each.line_id for each in quote.lines] == ["2"]
    told = [(each.line_number, each.reason, each.available_quantity) for each in problems.lines]
    assert told == [(1, "NOT_ON_MENU", 0), (3, "OUT_OF_STOCK", 2)]


async def test_what_remains_without_the_lines_that_stock_lacks_is_priced_again():
    centers = Centers(tea=0)
    await quoted(centers, "rice", "tea", problems=Problems())
    assert centers.priced == [["1", "2"], ["1"]]


async def test_a_closed_store_is_told_where_problems_are_and_refuses_otherwise():
    problems = Problems()
    await quoted(Centers(), "rice", problems=problems)
    assert [each.reason for each in problems.obstacles] == ["STORE_NOT_TAKING_ORDERS"]
    with pytest.raises(StoreNotTakingOrders):
        await quoted(Centers(), "rice", problems=None)


async def test_a_draft_of_which_nothing_can_be_had_costs_nothing():
    assert (await quoted(Centers(), "gone", problems=Problems())).total == 0


def test_lines_that_share_a_sku_get_it_in_their_order():
    lines = [line("1", 2, tea=2), line("2", 2, tea=2, milk=2), line("3", 1, tea=1)]
    short = lines_without_stock(lines, {"tea": 3})
    assert [(each.line_number, each.available_quantity) for each in short] == [(2, 1)]


def test_a_combo_can_be_had_as_often_as_its_scarcest_part():
    [short] = lines_without_stock([line("1", 4, tea=4, rice=8)], {"tea": 3, "rice": 4})
    assert (short.item_id, short.available_quantity) == ("rice", 2)
