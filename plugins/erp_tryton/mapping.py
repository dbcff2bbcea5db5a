"""The platform's messages as Tryton's records, and Tryton's as items: pure.

Amounts go as whole minor units of their currency, so that nothing is rounded on the way: where a
line's amount is no multiple of its pieces, some of them cost one unit more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from zoneinfo import ZoneInfo

from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_sale_pb2
from zhongtai_plugin import BadRequest, Rejected
from zhongtai_plugin.tryton.wire import Row
from zhongtai_plugin.tryton.words import amount_of, minor_units_of, shares_of

from plugins.erp_tryton.model import Company, Item, Paper, Product, Store

MAX_KEY = 100
SALE = erp_sale_pb2.ERP_SALE_KIND_SALE
REFUND = erp_sale_pb2.ERP_SALE_KIND_REFUND
_SOLD = (
    pb.ERP_MOVEMENT_KIND_SALE,
    pb.ERP_MOVEMENT_KIND_TILL_SALE,
    pb.ERP_MOVEMENT_KIND_RETURN,
)
Products = Mapping[str, Product]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sale: so many pieces at so many minor units each."""

    name: str
    quantity: int
    price: int
    code: str = ""


def lines_of(sale: erp_sale_pb2.ErpSale) -> list[Line]:
    """Return a posting as lines, whose sum is what the chain keeps. Raise BadRequest.

    What is taken off the whole order, added to it or given back has lines of its own.
    """
    if sale.kind == REFUND:
        return [Line("Given back", -1, sale.total.minor_units)]
    lines = [part for line in sale.lines for part in _parts(line)]
    on_lines = sum(line.discount.minor_units for line in sale.lines)
    beside = (
        ("Discount", on_lines - sale.discount_total.minor_units),
        ("Delivery", sale.delivery_fee.minor_units),
        ("Packaging", sale.packaging_fee.minor_units),
        ("Given back", -sale.refunded.minor_units),
    )
    lines += [Line(name, 1, amount) for name, amount in beside if amount]
    kept = sale.total.minor_units - sale.refunded.minor_units
    if sum(line.quantity * line.price for line in lines) != kept:
        raise BadRequest("AMOUNTS_DIFFER", "The lines and fees are not the total.")
    return lines


def _parts(line: erp_sale_pb2.ErpSaleLine) -> Iterator[Line]:
    """Yield a line in parts of which each piece costs whole minor units."""
    name = f"{line.name} ({line.variant})" if line.variant else line.name
    net = line.amount.minor_units - line.discount.minor_units
    for pieces, price in shares_of(net, line.quantity):
        yield Line(name, pieces, price, line.sku_code)


def sale_paper(
    sale: erp_sale_pb2.ErpSale, company: Company, products: Products, origin: int = 0
) -> Paper:
    """Return a posting as a sale. Raise BadRequest, Rejected.

    Neither taxes nor shipments: prices hold their taxes, and the goods went with the movements.
    `origin` is the sale that money was given back for.
    """
    lines = lines_of(sale)
    store, currency = store_of(company, sale.store_id), sale.total.currency_code
    if currency not in company.currencies:
        raise Rejected("CURRENCY_UNKNOWN", f"Tryton has no currency {currency[:3]}.")
    mark = _digest((sale.kind, sale.store_id, sale.business_date, currency, *lines))
    number = f"{sale.channel} {sale.channel_order_number}".strip()
    values: dict[str, object] = {
        "company": company.id,
        "party": company.customer,
        "invoice_address": company.address,
        "shipment_address": company.address,
        "warehouse": store.warehouse,
        "currency": company.currencies[currency],
        "reference": sale.posting_id,
        "description": f"{number} #{mark}",
        "sale_date": date.fromisoformat(sale.business_date),
        "invoice_method": "manual",
        "shipment_method": "manual",
        "lines": [["create", [_line_values(x, currency, products) for x in lines]]],
    }
    if origin:
        values["origin"] = f"sale.sale,{origin}"
    return Paper(sale.posting_id, values, mark)


def mark_of_sale(row: Row) -> str:
    """Return the mark that a sale in Tryton was given."""
    return str(row["description"] or "").rpartition("#")[2]


