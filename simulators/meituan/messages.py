"""Orders and refunds in Meituan's words: forms whose texts hold JSON, yuan beside fen; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulators.core.chain import Dish
from simulators.core.entry import Entry, Refund, RefundState
from simulators.core.world import Discount, Line, SoldOrder, Way
from simulators.meituan import codes

Form = dict[str, str]

_PARTS = {
    codes.DETAIL: ("detail",),
    codes.DISCOUNTS: ("extras",),
    codes.ADDRESS: ("recipient_address", "latitude", "longitude"),
    codes.LOGISTICS_MODE: ("logistics_code",),
}
_MILLIONTHS = 1_000_000


def order_form(entry: Entry, *, odd: bool = False) -> Form:
    """Return an order as it is pushed and asked for; `odd` puts codes in that nobody knows."""
    order = entry.order
    facts: dict[str, Any] = {
        "order_id": order.number,
        "wm_order_id_view": order.shown_number,
        "app_poi_code": order.store.code,
        "wm_poi_name": order.store.name,
        "day_seq": order.day_number,
        "status": codes.STATUS[entry.stage],
        "ctime": int(order.sold_at),
        "utime": int(order.sold_at),
        "delivery_time": int(order.wanted_at) if order.wanted_at else 0,
        "pick_type": int(order.way is Way.PICK_UP),
        "pay_type": 2,
        "caution": order.remark,
        "recipient_name": order.customer,
        "recipient_phone": order.phone,
        "recipient_address": order.address,
        "latitude": round(order.store.latitude * _MILLIONTHS) + 900,
        "longitude": round(order.store.longitude * _MILLIONTHS) + 900,
        "total": yuan(order.total),
        "original_price": yuan(order.full_price),
        "shipping_fee": yuan(order.delivery_fee),
        "package_bag_money": order.bag,
        "has_invoiced": 0,
        "dinners_number": order.diners,
        "logistics_code": codes.logistics_of(entry, odd=odd),
        "logistics_status": codes.RIDER[entry.rider],
        "incmp_code": 0,
        "incmp_modules": "[]",
        "detail": _json([_detail(line) for line in order.lines]),
        "extras": _json([_extra(each, odd=odd) for each in order.discounts]),
        "poi_receive_detail": _json(_receive_detail(order)),
    }
    return {name: str(value) for name, value in facts.items()}


def without(form: Mapping[str, str], module: int) -> Form:
    """Return an order of which one part is missing, and that says so."""
    missing = _PARTS[module]
    return {name: value for name, value in form.items() if name not in missing} | {
        "incmp_code": str(codes.INCOMPLETE),
        "incmp_modules": f"[{module}]",
    }


def short_form(entry: Entry) -> Form:
    """Return what pushes about a known order say of it."""
    order = entry.order
    return {
        "order_id": order.number,
        "wm_order_id_view": order.shown_number,
        "app_poi_code": order.store.code,
        "status": str(codes.STATUS[entry.stage]),
    }


def cancel_form(entry: Entry, *, odd: bool) -> Form:
    """Return a cancellation with its reason."""
    code = codes.UNKNOWN_REASON if odd else codes.CANCELLED[entry.cancelled_by]
    words = entry.cancel_words or f"{entry.cancelled_by}"
    return short_form(entry) | {"reason_code": code, "reason": words}


def rider_form(entry: Entry, status: int, now: float) -> Form:
    """Return how far the rider has come, by Meituan's number for it."""
    return short_form(entry) | {
        "logistics_status": str(status),
        "time": str(int(now)),
        "dispatcher_name": "骑手小马",
        "dispatcher_mobile": "13900001234",
    }


def refund_form(entry: Entry, refund: Refund) -> Form:
    """Return a wish for money back, or what became of it; amounts are yuan."""
    state = refund.state
    agreed = state is RefundState.AGREED
    form = {
        "order_id": entry.order.number,
        "app_poi_code": entry.order.store.code,
        "notify_type": codes.NOTIFY_TYPE[state],
        "res_type": codes.AGREED_BY.get(refund.by, "6") if agreed else codes.RES_TYPE[state],
        "is_appeal": str(int(state in (RefundState.APPEALED, RefundState.DESK_REFUSED))),
        "reason": refund.reason,
        "refund_id": refund.number,
        "money": yuan(refund.amount),
    }
    return form if refund.whole else form | {"food": _json(_food(entry, refund))}


def refund_record(entry: Entry, refund: Refund) -> dict[str, Any]:
    """Return a refund of some pieces as it is listed."""
    form = refund_form(entry, refund)
    return {
        "wm_order_id_view": int(entry.order.shown_number),
        "order_id": int(entry.order.number),
        "refund_id": int(refund.number),
        "ctime": int(refund.asked_at),
        "refund_type": 2,
        "res_type": int(form["res_type"]),
        "apply_type": codes.APPLIED_BY[refund.asked_by],
        "apply_reason": refund.reason,
        "money": _number(refund.amount),
        "wmAppRetailForOrderPartRefundList": _food(entry, refund),
    }


def food(dish: Dish) -> dict[str, Any]:
    """Return a dish as it is listed."""
    return {"app_food_code": dish.code, "name": dish.name, "skus": _json([{"sku_id": dish.code}])}


def yuan(fen: int) -> str:
    """Return an amount in yuan, as short as it can be: "12.5"."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def _detail(line: Line) -> dict[str, Any]:
    return {
        "app_food_code": line.dish.code,
        "food_name": line.dish.name,
        "sku_id": line.dish.code,
        "quantity": line.quantity,
        "price": _number(line.price),
        # Boxes of all pieces together, and what one of them costs.
        "box_num": line.quantity if line.dish.box_fee else 0,
        "box_price": _number(line.dish.box_fee),
        "unit": "份",
        "spec": line.dish.size,
        "food_property": ",".join(line.choices),
        "food_discount": 1,
        "cart_id": 0,
    }


def _extra(each: Discount, *, odd: bool) -> dict[str, Any]:
    return {
        "act_detail_id": int(each.number),
        "reduce_fee": _number(each.amount),
        "remark": each.name,
        "type": codes.UNKNOWN_OFFER if odd else each.kind,
        "mt_charge": _number(each.by_platform),
        "poi_charge": _number(each.by_merchant),
    }


def _receive_detail(order: SoldOrder) -> dict[str, Any]:
    by_merchant = sum(each.by_merchant for each in order.discounts)
    return {
        "actOrderChargeByMt": [
            {"comment": each.name, "feeTypeDesc": "活动款", "moneyCent": each.by_platform}
            for each in order.discounts
        ],
        "actOrderChargeByPoi": [
            {"comment": each.name, "feeTypeDesc": "活动款", "moneyCent": each.by_merchant}
            for each in order.discounts
        ],
        "foodShareFeeChargeByPoi": 0,
        "logisticsFee": order.delivery_fee,
        "onlinePayment": order.total,
        "wmPoiReceiveCent": order.full_price - by_merchant,
    }


def _food(entry: Entry, refund: Refund) -> list[dict[str, Any]]:
    lines = {line.number: line for line in entry.order.lines}
    return [_returned(lines[number], count) for number, count in refund.pieces.items()]


def _returned(line: Line, count: int) -> dict[str, Any]:
    return {
        "app_food_code": line.dish.code,
        "sku_id": line.dish.code,
        "food_name": line.dish.name,
        "count": count,
        "food_price": _number(line.price),
        "refund_price": _number(line.price),
    }


def _number(fen: int) -> float | int:
    """Return yuan as JSON has them; what has at most two decimals is exact when read as text."""
    return fen / 100 if fen % 100 else fen // 100


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
