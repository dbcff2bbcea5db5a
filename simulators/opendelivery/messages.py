"""Orders and events in the standard's words: JSON, amounts in whole units; pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from simulators.core.entry import Entry, Rider, Stage, Why
from simulators.core.world import Discount, Line, SoldOrder, Way
from simulators.opendelivery import codes

Json = dict[str, Any]

CURRENCY = "CNY"
"""The demo's stores sell in it; platforms of the standard mostly say BRL."""
_DELIVERY_OFF = 25
_PARTS = ("items", "total")


def order_json(entry: Entry, *, odd: bool = False) -> Json:
    """Return an order as it is asked for; `odd` puts words in that nobody knows."""
    order = entry.order
    told: Json = {
        "id": order.number,
        "type": codes.TYPES[order.way],
        "displayId": order.shown_number,
        "createdAt": instant(order.sold_at),
        "lastEvent": last_event(entry),
        "orderTiming": "SCHEDULED" if order.wanted_at else "INSTANT",
        "preparationStartDateTime": instant(order.sold_at),
        "merchant": {"id": order.store.code, "name": order.store.name},
        "items": [_item(line) for line in order.lines],
        "otherFees": _fees(order, odd=odd),
        "discounts": [_discount(each, odd=odd) for each in order.discounts],
        "total": _total(order),
        "payments": _payments(order),
        "customer": _customer(order),
        "sendDelivered": order.way is Way.STORE_RIDER,
        "extraInfo": order.remark,
    }
    if order.wanted_at:
        wanted = instant(order.wanted_at)
        told["schedule"] = {"scheduledDateTimeStart": wanted, "scheduledDateTimeEnd": wanted}
    if order.way is Way.PICK_UP:
        told["takeout"] = {"mode": "DEFAULT", "takeoutDateTime": instant(order.sold_at + 1800)}
    else:
        told["delivery"] = _delivery(order, odd=odd)
    return told


def without_parts(order: Json) -> Json:
    """Return an order of which the platform does not say yet what was ordered."""
    return {name: value for name, value in order.items() if name not in _PARTS}


def event_json(entry: Entry, event: str, number: str, base: str, now: float) -> Json:
    """Return what is told of an order; the end of one, or a wish for it, says why."""
    told: Json = {
        "eventId": number,
        "eventType": event,
        "orderId": entry.order.number,
        "orderURL": f"{base}/v1/orders/{entry.order.number}",
        "createdAt": instant(now),
        "sourceAppId": "11111111-2222-3333-4444-555555555555",
    }
    if event == codes.PICKUP_AREA:
        told["metadata"] = {"pickupArea": "B 2"}
    elif "CANCEL" in event or event == codes.MONEY_WISH:
        told["metadata"] = _why(entry, event)
    return told


def last_event(entry: Entry) -> str:
    """Return the event that says where an order stands now."""
    if entry.stage is Stage.CANCELLED:
        return codes.CANCELLED
    if entry.stage is Stage.DONE:
        return codes.CONCLUDED
    if entry.open_refund() is not None:
        return codes.MONEY_WISH if codes.of_money(entry) else codes.WISH
    if entry.stage is Stage.SOLD:
        return codes.CREATED
    if entry.rider >= Rider.PICKED_UP:
        return codes.RIDER[entry.rider]
    return codes.READY if entry.prepared else codes.CONFIRMED


def instant(seconds: float) -> str:
    """Return a time as the standard writes it: "2024-01-31T12:00:00.000Z"."""
    at = datetime.fromtimestamp(seconds, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _price(fen: int) -> Json:
    return {"value": fen / 100, "currency": CURRENCY}


def _item(line: Line) -> Json:
    chosen = [
        choice
        for name, group in zip(line.choices, line.dish.choices, strict=True)
        for choice in group
        if choice.name == name
    ]
    options = sum(choice.price for choice in chosen)
    return {
        "id": line.number,
        "index": int(line.number),
        "name": line.dish.name,
        "externalCode": line.dish.code,
        "unit": "UN",
        "quantity": line.quantity,
        "unitPrice": _price(line.price - options),
        "optionsPrice": _price(options),
        "totalPrice": _price(line.amount),
        "options": [
            {
                "id": choice.name,
                "name": choice.name,
                "externalCode": choice.name,
                "unit": "UN",
                "quantity": 1,
                "unitPrice": _price(choice.price),
                "totalPrice": _price(choice.price),
            }
            for choice in chosen
        ],
    }


def _fees(order: SoldOrder, *, odd: bool) -> list[Json]:
    packaging = "MOON_FEE" if odd else "SERVICE_FEE"
    fees = (("DELIVERY_FEE", order.delivery_fee), (packaging, order.packaging))
    return [
        {"name": kind.lower(), "type": kind, "receivedBy": "MERCHANT", "price": _price(amount)}
        for kind, amount in fees
        if amount
    ]


def _discount(each: Discount, *, odd: bool) -> Json:
    target = "DELIVERY_FEE" if each.kind == _DELIVERY_OFF else "MOON" if odd else "CART"
    platform = "MOON" if odd else "MARKETPLACE"
    return {
        "amount": _price(each.amount),
        "target": target,
        "sponsorshipValues": [
            {"name": platform, "amount": _price(each.by_platform), "discountCode": each.number},
            {"name": "MERCHANT", "amount": _price(each.by_merchant), "discountCode": each.number},
        ],
    }


def _total(order: SoldOrder) -> Json:
    return {
        "itemsPrice": _price(order.goods),
        "otherFees": _price(order.packaging + order.delivery_fee),
        "discount": _price(sum(each.amount for each in order.discounts)),
        "orderAmount": _price(order.total),
    }


def _payments(order: SoldOrder) -> Json:
    paid = order.total / 100
    method = {"value": paid, "currency": CURRENCY, "type": "PREPAID", "method": "PIX"}
    return {"prepaid": paid, "pending": 0, "methods": [method]}


def _customer(order: SoldOrder) -> Json:
    number, _, extension = order.phone.partition("_")
    phone = {"number": number, "extension": extension}
    return {"id": "c", "name": order.customer, "phone": phone, "ordersCountOnMerchant": 0}


def _delivery(order: SoldOrder, *, odd: bool) -> Json:
    # Who is no word of the standard is one of the platform's.
    theirs = "MOON_ROVER" if odd and order.way is Way.PLATFORM_RIDER else None
    return {
        "deliveredBy": theirs or codes.DELIVERED_BY[order.way],
        "estimatedDeliveryDateTime": instant(order.sold_at + 2700),
        "deliveryAddress": {
            "country": "CN",
            "state": "SH",
            "city": "上海",
            "district": "-",
            "street": order.address,
            "number": "1",
            "formattedAddress": order.address,
            "postalCode": "200000",
            "coordinates": {
                "latitude": order.store.latitude + 0.001,
                "longitude": order.store.longitude + 0.001,
            },
        },
    }


def _why(entry: Entry, event: str) -> Json:
    if event in (codes.WISH, codes.MONEY_WISH):
        return {"reason": "faltou algo 少送了", "code": codes.REASONS[Why.CUSTOMER]}
    code = codes.REASONS.get(entry.cancelled_by, codes.OTHER_REASON)
    return {"reason": entry.cancel_words or f"{entry.cancelled_by}" or "-", "code": code}
