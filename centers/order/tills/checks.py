"""The form of what is told about tills, and by them."""

from __future__ import annotations

from zhongtai.plugin.v1 import pos_pb2

from mesh.call.message_rule import check_message
from mesh.pure import limits
from mesh.pure.validation import Check


def check_store_till(store_id: str, plugin: str, store_code: str) -> None:
    """Raise InvalidRequest unless a store may name this POS plug-in."""
    check = Check()
    check.identifier("store_id", store_id)
    check.text("pos_plugin", plugin, min=0, max=64)
    check.text("pos_store_code", store_code, min=0, max=64)
    check.raise_if_any()


def check_till_sale(sale: pos_pb2.TillSale) -> None:
    """Raise InvalidRequest unless a sale at the counter may be kept."""
    check_message(sale)
    check = Check()
    check.identifier("merchant_id", sale.merchant_id)
    check.identifier("store_id", sale.store_id)
    check.identifier("till_id", sale.till_id)
    check.text("till_id", sale.till_id, max=limits.MAX_TILL_NUMBER)
    check.text("till_sale_id", sale.till_sale_id, max=limits.MAX_TILL_NUMBER)
    check.count("lines", sale.lines, max=limits.MAX_LINES)
    most = limits.MAX_TILL_PIECES
    for index, line in enumerate(sale.lines):
        at = check.at(f"lines[{index}]")
        if line.sku_id:
            at.identifier("sku_id", line.sku_id)
        else:
            at.text("sku_code", line.sku_code, max=limits.MAX_CODE)
        at.integer("quantity", line.quantity, min=-most, max=most)
        at.that(line.quantity != 0, "quantity", "must not be 0")
    check.raise_if_any()
