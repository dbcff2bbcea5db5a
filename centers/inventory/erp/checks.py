"""The form of what ERPs tell, and of what is asked about them."""

from __future__ import annotations

from collections.abc import Sequence

from zhongtai.plugin.v1 import erp_pb2

from centers.inventory.erp.model import SkuCode
from mesh.pure import limits
from mesh.pure.validation import Check

MAX_CODES = 500
MAX_PUSH = 5_000
DEFAULT_PUSH = 1_000


def check_codes(codes: Sequence[SkuCode]) -> None:
    """Raise InvalidRequest unless these are codes of SKUs."""
    check = Check()
    check.count("codes", codes, min=1, max=MAX_CODES)
    for index, each in enumerate(codes):
        at = check.at(f"codes[{index}]")
        at.identifier("sku_id", each.sku_id)
        at.text("code", each.code, min=0, max=limits.MAX_CODE)
    check.raise_if_any()


def check_count(count: erp_pb2.ErpCount) -> None:
    """Raise InvalidRequest unless an ERP's count can be read."""
    check = Check()
    check.identifier("store_id", count.store_id)
    check.text("sku_code", count.sku_code, max=limits.MAX_CODE)
    check.that(count.HasField("count_time"), "count_time", "is required")
    check.integer("quantity", abs(count.quantity), min=0, max=limits.MAX_PIECES)
    check.raise_if_any()


def check_pull(request_id: str, store_id: str) -> None:
    """Raise InvalidRequest unless this asks for counts."""
    check = Check()
    check.request_id(request_id)
    check.identifier("store_id", store_id, required=False)
    check.raise_if_any()


def check_push(request_id: str, most: int) -> int:
    """Return how many movements are asked to be sent. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check.integer("max_movements", most, min=0, max=MAX_PUSH)
    check.raise_if_any()
    return most or DEFAULT_PUSH


def check_drifts(store_id: str) -> None:
    """Raise InvalidRequest unless this asks for differences."""
    check = Check()
    check.identifier("store_id", store_id, required=False)
    check.raise_if_any()
