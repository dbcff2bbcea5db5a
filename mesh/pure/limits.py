"""How much of anything the platform takes: one table, so that what one center takes, all can.

What the order center takes, payment, points, stock, delivery and the audits can take. A limit
that only one center knows (how many tiers, how many delivery areas) stands in its `checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

MAX_AMOUNT = 10**12
"""Largest amount of money in minor units, also of a whole order: sums stay exact in 64 bits."""

MAX_POINTS = 10**9
"""Most points that one booking moves by hand."""

MAX_QUANTITY = 999
"""Most pieces of one line of an order."""

MAX_CHOICE_QUANTITY = 99
"""Most pieces of one choice within a piece."""

MAX_PIECES = 999_999
"""Most pieces of one SKU that an order, with all of its components, takes from stock."""

MAX_TILL_PIECES = 9_999
"""Most pieces in one line of a sale at the counter."""

MAX_STOCK = 9_999_999
"""Most pieces of one SKU in one store."""

MAX_LINES = 200
"""Most lines of an order, of a sale at the counter, or of a question about them."""

MAX_DRAFT_LINES = 100
"""Most lines that a customer puts into one order."""

MAX_VOUCHERS = 200
"""Most e-vouchers in one order: each piece is one."""

MAX_CHOICES = 50
"""Most choices (modifiers, parts of a combo) within one line, all levels together."""

MAX_CHOICES_OF_ORDER = 1_000
"""Most choices in all lines of an order together."""

MAX_CHOICE_LEVELS = 4
"""How deep choices may have choices of their own."""

MAX_COMPONENTS = 500
"""Most SKUs that one line takes from stock."""

MAX_STOCK_LINES = 1_000
"""Most different SKUs that one order takes from stock."""

MAX_DISCOUNTS = 200
"""Most discounts of one order."""

MAX_SHARES = 500
"""Most shares of lines in one discount."""

MAX_COUPONS = 10
"""Most coupons in one order."""

MAX_BENEFITS = 1_000
"""Most benefits of one member, by tier and CRM together."""

MAX_BATCH_ITEMS = 500
"""Most items of a call that answers for each of them."""

MAX_VIOLATIONS = 20
"""How many mistakes of a request are listed; the others are found when these are mended."""

# ---------------------------------------------------------------- texts, in code points
MAX_CHANNEL = 32
MAX_REMARK = 500
MAX_LINE_REMARK = 200
MAX_NAME = 200
MAX_LANGUAGE = 35
"""Of a language tag (BCP 47)."""
MAX_NAMES = 50
"""Most names of one thing on channels and in languages."""
MAX_PERSON_NAME = 60
MAX_PHONE = 32
MAX_STREET = 200
MAX_DETAIL = 100
MAX_CITY = 60
MAX_POSTAL_CODE = 16
MAX_TABLE_NUMBER = 20
MAX_TILL_NUMBER = 64
MAX_LINE_ID = 32
MAX_CHANNEL_NUMBER = 64
"""Of a channel's own number of an order, or of a refund."""
MAX_CODE = 64
MAX_DINERS = 999
MAX_EXTENSION = 32
"""Most entries of an order's extension; keys have at most `MAX_EXTENSION_KEY` code points."""
MAX_EXTENSION_KEY = 64

MAX_TEXT = 2_000
"""Longest text of a field that `LONGER_TEXT` does not name."""

LONGER_TEXT: Mapping[str, int] = {"headers": 8_192}
"""Longest text of fields (or values of maps) that hold more than `MAX_TEXT`, by field name."""

FREE_TEXT = frozenset(
    {
        *("answer", "description", "detail", "extension", "headers"),
        *("note", "reason", "remark", "words"),
    }
)
"""Fields that a person fills in freely, by name: only these may have line breaks and tabs."""

# ---------------------------------------------------------------- whole requests
MAX_LEVELS = 16
"""How many messages (or lists and objects of JSON) may lie within each other."""

