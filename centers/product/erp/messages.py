"""Items of ERP plug-ins as models."""

from __future__ import annotations

from zhongtai.plugin.v1 import erp_pb2 as pb

from centers.product.erp.model import ErpItem
from centers.product.model import Price


def erp_item_of(item: pb.ErpItem) -> ErpItem:
    """Return an item, nothing checked yet."""
    price = item.price if item.HasField("price") else None
    return ErpItem(
        code=item.code,
        product_code=item.product_code,
        name=item.name,
        variant=item.variant,
        price=Price(price.minor_units, price.currency_code) if price else None,
        archived=item.archived,
    )
