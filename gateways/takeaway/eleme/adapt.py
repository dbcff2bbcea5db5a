"""Between Ele.me's orders and the contract's; pure: translation only, no rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import Any

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, create_messages_pb2, line_pb2, order_pb2

from gateways.takeaway.amounts import DELIVERY, balance, minor, part_of, pieces, sane
from gateways.takeaway.day_numbers import ZONE, day_of
from gateways.takeaway.eleme import bodies, statuses
from gateways.takeaway.order_parts import borne, choices, deliver_to, end, placed_at
from gateways.takeaway.places import from_gcj02
from gateways.takeaway.refund_news import Became, News, pieces_of
from gateways.takeaway.texts import kept
from mesh.call.wire import money
from mesh.pure import limits

CHANNEL = "eleme"
CURRENCY = "CNY"
APP = "eleme_app"
DAY, SHOP, ITEMS = "eleme_day", "eleme_shop", "eleme_items"
"""Keys of the extension: the account that sold it, the day, the shop's id, its items' ids."""
AHEAD = timedelta(days=30)
PART = "part"
_PICKED_UP = "1"


def new_order(
    body: bodies.Order, store_id: str, app: str, brings: trade_pb2.DeliveredBy, now: datetime
) -> create_messages_pb2.NewOrder:
    """Return the order as order control takes it over; one that is over already as it ended.

    `brings` is who brings the orders of the store.
    """
    placed = placed_at(seconds_of(body.active_at) or seconds_of(body.created_at), now)
    order = create_messages_pb2.NewOrder(
        store_id=store_id,
        channel=CHANNEL,
        channel_order_number=body.number,
        lines=[_line(number, item) for number, item in enumerate(body.items, 1)],
        delivery_fee=money(sane(minor(body.deliver_fee)), CURRENCY),
        packaging_fee=money(sane(minor(body.package_fee)), CURRENCY),
        total=money(0, CURRENCY),
        remark=kept(body.description, limits.MAX_REMARK),
        diner_count=_diners(body.number_of_people),
        extension=_extension(body, app, now),
    )
    order.discounts.extend(_discounts(body, order))
    order.channel_place_time.FromSeconds(placed)
    order.customer.name = kept(body.consignee, limits.MAX_PERSON_NAME)
    order.customer.phone = kept("".join(body.phone_list[:1]), limits.MAX_PHONE)
    _way(order, body, brings)
    wanted = seconds_of(body.deliver_time) or seconds_of(body.pick_up_time)
    if 0 < wanted - placed < AHEAD.total_seconds():
        order.expected_time.FromSeconds(wanted)
    balance(order, sane(minor(body.total_price or Decimal(0))))
    end(order, statuses.ORDER.get(body.status), int(now.timestamp()), now)
    return order


def seconds_of(text: str) -> int:
    """Return a time as Ele.me writes it, in seconds since 1970; 0 where it is none.

    It is Chinese time without saying so, or a number of seconds or milliseconds.
    """
    if text.isdecimal() and len(text) <= 15:
        return int(text) // 1000 if len(text) > 11 else int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return 0
    return max(0, int((at if at.tzinfo else at.replace(tzinfo=ZONE)).timestamp()))


def refund_news(order: order_pb2.Order, body: bodies.Refund, became: Became) -> News:
    """Return what a message says of a refund; Ele.me gives it no number."""
    part = body.refund_type == PART
    dishes = [
        (partial(_is_of, item, _item_ids(order)), pieces(item.quantity, limits.MAX_QUANTITY))
        for item in body.goods_list
    ]
    return News(
        number="",
        became=became,
        amount=sane(minor(body.total_price)) if body.total_price is not None else None,
        lines=pieces_of(order, dishes) if part else (),
        part=part,
        reason=kept(body.reason, limits.MAX_REMARK),
    )


def returned_goods(
    order: order_pb2.Order, request: after_sale_pb2.AfterSale
) -> list[dict[str, Any]]:
    """Return the pieces of a request as Ele.me is told them."""
    lines, ids = {line.line_id: line for line in order.lines}, _item_ids(order)
    return [
        {
            "skuId": ids.get(piece.line_id, ""),
            "extendCode": lines[piece.line_id].channel_item_code,
            "name": lines[piece.line_id].name,
            "quantity": piece.quantity,
        }
        for piece in request.lines
    ]


def number_of(order: order_pb2.Order) -> str:
    """Return the number of an order among those of a store's day."""
    return order.channel_order_number


def _item_ids(order: order_pb2.Order) -> dict[str, str]:
    """Return Ele.me's own id of each line's item, as far as it is known."""
    ids = order.extension.get(ITEMS, "").split(",")
    return {line.line_id: own for line, own in zip_longest(order.lines, ids) if line and own}


def _is_of(item: bodies.Item, ids: dict[str, str], line: line_pb2.OrderLine) -> bool:
    """Return whether a line is of an item that goes back; the oldest messages say its name only."""
    if item.sku_id and line.line_id in ids:
        return ids[line.line_id] == item.sku_id
    if item.extend_code:
        return line.channel_item_code == item.extend_code
    return bool(item.name) and kept(item.name, limits.MAX_NAME) in (line.name, _whole_name(line))


def _way(
    order: create_messages_pb2.NewOrder, body: bodies.Order, brings: trade_pb2.DeliveredBy
) -> None:
    """How the customer gets it, and who brings it."""
    if body.order_business_type == _PICKED_UP or body.pick_up_time:
        order.service_type = trade_pb2.SERVICE_TYPE_PICK_UP
        return
    longitude, _, latitude = body.delivery_geo.partition(",")
    try:
        point = from_gcj02(float(latitude), float(longitude))
    except ValueError:
        point = None
    deliver_to(order, brings, body.delivery_poi_address or body.address, point)


