"""Between Meituan's orders and the contract's; pure: translation only, no rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, create_messages_pb2, line_pb2, order_pb2

from gateways.takeaway.amounts import balance, minor, part_of, pieces, sane
from gateways.takeaway.day_numbers import day_of
from gateways.takeaway.meituan import bodies, statuses
from gateways.takeaway.order_parts import borne, choices, deliver_to, end, placed_at
from gateways.takeaway.places import from_gcj02
from gateways.takeaway.refund_news import News, pieces_of
from gateways.takeaway.texts import kept
from mesh.call.wire import money
from mesh.pure import limits

CHANNEL = "meituan"
CURRENCY = "CNY"
APP = "meituan_app"
DAY, DAY_NUMBER, FOODS = "meituan_day", "meituan_day_number", "meituan_foods"
SHOP, SHOWN_NUMBER = "meituan_shop", "meituan_shown_number"
"""Keys of the extension: the account that sold it, the day and its number on it, its dishes, its
shop there, and the number that people see."""
AHEAD = timedelta(days=30)


def new_order(
    body: bodies.Order, store_id: str, app: str, self_delivery: trade_pb2.DeliveredBy, now: datetime
) -> create_messages_pb2.NewOrder:
    """Return the order as order control takes it over; one that is over already as it ended."""
    placed = placed_at(body.ctime, now)
    order = create_messages_pb2.NewOrder(
        store_id=store_id,
        channel=CHANNEL,
        channel_order_number=body.order_id,
        lines=[_line(number, dish) for number, dish in enumerate(body.detail, 1)],
        discounts=_discounts(body),
        delivery_fee=money(sane(minor(body.shipping_fee)), CURRENCY),
        total=money(0, CURRENCY),
        remark=kept(body.caution, limits.MAX_REMARK),
        diner_count=max(0, min(body.dinners_number, limits.MAX_DINERS)),
        extension=_extension(body, app, placed),
    )
    order.channel_place_time.FromSeconds(placed)
    order.customer.name = kept(body.recipient_name, limits.MAX_PERSON_NAME)
    order.customer.phone = kept(body.recipient_phone, limits.MAX_PHONE)
    _way(order, body, self_delivery)
    if 0 < body.delivery_time - placed < AHEAD.total_seconds():
        order.expected_time.FromSeconds(body.delivery_time)
    of_lines = sum(line.packaging_fee.minor_units for line in order.lines)
    packaging = sane(of_lines + body.package_bag_money)
    order.packaging_fee.CopyFrom(money(packaging, CURRENCY))
    balance(order, sane(minor(body.total)))
    end(order, statuses.status_of(body.status), body.utime, now)
    return order


def refund_news(order: order_pb2.Order, body: bodies.Refund) -> News | None:
    """Return what a push says of a refund; None where its codes are not known."""
    became = statuses.became(body.notify_type, body.is_appeal, body.refund_status)
    if became is None:
        return None
    return News(
        number=kept(body.refund_id, limits.MAX_CHANNEL_NUMBER),
        became=became,
        amount=sane(minor(body.money)) if body.money is not None else None,
        lines=refund_lines(order, body.food),
        part=bool(body.food),
        reason=kept(body.reason, limits.MAX_REMARK),
    )


def refund_lines(
    order: order_pb2.Order, food: Sequence[bodies.RefundedDish]
) -> tuple[after_sale_pb2.AfterSaleLine, ...]:
    """Return pieces per line for pieces per dish; a dish may stand in several lines."""
    return pieces_of(order, [(partial(_is_of, dish), int(dish.count)) for dish in food])


def _is_of(dish: bodies.RefundedDish, line: line_pb2.OrderLine) -> bool:
    return line.channel_item_code == dish.code


def returned_pieces(
    order: order_pb2.Order, request: after_sale_pb2.AfterSale
) -> list[dict[str, str | int]]:
    """Return the pieces of a request as Meituan is told them, by our codes."""
    foods = order.extension.get(FOODS, "").split(",")
    lines = {line.line_id: (line, food) for line, food in zip_longest(order.lines, foods) if line}
    told: list[dict[str, str | int]] = []
    for piece in request.lines:
        line, food = lines[piece.line_id]
        code = line.channel_item_code
        told.append({"app_food_code": food or code, "sku_id": code, "count": piece.quantity})
    return told


def returned_food(order: order_pb2.Order, request: after_sale_pb2.AfterSale) -> str:
    """Return the same as the text that Meituan takes."""
    told = returned_pieces(order, request)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def shown_number_of(order: order_pb2.Order) -> str:
    """Return the number by which Meituan shows an order to people."""
    return order.extension.get(SHOWN_NUMBER, "") or order.channel_order_number


def _way(
    order: create_messages_pb2.NewOrder, body: bodies.Order, self_delivery: trade_pb2.DeliveredBy
) -> None:
    """How the customer gets it, and who brings it."""
    if body.pick_type == 1:
        order.service_type = trade_pb2.SERVICE_TYPE_PICK_UP
        return
    theirs = body.logistics_code not in statuses.SELF_DELIVERY
    by = trade_pb2.DELIVERED_BY_PLATFORM if theirs else self_delivery
    point = from_gcj02(*(_degrees(value) for value in (body.latitude, body.longitude)))
    deliver_to(order, by, body.recipient_address, point)


def _degrees(value: float) -> float:
    """Degrees; Meituan pushes millionths of them, some documents show degrees."""
    return value / 1e6 if abs(value) > 180 else value


def _line(number: int, dish: bodies.Dish) -> line_pb2.OrderLine:
    quantity = pieces(dish.quantity, limits.MAX_QUANTITY)
    price = sane(minor(dish.price))
    name = kept(dish.food_name, limits.MAX_NAME) or kept(dish.code, limits.MAX_CODE, "?")
    return line_pb2.OrderLine(
        line_id=str(number),
        # No sku_id: the catalog's channel codes say which dish Meituan's code is.
        channel_item_code=kept(dish.code, limits.MAX_CODE) or kept(name, limits.MAX_CODE),
        name=name,
        sku_name=kept(dish.spec, limits.MAX_DETAIL),
        quantity=quantity,
        unit_price=money(price, CURRENCY),
        amount=money(price * quantity, CURRENCY),
        packaging_fee=money(sane(minor(dish.box_num * dish.box_price)), CURRENCY),
        modifiers=choices(dish.food_property.replace("，", ",").split(","), CURRENCY),
    )


def _discounts(body: bodies.Order) -> Iterator[line_pb2.OrderDiscount]:
    """Each discount with who bears it, as two where both do."""
    for extra in body.extras[: limits.MAX_DISCOUNTS // 2]:
        number = f"{CHANNEL}:{kept(extra.act_detail_id, 30)}:{kept(extra.type, 30)}"
        name = kept(extra.remark, limits.MAX_NAME, "discount")
        by_platform = _by_platform(extra, body)
        by_merchant = minor(extra.reduce_fee) - by_platform
        yield from borne(
            number, name, by_platform=by_platform, by_merchant=by_merchant, currency=CURRENCY
        )


def _by_platform(extra: bodies.Extra, body: bodies.Order) -> int:
    """Return what Meituan bears of a discount; where it does not say, by the order's sums."""
    whole = minor(extra.reduce_fee)
    if extra.mt_charge is not None:
        return max(0, min(minor(extra.mt_charge), whole))
    if extra.poi_charge is not None:
        return max(0, whole - minor(extra.poi_charge))
    if body.poi_receive_detail is None:
        return 0
    by_meituan = sum(charge.moneyCent for charge in body.poi_receive_detail.actOrderChargeByMt)
    by_store = sum(charge.moneyCent for charge in body.poi_receive_detail.actOrderChargeByPoi)
    return part_of(whole, by_meituan, by_store)


def _extension(body: bodies.Order, app: str, placed: int) -> dict[str, str]:
    """What only Meituan knows of it; codes that nobody here knows are among them as they are."""
    received = body.poi_receive_detail
    told = {
        APP: app,
        DAY_NUMBER: body.day_seq,
        DAY: day_of(placed),
        SHOP: body.app_poi_code,
        FOODS: ",".join(dish.app_food_code.replace(",", "") for dish in body.detail),
        SHOWN_NUMBER: body.wm_order_id_view,
        "meituan_status": body.status,
        "meituan_logistics_code": body.logistics_code,
        "private_backup_phone": body.backup_recipient_phone,
        "meituan_income_fen": str(received.wmPoiReceiveCent) if received else "",
        "meituan_incomplete": "" if body.incmp_code == "0" else body.incmp_code,
        "private_invoice_title": body.invoice_title,
        "private_invoice_taxpayer_id": body.taxpayer_id,
    }
    return {key: kept(value, limits.MAX_TEXT) for key, value in told.items() if value}


def day_number_of(order: order_pb2.Order) -> str:
    """Return the number that an order has on its day in its store; empty for none."""
    return order.extension.get(DAY_NUMBER, "")
