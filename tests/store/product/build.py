"""Builders of catalog messages: a small pizzeria by codes."""

from __future__ import annotations

import itertools

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.product.v1 import catalog_import_pb2 as pb
from zhongtai.product.v1 import menu_pb2, pricing_pb2

PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP

_numbers = itertools.count(1)


def request_id() -> str:
    return f"r{next(_numbers)}"


def usd(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="USD")


def pizza(code: str, **prices: int) -> pb.ImportProduct:
    """A pizza whose sizes are SKUs: pizza("ham", s=1200, m=1600)."""
    return pb.ImportProduct(
        code=code,
        name=code.title(),
        category_codes=["pizza"],
        modifier_group_codes=["extras"],
        skus=[
            pb.ImportSku(code=f"{code}_{size}", name=size.upper(), price=usd(price))
            for size, price in prices.items()
        ],
    )


def extras() -> pb.ImportModifierGroup:
    cheese = pb.ImportModifier(code="cheese", name="Extra cheese", price=usd(150), max_quantity=2)
    olives = pb.ImportModifier(code="olives", name="Olives", price=usd(100))
    return pb.ImportModifierGroup(
        code="extras", name="Extras", min_select=0, max_select=3, modifiers=[cheese, olives]
    )


def pizzeria(**more) -> pb.ImportCatalogRequest:
    return pb.ImportCatalogRequest(
        categories=[pb.ImportCategory(code="pizza", name="Pizza")],
        modifier_groups=[extras()],
        products=[pizza("ham", s=1200, m=1600), pizza("veggie", s=1100)],
        menus=[pb.ImportMenu(code="all", name="Everything", all_products=True)],
        **more,
    )


def menu_request(**more) -> menu_pb2.GetMenuRequest:
    plain = {"store_id": "sto_1", "channel": "miniapp", "service_type": PICK_UP}
    return menu_pb2.GetMenuRequest(**{**plain, **more})


def price_request(*lines: pricing_pb2.LineToPrice, **more) -> pricing_pb2.PriceLinesRequest:
    plain = {"store_id": "sto_1", "channel": "miniapp", "service_type": PICK_UP}
    return pricing_pb2.PriceLinesRequest(**{**plain, **more}, lines=lines)


def line(sku_id: str, quantity: int = 1, *modifiers, ref: str = "1") -> pricing_pb2.LineToPrice:
    return pricing_pb2.LineToPrice(
        line_ref=ref,
        sku_id=sku_id,
        quantity=quantity,
        modifiers=[
            pricing_pb2.ChosenModifier(modifier_id=modifier_id, quantity=times)
            for modifier_id, times in modifiers
        ],
    )