MAX_VALUES = 20_000
"""How many values (fields and items of lists, all levels) a request may hold."""

MAX_VALUES_OF_CUSTOMERS = 5_000
"""How many values a request of a person or a till may hold: an order with all its choices."""

MORE_VALUES: Mapping[str, int] = {
    "zhongtai.product.v1.ImportCatalogRequest": 500_000,
    "zhongtai.product.v1.ImportMenu": 100_000,
    "zhongtai.product.v1.CreateMenuRequest": 100_000,
    "zhongtai.product.v1.UpdateMenuRequest": 100_000,
    "zhongtai.store.v1.ImportStoresRequest": 500_000,
    "zhongtai.order.v1.ImportOrdersRequest": 500_000,
    "zhongtai.ordercontrol.v1.BatchImportOrdersRequest": 500_000,
    "zhongtai.ordercontrol.v1.ImportOrderRequest": 50_000,
    "zhongtai.inventory.v1.RecordTillSalesRequest": 200_000,
}
"""Requests, and items of those below, that may hold more values than `MAX_VALUES`."""

ITEMS_APART: Mapping[str, tuple[str, ...]] = {
    "zhongtai.ordercontrol.v1.BatchImportOrdersRequest": ("orders",),
    "zhongtai.order.v1.ImportOrdersRequest": ("orders",),
    "zhongtai.order.v1.MarkOrdersPaidRequest": ("items",),
    "zhongtai.order.v1.FlagShortfallsRequest": ("order_ids",),
    "zhongtai.order.v1.ReleaseOrdersRequest": ("items",),
    "zhongtai.order.v1.RecordRefundsRequest": ("items",),
    "zhongtai.order.v1.RecordDeliveriesRequest": ("items",),
    "zhongtai.order.v1.BatchGetOrdersRequest": ("order_ids",),
    "zhongtai.inventory.v1.CommitReservationsRequest": ("order_ids",),
    "zhongtai.inventory.v1.ReleaseReservationsRequest": ("order_ids",),
    "zhongtai.inventory.v1.RecordTillSalesRequest": ("sales",),
    "zhongtai.inventory.v1.SetStockRequest": ("counts",),
    "zhongtai.promotion.v1.RedeemHoldsRequest": ("order_ids",),
    "zhongtai.promotion.v1.ReleaseHoldsRequest": ("order_ids",),
    "zhongtai.payment.v1.CancelOrderPaymentsRequest": ("order_ids",),
    "zhongtai.member.v1.EarnPointsRequest": ("items",),
    "zhongtai.member.v1.ReversePointsRequest": ("items",),
    "zhongtai.member.v1.BringBalancesRequest": ("items",),
    "zhongtai.user.v1.BatchRegisterPersonsRequest": ("persons",),
    "zhongtai.product.v1.ResolveItemCodesRequest": ("codes",),
    "zhongtai.store.v1.CheckStoresRequest": ("questions",),
    "zhongtai.user.v1.BatchGetPersonsRequest": ("person_ids",),
    "zhongtai.store.v1.ImportStoresRequest": ("stores",),
    "zhongtai.product.v1.ImportCatalogRequest": (
        "categories",
        "modifier_groups",
        "products",
        "menus",
    ),
}
"""Lists that the doors do not look into: the service looks at each item, and answers each
(mesh.call.batch_answers), so that an odd one never has its neighbours refused."""

# ---------------------------------------------------------------- times, seconds since 1970
EARLIEST_SECONDS = 0
LATEST_SECONDS = 7_258_118_400
"""Times lie from 1970-01-01 up to, but not in, the year 2200 (UTC)."""

LONGEST_PAUSE_SECONDS = 300
"""Nobody comes back later than this, whatever a system outside or a plug-in says."""

MAX_DURATION_SECONDS = 3_660 * 86_400
"""Longest span of time: ten years. No span is negative."""
