"""What the simulated SF answers and calls back; pure. Amounts in fen, times in seconds."""

from __future__ import annotations

from typing import Any

from simulators.core.ways import rider_of
from simulators.sf.book import CANCELLED, DONE, Order

Body = dict[str, Any]


def price(metres: int, fee: int, now: float, expected: int) -> Body:
    """Return what a price query is answered; the way is a text, as SF writes it there."""
    return {
        "delivery_type": 1,
        "expect_time": expected or int(now) + 2400,
        "promise_delivery_time": 40,
        "delivery_distance_meter": str(metres),
        "charge_price_list": {"shop_pay_price": fee},
        "total_price": fee,
        "total_pay_money": fee,
        "real_pay_money": fee,
        "push_time": int(now),
    }


def made(order: Order, now: float) -> Body:
    """Return what a new order is answered."""
    return {
        **_numbers(order, str(order.sf_order_id)),
        "push_time": str(int(now)),
        "total_price": order.fee,
        "delivery_distance_meter": order.metres,
        "real_pay_money": order.fee,
    }


def status(order: Order, now: float) -> Body:
    """Return an order as a look-up answers it: numbers under other names, and no amount."""
    name, phone = rider_of(order.rider) if order.has_rider else ("", "")
    return {
        "order_id": order.sf_order_id,
        "shop_id": order.asked.shop_id,
        "out_order_id": order.asked.shop_order_id,
        "order_status": order.state,
        "status_desc": order.words,
        "rider_name": name,
        "rider_phone": phone,
        "push_time": int(now),
    }


def position(order: Order, now: float) -> Body:
    """Return where the rider is: at the customer's door already."""
    name, phone = rider_of(order.rider)
    return {
        **_numbers(order, str(order.sf_order_id)),
        "rider_name": name,
        "rider_phone": phone,
        "rider_lng": str(order.asked.longitude),
        "rider_lat": str(order.asked.latitude),
        "upload_time": str(int(now)),
    }


def called_off(order: Order, now: float) -> Body:
    """Return what calling off is answered, once."""
    return {
        **_numbers(order, order.sf_order_id),
        "deduction_detail": {"deduction_fee": order.deducted},
        "push_time": int(now),
    }


def callback(order: Order, now: float) -> Body:
    """Return a callback about how an order stands: its kind is in `url_index`."""
    kinds = {DONE: "order_complete", CANCELLED: "sf_cancel"}
    body: Body = {
        **_numbers(order, order.sf_order_id),
        "shop_id": order.asked.shop_id,
        "url_index": kinds.get(order.state, "rider_status"),
        "order_status": order.state,
        "status_desc": order.words,
        "push_time": int(now),
    }
    if order.state == CANCELLED:
        body["cancel_reason"] = order.cancel_reason
    if order.state == DONE:
        body["receipt_type"] = order.receipt_type
    if order.has_rider:
        name, phone = rider_of(order.rider)
        body |= {
            "operator_name": name,
            "operator_phone": phone,
            "rider_lng": order.asked.longitude,
            "rider_lat": order.asked.latitude,
        }
    return body


def _numbers(order: Order, sf_order_id: int | str) -> Body:
    return {"sf_order_id": sf_order_id, "shop_order_id": order.asked.shop_order_id}
