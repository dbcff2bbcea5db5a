"""Protobuf → what the rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai_plugin import BadRequest

from plugins.policy_rules.counts import Placement
from plugins.policy_rules.rules import Line, Order

MAX_LINES = 200
MAX_CARRIERS = 100


def lines_to_price(request: pb.PriceLinesRequest) -> Order:
    """Return what is to be priced. Raise BadRequest."""
    check(request.merchant_id, request.lines, MAX_LINES)
    return _order(request)


def order_to_decide(request: pb.DecideOrderRequest) -> Order:
    """Return what is to be decided about. Raise BadRequest."""
    check(request.merchant_id, request.lines, MAX_LINES)
    if not request.placement_id:
        raise BadRequest("FIELDS_MISSING", "placement_id is required.")
    return _order(request, request.total.minor_units)


def placement(request: pb.DecideOrderRequest) -> Placement:
    """Return what is counted of an order. Raise BadRequest."""
    try:
        date.fromisoformat(request.business_date)
    except ValueError:
        raise BadRequest("DATE_INVALID", "business_date is a day, 2026-01-31.") from None
    return Placement(
        request.merchant_id,
        request.placement_id,
        request.person_id,
        request.business_date,
        request.total.minor_units,
    )


def check(merchant_id: str, items: Sequence[object], most: int) -> None:
    """Raise BadRequest without a chain, or with too few or too many items."""
    if not merchant_id or not 1 <= len(items) <= most:
        raise BadRequest("FIELDS_MISSING", f"merchant_id is required, and 1 to {most} items.")


def local(moment: Timestamp, time_zone: str) -> datetime:
    """Return a moment by the clock of a place. Raise BadRequest."""
    try:
        return moment.ToDatetime(UTC).astimezone(ZoneInfo(time_zone))
    except (KeyError, ValueError):
        raise BadRequest(
            "TIME_INVALID", "A time and the name of a time zone are required."
        ) from None


def _order(request: pb.PriceLinesRequest | pb.DecideOrderRequest, total: int = 0) -> Order:
    name = trade_pb2.ServiceType.Name(request.service_type)
    return Order(
        store=request.store_id,
        channel=request.channel,
        service_type=name.removeprefix("SERVICE_TYPE_").lower(),
        person=request.person_id,
        at=local(request.wanted_time, request.time_zone),
        lines=[
            Line(
                each.line_ref,
                frozenset({each.sku_id, each.sku_code} - {""}),
                each.unit_price.minor_units,
            )
            for each in request.lines
        ],
        total=total,
    )
