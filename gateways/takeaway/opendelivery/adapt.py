"""Between OpenDelivery's orders and the contract's; pure: translation only, no rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from zhongtai.common.v1 import geo_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2

from gateways.takeaway.amounts import DELIVERY, balance, discount, minor, pieces, sane
from gateways.takeaway.opendelivery import bodies, statuses
from gateways.takeaway.opendelivery.times import moment
from gateways.takeaway.order_parts import BEHIND, deliver_to, end
from gateways.takeaway.texts import kept
from mesh.call.wire import money
from mesh.pure import limits
from mesh.pure.money import fraction_digits

CHANNEL = "opendelivery"
APP, WANTS_DELIVERED = "opendelivery_app", "opendelivery_wants_delivered"
"""Keys of the extension, for all who speak the standard: the account that sold it, and that the
platform wants to be told when a rider who is not its own has brought it."""
AHEAD = timedelta(days=30)
"""A time for which an order is wanted is not taken for one beyond this."""
_SERVICES = {
    "DELIVERY": trade_pb2.SERVICE_TYPE_DELIVERY,
    "TAKEOUT": trade_pb2.SERVICE_TYPE_PICK_UP,
    "INDOOR": trade_pb2.SERVICE_TYPE_DINE_IN,
}
_PLATFORM, _MERCHANT = trade_pb2.DISCOUNT_PAYER_PLATFORM, trade_pb2.DISCOUNT_PAYER_MERCHANT
_PIECES = "UN"
MOST_SPONSORS = 4
"""So many bear a part of one discount; the standard knows two."""


def new_order(
    body: bodies.Order,
    store_id: str,
    app: str,
    self_delivery: trade_pb2.DeliveredBy,
    now: datetime,
    *,
    channel: str = CHANNEL,
) -> create_messages_pb2.NewOrder:
    """Return the order as order control takes it over; one that is over already as it ended."""
    currency = body.total.order_amount.currency
    placed = _placed(body, now)
    order = create_messages_pb2.NewOrder(
        store_id=store_id,
        channel=channel,
        channel_order_number=body.id,
        service_type=_service(body),
        lines=[_line(number, item, currency) for number, item in enumerate(body.items, 1)],
        discounts=_discounts(body, channel, currency),
        delivery_fee=money(sane(sum(_fees(body, currency, delivery=True))), currency),
        packaging_fee=money(sane(sum(_fees(body, currency, delivery=False))), currency),
        total=money(0, currency),
        remark=kept(body.extra_info, limits.MAX_REMARK),
        extension=_extension(body, app),
    )
    order.channel_place_time.FromDatetime(placed)
    order.customer.name = kept(body.customer.name, limits.MAX_PERSON_NAME)
    phone = " ".join(part for part in (body.customer.phone.number, body.customer.phone.extension))
    order.customer.phone = kept(phone, limits.MAX_PHONE)
    wanted = moment(body.schedule.scheduled_date_time_end) if body.schedule else None
    if wanted is not None and placed < wanted < placed + AHEAD:
        order.expected_time.FromDatetime(wanted)
    if body.indoor is not None:
        order.table_number = kept(body.indoor.place or body.indoor.tab, limits.MAX_TABLE_NUMBER)
    if order.service_type == trade_pb2.SERVICE_TYPE_DELIVERY:
        _way(order, body.delivery or bodies.Delivery(), self_delivery)
    balance(order, _minor(body.total.order_amount, currency))
    end(order, statuses.REACHED.get(body.last_event), int(now.timestamp()), now)
    return order


def _placed(body: bodies.Order, now: datetime) -> datetime:
    at = moment(body.created_at)
    return at if at is not None and now - BEHIND < at < now else now


def _service(body: bodies.Order) -> trade_pb2.ServiceType:
    """Return how the customer gets it; of a type that nobody knows by whether it is brought."""
    unknown = "DELIVERY" if body.delivery is not None else "TAKEOUT"
    return _SERVICES.get(body.type) or _SERVICES[unknown]


def _minor(price: bodies.Price, currency: str) -> int:
    """Return a price in minor units of the order's currency, whatever it says of its own."""
    return sane(minor(price.value, fraction_digits(currency)))


