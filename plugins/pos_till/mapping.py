"""Between the contract's messages and the till's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from google.protobuf.message import Message
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.plugin.v1 import pos_order_pb2, pos_pb2

from plugins.pos_till.model import (
    EARLIEST,
    AfterSale,
    Component,
    Deal,
    Delivery,
    Line,
    Modifier,
    Order,
    Pieces,
    Report,
    Rider,
    Sale,
)

_SERVICE_TYPES = {
    trade_pb2.SERVICE_TYPE_PICK_UP: "pick_up",
    trade_pb2.SERVICE_TYPE_DINE_IN: "dine_in",
    trade_pb2.SERVICE_TYPE_DELIVERY: "delivery",
    trade_pb2.SERVICE_TYPE_VOUCHER: "voucher",
}

_DELIVERED_BY = {
    trade_pb2.DELIVERED_BY_CARRIER: "carrier",
    trade_pb2.DELIVERED_BY_STORE: "store",
    trade_pb2.DELIVERED_BY_PLATFORM: "platform",
}

KINDS: dict[str, pos_pb2.TillUpdateKind] = {
    "accepted": pos_pb2.TILL_UPDATE_KIND_ACCEPTED,
    "preparing": pos_pb2.TILL_UPDATE_KIND_PREPARING,
    "ready": pos_pb2.TILL_UPDATE_KIND_READY,
    "pickup_code": pos_pb2.TILL_UPDATE_KIND_PICKUP_CODE,
    "delivering": pos_pb2.TILL_UPDATE_KIND_DELIVERING,
    "fulfilled": pos_pb2.TILL_UPDATE_KIND_FULFILLED,
    "completed": pos_pb2.TILL_UPDATE_KIND_COMPLETED,
    "rejected": pos_pb2.TILL_UPDATE_KIND_REJECTED,
    "after_sale_agreed": pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_AGREED,
    "after_sale_refused": pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_REFUSED,
    "lines_cancelled": pos_pb2.TILL_UPDATE_KIND_LINES_CANCELLED,
}

_encoder = msgspec.json.Encoder()


def order_as_json(order: pos_order_pb2.PosOrder) -> bytes:
    """Return the order as tills get it."""
    return _encoder.encode(
        Order(
            order_id=order.order_id,
            merchant_id=order.merchant_id,
            store_id=order.store_id,
            store_code=order.store_code,
            daily_number=order.daily_number,
            business_date=order.business_date,
            channel=order.channel,
            channel_order_number=order.channel_order_number,
            service_type=_SERVICE_TYPES[order.service_type],
            currency=order.total.currency_code,
            total=order.total.minor_units,
            discount_total=order.discount_total.minor_units,
            delivery_fee=order.delivery_fee.minor_units,
            packaging_fee=order.packaging_fee.minor_units,
            paid=order.paid,
            remark=order.remark,
            placed_at=order.placed_time.ToDatetime(UTC),
            expected_at=_time(order, "expected_time"),
            customer_name=order.customer_name,
            customer_phone_tail=order.customer_phone_tail,
            delivery=_delivery(order),
            prepare_from=_time(order, "prepare_from"),
            time_zone=order.store_time_zone,
            waits=order.waits,
            delivered_by=_DELIVERED_BY.get(order.delivered_by, ""),
            rider=_rider(order),
            table=order.table,
            tableware=order.tableware_count if order.HasField("tableware_count") else None,
            deal=_deal(order),
            accepted=order.accepted,
            lines=[_line(line) for line in order.lines],
        )
    )


def _line(line: pos_order_pb2.PosOrderLine) -> Line:
    return Line(
        line_id=line.line_id,
        sku_id=line.sku_id,
        sku_code=line.sku_code,
        name=line.name,
        variant=line.variant,
        quantity=line.quantity,
        unit_price=line.unit_price.minor_units,
        line_total=line.line_total.minor_units,
        packaging_fee=line.packaging_fee.minor_units,
        modifiers=_modifiers(line.modifiers),
        components=[
            Component(
                sku_id=part.sku_id,
                sku_code=part.sku_code,
                name=part.name,
                quantity=part.quantity,
                extra_price=part.extra_price.minor_units,
                modifiers=_modifiers(part.modifiers),
            )
            for part in line.components
        ],
        remark=line.remark,
    )


def _modifiers(modifiers: Iterable[pos_order_pb2.PosModifier]) -> list[Modifier]:
    return [
        Modifier(
            modifier_id=modifier.modifier_id,
            modifier_code=modifier.modifier_code,
            name=modifier.name,
            quantity=modifier.quantity,
            unit_price=modifier.unit_price.minor_units,
            modifiers=_modifiers(modifier.modifiers),
        )
        for modifier in modifiers
    ]


def _delivery(order: pos_order_pb2.PosOrder) -> Delivery | None:
    if not order.HasField("delivery_address"):
        return None
    address = order.delivery_address
    return Delivery(
        contact_name=address.contact_name,
        contact_phone=address.contact_phone,
        street=address.street,
        detail=address.detail,
        city=address.city,
    )


def _rider(order: pos_order_pb2.PosOrder) -> Rider | None:
    if not order.HasField("delivery"):
        return None
    state = order.delivery
    return Rider(
        step=state.step,
        carrier=state.carrier,
        name=state.rider_name,
        updated_at=_time(state, "update_time"),
    )


def _deal(order: pos_order_pb2.PosOrder) -> Deal | None:
    if not order.HasField("deal"):
        return None
    return Deal(kind=order.deal.kind, deal_id=order.deal.deal_id, name=order.deal.name)


def _time(message: Message, name: str) -> datetime | None:
    if not message.HasField(name):
        return None
    moment: datetime = getattr(message, name).ToDatetime(UTC)
    return moment


def after_sale_as_json(request: pos_pb2.PosAfterSale) -> bytes:
    """Return a wish for money back as tills get it."""
    return _encoder.encode(
        AfterSale(
            after_sale_id=request.after_sale_id,
            state=request.state,
            amount=request.amount.minor_units,
            currency=request.amount.currency_code,
            reason=request.reason,
            lines=[Pieces(line_id=p.line_id, quantity=p.quantity) for p in request.lines],
        )
    )


def update_message(
    report: Report, till_id: str, merchant_id: str, store_id: str, pickup_code: str
) -> pos_pb2.TillUpdate:
    """Return a till's report as the platform gets it.

    A time in the future, or before any that the platform knows, is the till's clock: it is now.
    """
    now = datetime.now(UTC)
    occurred = _aware(report.occurred_at) if report.occurred_at else now
    if not EARLIEST <= occurred <= now:
        occurred = now
    update = pos_pb2.TillUpdate(
        update_id=f"{till_id}/{report.update_id}",
        order_id=report.order_id,
        merchant_id=merchant_id,
        store_id=store_id,
        kind=KINDS[report.kind],
        pickup_code=pickup_code,
        reason=report.reason,
        till_id=till_id,
        after_sale_id=report.after_sale_id,
        lines=[
            pos_pb2.PosPieces(line_id=line.line_id, quantity=line.quantity) for line in report.lines
        ],
    )
    update.occurred_time.FromDatetime(occurred)
    return update


def sale_message(sale: Sale, till_id: str, merchant_id: str) -> pos_pb2.TillSale:
    """Return a sale at the counter as the platform gets it."""
    message = pos_pb2.TillSale(
        till_sale_id=sale.till_sale_id,
        till_id=till_id,
        merchant_id=merchant_id,
        store_id=sale.store_id,
        lines=[
            pos_pb2.TillSaleLine(sku_id=line.sku_id, sku_code=line.sku_code, quantity=line.quantity)
            for line in sale.lines
        ],
    )
    if sale.total is not None:
        total = money_pb2.Money(minor_units=sale.total, currency_code=sale.currency)
        message.total.CopyFrom(total)
    message.occurred_time.FromDatetime(_aware(sale.occurred_at))
    return message


def _aware(moment: datetime) -> datetime:
    """A till that names no zone means UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
