"""Orders, refunds and waybills in Ele.me's words: yuan, baskets, Chinese time; pure."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulators.core.entry import Entry, Refund
from simulators.core.world import Discount, Line, SoldOrder, Way
from simulators.eleme import codes

Message = dict[str, Any]

_ZONE = ZoneInfo("Asia/Shanghai")
_LOST_IN_HASTE = (
    "orderActivities", "logisticsActivity", "income", "hongbao", "packageFee", "activityTotal",
    "shopPart", "elemePart", "originalPrice",
)  # fmt: skip
"""What a downgraded order does not say."""
_BRIEFLY = ("groups", "totalPrice", "deliverFee", "consignee", "phoneList", "description")
_DELIVERY_OFFER = "9003"


def order(entry: Entry, *, odd: bool = False) -> Message:
    """Return an order as it is pushed and asked for; `odd` puts codes in that nobody knows."""
    sold = entry.order
    picked_up = sold.way is Way.PICK_UP
    offers = [_offer(each, odd=odd) for each in sold.discounts]
    on_delivery = [each for each in offers if each["id"] == int(_DELIVERY_OFFER)]
    wanted = time_of(sold.wanted_at) if sold.wanted_at else None
    return {
        "id": sold.number,
        "orderId": sold.number,
        "shopId": shop_id(sold.store.code),
        "openId": sold.store.code,
        "shopName": sold.store.name,
        "daySn": sold.day_number,
        "status": codes.STATUS[entry.stage],
        "refundStatus": codes.refund_status(entry),
        "createdAt": time_of(sold.sold_at),
        "activeAt": time_of(sold.sold_at),
        "deliverTime": None if picked_up else wanted,
        "pickUpTime": wanted if picked_up else None,
        "orderBusinessType": int(picked_up),
        "book": sold.wanted_at is not None,
        "onlinePaid": True,
        "description": sold.remark,
        "consignee": sold.customer,
        "phoneList": [sold.phone],
        "address": sold.address,
        "deliveryPoiAddress": sold.address,
        "deliveryGeo": f"{sold.store.longitude + 0.0009:.6f},{sold.store.latitude + 0.0009:.6f}",
        "totalPrice": yuan(sold.total),
        "originalPrice": yuan(sold.full_price),
        "deliverFee": yuan(sold.delivery_fee),
        "packageFee": yuan(sold.packaging),
        "hongbao": 0.0,
        "activityTotal": -yuan(sum(each.amount for each in sold.discounts)),
        "shopPart": -yuan(sum(each.by_merchant for each in sold.discounts)),
        "elemePart": -yuan(sum(each.by_platform for each in sold.discounts)),
        "income": yuan(sold.full_price - sum(each.by_merchant for each in sold.discounts)),
        "groups": _groups(sold),
        "orderActivities": [each for each in offers if each not in on_delivery],
        "logisticsActivity": on_delivery[0] if on_delivery else None,
        "downgraded": False,
    }


def downgraded(told: Message) -> Message:
    """Return an order as it is pushed in haste: without offers and fees, and saying so."""
    empty: Message = {name: [] if isinstance(told[name], list) else 0 for name in _LOST_IN_HASTE}
    return {**told, **empty, "logisticsActivity": None, "downgraded": True}


def briefly(told: Message) -> Message:
    """Return an order as the newer type pushes it: only what is needed to make it."""
    named = ("id", "orderId", "shopId", "openId", "status", "createdAt", "activeAt", "daySn")
    return {name: told[name] for name in (*named, *_BRIEFLY)}


def change(entry: Entry, now: float, *, odd: bool) -> Message:
    """Return the message that an order came to another state."""
    return {
        "orderId": entry.order.number,
        "state": codes.STATUS[entry.stage],
        "shopId": shop_id(entry.order.store.code),
        "updateTime": int(now),
        "role": codes.UNKNOWN_ROLE if odd else codes.ROLE[entry.cancelled_by],
    }


def waybill(entry: Entry, now: float) -> Message:
    """Return how far the rider has come."""
    return {
        "orderId": entry.order.number,
        "shopId": shop_id(entry.order.store.code),
        "state": codes.WAYBILL[entry.rider],
        "subState": "noSubstate",
        "name": "骑手小蜂",
        "phone": "13900005678",
        "updateAt": int(now * 1000),
    }


def refund(entry: Entry, wish: Refund, now: float) -> Message:
    """Return a wish for money back, or what became of it; it has no number of its own."""
    lines = {line.number: line for line in entry.order.lines}
    goods = [] if wish.whole else [_returned(lines[n], c) for n, c in wish.pieces.items()]
    if entry.order.place % 2:
        # The oldest form of the message: a name and a price.
        goods = [{name: value for name, value in each.items() if name != "skuId"} for each in goods]
    return {
        "orderId": entry.order.number,
        "refundStatus": codes.REFUND_STATUS[wish.state],
        "refundType": "normal" if wish.whole else "part",
        "reason": wish.reason,
        "shopId": shop_id(entry.order.store.code),
        "goodsList": goods,
        "totalPrice": yuan(wish.amount),
        "updateTime": int(now),
    }


def shop_id(code: str) -> int:
    """Return Ele.me's own number of a shop, made of the chain's code."""
    return zlib.crc32(code.encode())


def sku_id(code: str) -> int:
    """Return Ele.me's own number of a size of a dish, made of the chain's code."""
    return zlib.crc32(code.encode())


def time_of(seconds: float) -> str:
    """Return a time as Ele.me writes it."""
    return datetime.fromtimestamp(int(seconds), _ZONE).strftime("%Y-%m-%dT%H:%M:%S")


def yuan(fen: int) -> float:
    """Return yuan as JSON has them; what has at most two decimals is exact when read as text."""
    return fen / 100


def _groups(sold: SoldOrder) -> list[Message]:
    goods = {"name": "1号篮子", "type": "normal", "items": [_item(line) for line in sold.lines]}
    if not sold.packaging:
        return [goods]
    fee = {"name": "餐盒", "price": yuan(sold.packaging), "quantity": 1, "id": -70000}
    return [goods, {"name": "其它费用", "type": "extra", "items": [fee]}]


def _item(line: Line) -> Message:
    dish = line.dish
    return {
        "id": sku_id(dish.code),
        "skuId": sku_id(dish.code),
        "name": _name(line),
        "categoryId": 1,
        "price": yuan(line.price),
        "quantity": line.quantity,
        "total": yuan(line.amount),
        "newSpecs": [{"name": "规格", "value": dish.size}] if dish.size else [],
        "attributes": [{"name": "口味", "value": choice} for choice in line.choices],
        "extendCode": dish.code,
        "barCode": "",
    }


def _name(line: Line) -> str:
    size = f"-{line.dish.size}" if line.dish.size else ""
    chosen = f"[{'+'.join(line.choices)}]" if line.choices else ""
    return f"{line.dish.name}{size}{chosen}"


def _returned(line: Line, count: int) -> Message:
    return {
        "name": _name(line),
        "skuId": sku_id(line.dish.code),
        "quantity": count,
        "price": yuan(line.price),
    }


def _offer(each: Discount, *, odd: bool) -> Message:
    return {
        "id": int(each.number),
        "name": each.name,
        "categoryId": codes.UNKNOWN_OFFER if odd else each.kind,
        "amount": -yuan(each.amount),
        "elemePart": -yuan(each.by_platform),
        "restaurantPart": -yuan(each.by_merchant),
        "familyPart": 0.0,
        "userPart": 0.0,
    }