def _line(number: int, item: bodies.Item, currency: str) -> line_pb2.OrderLine:
    """A line; what is sold by weight is one piece at its total."""
    quantity = pieces(item.quantity, limits.MAX_QUANTITY)
    whole = item.unit == _PIECES and item.quantity == quantity
    quantity = quantity if whole else 1
    name = kept(item.name, limits.MAX_NAME) or kept(item.external_code, limits.MAX_CODE, "?")
    choices = [_choice(option, currency) for option in item.options[: limits.MAX_CHOICES]]
    chosen = sum(each.unit_price.minor_units * each.quantity for each in choices)
    price, total = _minor(item.unit_price, currency), _minor(item.total_price, currency)
    if not whole or (price + chosen) * quantity != total:
        # Its total counts: what choices cost is in the price of the piece.
        for each in choices:
            each.unit_price.minor_units = 0
        price, chosen = total // quantity, 0
    weighed = f"{name} {item.quantity:.6g} {item.unit}"
    return line_pb2.OrderLine(
        line_id=str(number),
        channel_item_code=kept(item.external_code, limits.MAX_CODE) or kept(name, limits.MAX_CODE),
        name=name if whole else kept(weighed, limits.MAX_NAME),
        quantity=quantity,
        unit_price=money(price, currency),
        modifiers=choices,
        amount=money((price + chosen) * quantity, currency),
        remark=kept(item.special_instructions, limits.MAX_LINE_REMARK),
    )


def _choice(option: bodies.Option, currency: str) -> line_pb2.OrderModifier:
    return line_pb2.OrderModifier(
        name=kept(option.name, limits.MAX_NAME, "?"),
        quantity=pieces(option.quantity, limits.MAX_CHOICE_QUANTITY),
        unit_price=money(_minor(option.unit_price, currency), currency),
    )


def _discounts(body: bodies.Order, channel: str, currency: str) -> Iterator[line_pb2.OrderDiscount]:
    """Each discount by who bears it; one on the delivery is taken off the delivery fee."""
    free = sum(_fees(body, currency, delivery=True))
    for number, each in enumerate(body.discounts[: limits.MAX_DISCOUNTS // MOST_SPONSORS], 1):
        sponsors = each.sponsorship_values or [bodies.Sponsored("MERCHANT", each.amount)]
        for sponsor in sponsors[:MOST_SPONSORS]:
            amount = _minor(sponsor.amount, currency)
            payer = _MERCHANT if sponsor.name == "MERCHANT" else _PLATFORM
            code = kept(sponsor.discount_code, 40) or str(number)
            off = discount(
                f"{channel}:{code}", kept(each.target.lower(), 40), amount, payer, currency
            )
            if each.target == "DELIVERY_FEE" and amount <= free:
                free -= amount
                off.allocations.add(line_id=DELIVERY, amount=money(amount, currency))
            if amount > 0:
                yield off


def _fees(body: bodies.Order, currency: str, *, delivery: bool) -> Iterator[int]:
    for fee in body.other_fees:
        if (fee.type == "DELIVERY_FEE") is delivery:
            yield _minor(fee.price, currency)


def _way(
    order: create_messages_pb2.NewOrder, body: bodies.Delivery, self_delivery: trade_pb2.DeliveredBy
) -> None:
    """Who brings it, and where to."""
    theirs = body.delivered_by != "MERCHANT"
    by = trade_pb2.DELIVERED_BY_PLATFORM if theirs else self_delivery
    place = body.delivery_address
    street = place.formatted_address or f"{place.street} {place.number}"
    deliver_to(order, by, street, _point(place.coordinates))
    address = order.delivery_address
    address.detail = kept(f"{place.complement} {place.reference}", limits.MAX_DETAIL)
    address.city = kept(place.city, limits.MAX_CITY)
    address.postal_code = kept(place.postal_code, limits.MAX_POSTAL_CODE)


def _point(body: bodies.Point) -> geo_pb2.GeoPoint | None:
    """Return a place; None where it is none, or not said."""
    known = body.latitude or body.longitude
    if not known or not (abs(body.latitude) <= 90 and abs(body.longitude) <= 180):
        return None
    return geo_pb2.GeoPoint(latitude=body.latitude, longitude=body.longitude)


def _extension(body: bodies.Order, app: str) -> dict[str, str]:
    """What only the platform knows of it."""
    told = {
        APP: app,
        "opendelivery_display_id": body.display_id,
        "opendelivery_type": body.type,
        "opendelivery_to_collect": str(body.payments.pending) if body.payments.pending else "",
        WANTS_DELIVERED: "yes" if body.send_delivered else "",
    }
    return {key: kept(value, limits.MAX_TEXT) for key, value in told.items() if value}
