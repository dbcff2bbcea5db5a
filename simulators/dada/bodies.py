"""What the simulated Dada answers and calls back; pure. Amounts in yuan, times of Beijing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from simulators.core.ways import rider_of
from simulators.dada import signature
from simulators.dada.book import NOT_MADE, WORDS, Order

BEIJING = timezone(timedelta(hours=8))

Body = dict[str, Any]


def yuan(fen: int) -> float:
    """Return fen in yuan, as Dada writes amounts."""
    return fen / 100


def when(seconds: float) -> str:
    """Return a time as Dada writes it; empty for none."""
    if not seconds:
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def price(metres: int, fee: int) -> Body:
    """Return what a price query, or an order, is answered."""
    return {
        "distance": float(metres),
        "fee": yuan(fee),
        "deliverFee": yuan(fee),
        "couponFee": 0.0,
        "tips": 0.0,
        "insuranceFee": 0.0,
    }


def order_body(order: Order) -> Body:
    """Return an order as a query answers it."""
    name, phone = rider_of(order.rider) if order.has_rider else ("", "")
    place = (order.asked.latitude, order.asked.longitude) if order.has_rider else ("", "")
    return {
        "orderId": order.asked.origin_id,
        "statusCode": order.state,
        "statusMsg": WORDS.get(order.state, "未知"),
        "transporterName": name,
        "transporterPhone": phone,
        "transporterLat": str(place[0]),
        "transporterLng": str(place[1]),
        "deliveryFee": yuan(order.fee),
        "tips": 0.0,
        "couponFee": 0.0,
        "insuranceFee": 0.0,
        "actualFee": yuan(order.fee),
        "distance": float(order.metres),
        "createTime": when(order.created),
        "acceptTime": when(order.accepted),
        "fetchTime": when(order.fetched),
        "finishTime": when(order.finished),
        "cancelTime": when(order.cancelled),
        "deductFee": yuan(order.deducted),
    }


def callback(order: Order, seconds: float) -> Body:
    """Return a callback about how an order stands, reached at a time."""
    reached = round(seconds * 1000) if order.state == NOT_MADE else int(seconds)
    body: Body = {
        "client_id": order.client_id,
        "order_id": order.asked.origin_id,
        "order_status": order.state,
        "repeat_reason_type": order.repeats,
        "cancel_reason": order.cancel_reason,
        "cancel_from": order.cancelled_by,
        "update_time": reached,
        "signature": signature.of_callback(order.client_id, order.asked.origin_id, reached),
    }
    if order.has_rider:
        name, phone = rider_of(order.rider)
        body |= {"dm_id": 500 + order.rider, "dm_name": name, "dm_mobile": phone}
    return body
