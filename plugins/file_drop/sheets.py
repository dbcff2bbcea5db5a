"""Sales, movements and results as CSV: pure. UTF-8 with a mark, which spreadsheets understand.

A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import chain

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.common.v1.trade_pb2 import ServiceType
from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2, erp_pb2, erp_sale_pb2
from zhongtai_plugin.money import format_minor

from plugins.file_drop.model import Problem

_NUMBERS = frozenset({"quantity", "points"})
"""Columns whose numbers may be below zero."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

SALES = (
    *("posting_id", "kind", "order_id", "store_id", "business_date", "completed_at", "channel"),
    *("channel_order_number", "service_type", "row", "line_id", "sku_code", "sku_id", "name"),
    *("variant", "quantity", "unit_price", "amount", "discount", "delivery_fee"),
    *("packaging_fee", "total", "refunded", "currency"),
)
MOVEMENTS = (
    *("movement_id", "store_id", "sku_code", "sku_id", "kind", "quantity", "source", "note"),
    "moved_at",
)
PROFILES = (
    *("profile_id", "file", "member_id", "person_id", "revision", "standing", "tier_code"),
    "joined_at",
)
POINTS = (
    *("movement_id", "file", "member_id", "kind", "points", "position", "balance_after"),
    *("order_id", "refund_id", "redemption_id", "note", "moved_at", "expires_at"),
)
TO_CRM = ("profiles", "points")
"""The kinds of files for the CRM, which have one row of numbers."""
RESULTS = ("line", "code", "problem", "what_to_do")


def profiles_sheet(file: int, profiles: Sequence[crm_member_pb2.CrmProfile]) -> bytes:
    """Return a file of memberships as they stand, one row each."""
    return _sheet(PROFILES, (_profile_row(file, each) for each in profiles))


def points_sheet(file: int, moved: Sequence[crm_movement_pb2.CrmMovement]) -> bytes:
    """Return a file of movements of points, one row each."""
    return _sheet(POINTS, (_points_row(file, each) for each in moved))


def sales_sheet(sales: Sequence[erp_sale_pb2.ErpSale]) -> bytes:
    """Return a file of sales: for each a row "order" with its sums, and a row "line" per line."""
    return _sheet(SALES, chain.from_iterable(map(_sale_rows, sales)))


def movements_sheet(movements: Sequence[erp_pb2.ErpMovement]) -> bytes:
    """Return a file of movements, one row each."""
    return _sheet(MOVEMENTS, map(_movement_row, movements))


def results_sheet(taken: int, problems: Sequence[Problem]) -> bytes:
    """Return what became of a file: how many lines were taken, and what is wrong with others."""
    bad = "; this file says which are not" if problems else ""
    head = ("", "", f"{taken} lines were taken{bad}", "")
    rows = [(str(x.line or ""), x.what, x.problem, x.advice) for x in problems]
    return _sheet(RESULTS, [dict(zip(RESULTS, row, strict=True)) for row in (head, *rows)])


def _sale_rows(sale: erp_sale_pb2.ErpSale) -> Iterable[dict[str, str]]:
    head = {
        "posting_id": sale.posting_id,
        "kind": erp_sale_pb2.ErpSaleKind.Name(sale.kind).removeprefix("ERP_SALE_KIND_").lower(),
        "order_id": sale.order_id,
        "store_id": sale.store_id,
        "business_date": sale.business_date,
        "completed_at": _moment(sale.occur_time),
        "channel": sale.channel,
        "channel_order_number": sale.channel_order_number,
        "service_type": ServiceType.Name(sale.service_type).removeprefix("SERVICE_TYPE_").lower(),
        "currency": sale.total.currency_code,
    }
    yield head | {
        "row": "order",
        "discount": _amount(sale, "discount_total"),
        "delivery_fee": _amount(sale, "delivery_fee"),
        "packaging_fee": _amount(sale, "packaging_fee"),
        "total": _amount(sale, "total"),
        "refunded": _amount(sale, "refunded"),
    }
    for line in sale.lines:
        yield head | {
            "row": "line",
            "line_id": line.line_id,
            "sku_code": line.sku_code,
            "sku_id": line.sku_id,
            "name": line.name,
            "variant": line.variant,
            "quantity": str(line.quantity),
            "unit_price": _amount(line, "unit_price"),
            "amount": _amount(line, "amount"),
            "discount": _amount(line, "discount"),
        }


def _movement_row(movement: erp_pb2.ErpMovement) -> dict[str, str]:
    kind = erp_pb2.ErpMovementKind.Name(movement.kind)
    return {
        "movement_id": movement.movement_id,
        "store_id": movement.store_id,
        "sku_code": movement.sku_code,
        "sku_id": movement.sku_id,
        "kind": kind.removeprefix("ERP_MOVEMENT_KIND_").lower(),
        "quantity": str(movement.quantity),
        "source": movement.source,
        "note": movement.note,
        "moved_at": _moment(movement.occur_time),
    }


def _profile_row(file: int, profile: crm_member_pb2.CrmProfile) -> dict[str, str]:
    standing = crm_member_pb2.CrmStanding.Name(profile.standing)
    return {
        "profile_id": profile.profile_id,
        "file": str(file),
        "member_id": profile.member_id,
        "person_id": profile.person_id,
        "revision": str(profile.revision),
        "standing": standing.removeprefix("CRM_STANDING_").lower(),
        "tier_code": profile.tier_code,
        "joined_at": _moment(profile.join_time),
    }


def _points_row(file: int, moved: crm_movement_pb2.CrmMovement) -> dict[str, str]:
    kind = crm_movement_pb2.CrmMovementKind.Name(moved.kind)
    return {
        "movement_id": moved.movement_id,
        "file": str(file),
        "member_id": moved.member_id,
        "kind": kind.removeprefix("CRM_MOVEMENT_KIND_").lower(),
        "points": str(moved.points),
        "position": str(moved.position),
        "balance_after": str(moved.balance_after),
        "order_id": moved.order_id,
        "refund_id": moved.refund_id,
        "redemption_id": moved.redemption_id,
        "note": moved.note,
        "moved_at": _moment(moved.occur_time),
        "expires_at": _moment(moved.expire_time) if moved.HasField("expire_time") else "",
    }


def _sheet(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _safe(name, cell) for name, cell in row.items()})
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _safe(name: str, cell: str) -> str:
    return f"'{cell}" if name not in _NUMBERS and cell.startswith(_FORMULA) else cell


def _amount(message: erp_sale_pb2.ErpSale | erp_sale_pb2.ErpSaleLine, field: str) -> str:
    if not message.HasField(field):  # type: ignore[arg-type]
        return ""
    money: Money = getattr(message, field)
    return format_minor(money.minor_units, money.currency_code)


def _moment(at: Timestamp) -> str:
    return at.ToDatetime(UTC).isoformat(timespec="seconds")