def _line(number: int, item: bodies.Item) -> line_pb2.OrderLine:
    quantity = pieces(item.quantity, limits.MAX_QUANTITY)
    price = sane(minor(item.price))
    name = kept(_named(item), limits.MAX_NAME) or kept(item.code, limits.MAX_CODE, "?")
    return line_pb2.OrderLine(
        line_id=str(number),
        # No sku_id: the catalog's channel codes say which dish Ele.me's code is.
        channel_item_code=kept(item.code, limits.MAX_CODE) or kept(name, limits.MAX_CODE),
        name=name,
        sku_name=kept(" ".join(spec.value for spec in item.new_specs), limits.MAX_DETAIL),
        quantity=quantity,
        unit_price=money(price, CURRENCY),
        amount=money(price * quantity, CURRENCY),
        modifiers=choices((each.value for each in item.attributes), CURRENCY),
    )


def _named(item: bodies.Item) -> str:
    """Return the name of an item without size and choices: "noodles-large[hot+thin]" is noodles."""
    name = item.name
    if item.attributes and name.endswith("]"):
        name = name[: name.rfind("[")]
    for spec in item.new_specs:
        name = name.removesuffix(f"-{spec.value}")
    return name


def _whole_name(line: line_pb2.OrderLine) -> str:
    """Return the name of an item as Ele.me writes it, with size and choices."""
    size = f"-{line.sku_name}" if line.sku_name else ""
    chosen = f"[{'+'.join(each.name for each in line.modifiers)}]" if line.modifiers else ""
    return f"{line.name}{size}{chosen}"


def _discounts(
    body: bodies.Order, order: create_messages_pb2.NewOrder
) -> Iterator[line_pb2.OrderDiscount]:
    """Each offer with who bears it, as two where both do; one on the delivery is off its fee."""
    known = 0
    for activity in body.order_activities[: limits.MAX_DISCOUNTS // 2 - 3]:
        for each in _shared(activity, body):
            known += each.amount.minor_units
            yield each
    free = order.delivery_fee.minor_units
    for each in _shared(body.logistics_activity, body) if body.logistics_activity else ():
        amount = each.amount.minor_units
        known += amount
        if amount <= free:
            free -= amount
            each.allocations.add(line_id=DELIVERY, amount=each.amount)
        yield each
    yield from _unlisted(body, _gross(order) - known - minor(body.total_price or Decimal(0)))


def _shared(activity: bodies.Activity, body: bodies.Order) -> Iterator[line_pb2.OrderDiscount]:
    whole = abs(minor(activity.amount))
    by_platform = _by_platform(activity, body, whole)
    return borne(
        f"{CHANNEL}:{kept(activity.id, 30)}:{kept(activity.category_id, 30)}",
        kept(activity.name, limits.MAX_NAME, "discount"),
        by_platform=by_platform,
        by_merchant=whole - by_platform,
        currency=CURRENCY,
    )


def _by_platform(activity: bodies.Activity, body: bodies.Order, whole: int) -> int:
    """Return what Ele.me bears of an offer; where it does not say, by the order's sums."""
    if activity.eleme_part is not None:
        return min(abs(minor(activity.eleme_part)), whole)
    if activity.restaurant_part is not None:
        return max(0, whole - abs(minor(activity.restaurant_part)))
    return part_of(whole, abs(minor(body.eleme_part)), abs(minor(body.shop_part)))


def _unlisted(body: bodies.Order, missing: int) -> Iterator[line_pb2.OrderDiscount]:
    """Vouchers and members' delivery, which not every order lists: as far as they are missing."""
    for name, amount in (("hongbao", body.hongbao), ("vip", body.vip_delivery_fee_discount)):
        off = abs(minor(amount))
        if 0 < off <= missing:
            missing -= off
            yield from borne(
                f"{CHANNEL}:{name}", name, by_platform=off, by_merchant=0, currency=CURRENCY
            )


def _gross(order: create_messages_pb2.NewOrder) -> int:
    lines = sum(line.amount.minor_units for line in order.lines)
    return lines + order.delivery_fee.minor_units + order.packaging_fee.minor_units


def _extension(body: bodies.Order, app: str, now: datetime) -> dict[str, str]:
    """What only Ele.me knows of it; codes that nobody here knows are among them as they are."""
    created = seconds_of(body.created_at) or seconds_of(body.active_at)
    told = {
        APP: app,
        DAY: day_of(placed_at(created, now)) if created else "",
        SHOP: body.shop_id,
        ITEMS: ",".join(_own_ids(body.items)),
        "eleme_day_number": body.day_sn,
        "eleme_status": body.status,
        "eleme_refund_status": body.refund_status,
        "eleme_downgraded": "yes" if body.downgraded else "",
        "eleme_income_fen": str(minor(body.income)) if body.income is not None else "",
        "eleme_phone_until": body.secret_phone_expire_time,
        "private_invoice_title": body.invoice,
        "private_invoice_taxpayer_id": body.taxpayer_id,
    }
    return {key: kept(value, limits.MAX_TEXT) for key, value in told.items() if value}


def _own_ids(items: Sequence[bodies.Item]) -> Iterator[str]:
    return (item.sku_id.replace(",", "") for item in items)


def _diners(text: str) -> int:
    return min(int(text), limits.MAX_DINERS) if text.isdecimal() and len(text) <= 6 else 0