def _line_values(line: Line, currency: str, products: Products) -> Mapping[str, object]:
    product = products.get(line.code) if line.code else None
    if line.code and product is None:
        raise _unknown_code(line.code)
    return {
        "type": "line",
        "product": product.id if product else None,
        "unit": product.unit if product else None,
        "quantity": line.quantity,
        "unit_price": amount_of(line.price, currency),
        "description": line.name,
    }


def movement_paper(movement: pb.ErpMovement, company: Company, products: Products) -> Paper:
    """Return an entry of the ledger as an internal shipment. Raise Rejected."""
    store = store_of(company, movement.store_id)
    product = products.get(movement.sku_code)
    if product is None:
        raise _unknown_code(movement.sku_code)
    elsewhere = company.sold if movement.kind in _SOLD and company.sold else store.lost
    ways = (store.storage, elsewhere) if movement.quantity < 0 else (elsewhere, store.storage)
    pieces = abs(movement.quantity)
    moment = movement.occur_time.ToDatetime(UTC)
    day = moment.astimezone(ZoneInfo(company.time_zone)).date()
    between = {"company": company.id, "from_location": ways[0], "to_location": ways[1]}
    move = {"product": product.id, "quantity": pieces, "unit": product.unit, **between}
    values: dict[str, object] = {
        **between,
        "reference": movement.movement_id,
        "planned_date": day,
        "planned_start_date": day,
        "effective_date": day,
        "moves": [["create", [move]]],
    }
    return Paper(movement.movement_id, values, (product.id, pieces, *ways))


def mark_of_movement(row: Row) -> object:
    """Return what tells an internal shipment in Tryton from another one."""
    moves = row["moves."]
    if len(moves) != 1:
        return None
    return (moves[0]["product"], moves[0]["quantity"], row["from_location"], row["to_location"])


def wrong_sale(sale: erp_sale_pb2.ErpSale) -> str:
    """Return what is missing of a posting; empty when nothing is."""
    wrong = (
        (0 < len(sale.posting_id) <= MAX_KEY, f"posting_id must have 1 to {MAX_KEY} characters"),
        (sale.order_id and sale.store_id, "order_id and store_id are required"),
        (sale.kind in (SALE, REFUND), "kind is required"),
        (len(sale.total.currency_code) == 3, "total with a currency is required"),
        (sale.kind != SALE or sale.lines, "a sale has lines"),
        (all(line.quantity > 0 for line in sale.lines), "lines have at least one piece"),
        (_is_day(sale.business_date), "business_date must be like 2026-01-31"),
    )
    return next((words for right, words in wrong if not right), "")


def wrong_movement(movement: pb.ErpMovement) -> str:
    """Return what is missing of a movement; empty when nothing is."""
    if not 0 < len(movement.movement_id) <= MAX_KEY:
        return f"movement_id must have 1 to {MAX_KEY} characters"
    if not (movement.store_id and movement.sku_id):
        return "store_id and sku_id are required"
    if movement.kind not in pb.ErpMovementKind.values()[1:]:
        return "kind is required"
    return "" if movement.quantity else "quantity must not be zero"


def item_of(row: Row, currency: str, *, one_of_several: bool) -> Item:
    """Return a product as the platform is told of it.

    A product is one size of its template; where the template has several, its own code is the
    dish's, and the end of the product's code is what the size is called.
    """
    template = row["template."]
    several = one_of_several and bool(template["code"])
    return Item(
        code=row["code"],
        product=row["id"],
        product_code=template["code"] if several else "",
        name=template["name"],
        variant=(row["suffix_code"] or "").strip(" -_/.") if several else "",
        price=minor_units_of(row["list_price_used"], currency),
        currency=currency,
        archived=not (row["active"] and template["active"] and template["salable"]),
    )


def store_of(company: Company, store_id: str) -> Store:
    """Return the warehouse of a store. Raise Rejected."""
    store = company.stores.get(store_id)
    if store is None:
        words = "Name the store's warehouse in the file of accounts; the warehouse needs that code."
        raise Rejected("STORE_UNKNOWN", words)
    return store


def _unknown_code(code: str) -> Rejected:
    words = f"Tryton knows no product with the code {code[:64] or 'none'}."
    return Rejected("SKU_UNKNOWN", words)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _digest(content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
