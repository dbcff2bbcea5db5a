"""Counter sales at Square are told by the SKUs that their variations have by now."""

from types import SimpleNamespace

import pytest
from square.types.order import Order

from plugins.pos_square import sales


class Side:
    """A chain's catalogue at Square, and the book of the plug-in."""

    def __init__(self) -> None:
        self.account = SimpleNamespace(merchant_id="noodles", stores={"sto_1": "L1"})
        self.catalogue: dict[str, str] = {}
        self.kept: list[dict[str, int]] = []

    async def skus(self, variations):
        return {each: self.catalogue[each] for each in variations if each in self.catalogue}

    async def keep_sales(self, told):
        self.kept += [{line.sku_code: line.quantity for line in sale.lines} for sale in told]


def sold(number: int, *variations: str) -> Order:
    lines = [{"catalog_object_id": each, "quantity": "1"} for each in variations]
    order = {"id": f"o{number}", "location_id": "L1", "state": "COMPLETED", "line_items": lines}
    return Order.model_validate(order)


@pytest.fixture
def side():
    return Side()


async def test_a_sku_that_is_entered_or_moved_at_square_counts_soon_after(side, monkeypatch):
    side.catalogue = {"V2": "tea"}
    counter = sales.Sales(side, side)
    await counter.take([sold(1, "V1"), sold(2, "V2")])
    side.catalogue = {"V1": "tea", "V2": "milk"}
    await counter.take([sold(3, "V2")])
    monkeypatch.setattr(counter, "_skus_until", 0.0)
    await counter.take([sold(4, "V1"), sold(5, "V2")])
    assert side.kept == [{"tea": 1}, {"tea": 1}, {"tea": 1}, {"milk": 1}]


async def test_no_sku_is_missing_when_others_are_forgotten(side, monkeypatch):
    side.catalogue = {"V1": "tea", "V2": "milk"}
    counter = sales.Sales(side, side)
    await counter.take([sold(1, "V1")])
    monkeypatch.setattr(sales, "_MOST_SKUS", 0)
    await counter.take([sold(2, "V1", "V2")])
    assert side.kept == [{"tea": 1}, {"tea": 1, "milk": 1}]
    assert not counter.left_out
