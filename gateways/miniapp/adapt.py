"""Orders between the channel's JSON and the contract's messages: translation only, no rules.

What all of the channel says (money, times, languages, addresses, stores) is here, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.delivery.v1.delivery_pb2 import Delivery
from zhongtai.order.v1 import line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.miniapp import bodies, views
from gateways.miniapp.adapt_vouchers import voucher_view
from mesh.call.wire import stamp
from mesh.pure.limits import MAX_LANGUAGE

CHANNEL = "miniapp"
ADMISSION = "flash_sale_token"
"""Under which key an order shows the token of its admission."""


def service_type(name: str) -> Any:
    """Return the contract's service type of that name."""
    return trade_pb2.ServiceType.Value(f"SERVICE_TYPE_{name}")


def moment(stamp: Timestamp) -> datetime | None:
    """Return a timestamp as a time; None when it is not set."""
    return stamp.ToDatetime(tzinfo=UTC) if stamp.seconds or stamp.nanos else None


def draft(body: bodies.DraftBody, language: str = "") -> messages_pb2.OrderDraft:
    """Return what the customer wants, as order control takes it."""
    message = wishes(body, language)
    message.store_id, message.channel = body.store_id, CHANNEL
    message.lines.extend(draft_line(line) for line in body.lines)
    if body.flash_sale_token:
        message.extension[ADMISSION] = body.flash_sale_token
    return message


def wishes(body: bodies.WishesBody, language: str) -> messages_pb2.OrderDraft:
    """Return how the customer wants an order: a draft without store and lines."""
    message = messages_pb2.OrderDraft(
        service_type=service_type(body.service_type),
        coupon_ids=body.coupon_ids,
        remark=body.remark,
        diner_count=body.diner_count,
        table_number=body.table_number,
        tableware_count=body.tableware_count,
        expected_time=stamp(body.expected_time),
        without_unusable_coupons=body.without_unusable_coupons,
        language=language,
    )
    if body.customer is not None:
        message.customer.name, message.customer.phone = body.customer.name, body.customer.phone
    if body.address is not None:
        message.delivery_address.CopyFrom(address(body.address))
    return message


def money(body: bodies.Money | None) -> money_pb2.Money | None:
    """Return an amount as the contract has it; None where none is said."""
    if body is None:
        return None
    return money_pb2.Money(minor_units=body.minor_units, currency_code=body.currency)


def store_view(near: Any) -> views.StoreView:
    """Return a store near the customer."""
    store: serving_pb2.StoreSummary = near.store
    because = serving_pb2.ClosedReason.Name(near.reason).removeprefix("CLOSED_REASON_")
    return views.StoreView(
        store_id=store.store_id,
        name=store.name,
        time_zone=store.time_zone,
        distance_m=near.distance_m,
        open=near.open,
        closed_because="" if near.open else because,
        opens_at=moment(near.opens_at),
        closes_at=moment(near.closes_at),
        latitude=store.point.latitude,
        longitude=store.point.longitude,
        street=store.address.street,
        city=store.address.city,
        currency=store.currency_code,
        service_types=[_service_name(each) for each in near.service_types],
        delivery_fee=money_or_none(near, "delivery_fee"),
        minimum_order=money_or_none(near, "minimum_order"),
    )


def preview_view(reply: messages_pb2.PreviewOrderResponse) -> views.PreviewView:
    """Return what an order would cost."""
    shares: dict[str, int] = {}
    for discount in reply.discounts:
        for share in discount.allocations:
            shares[share.line_id] = shares.get(share.line_id, 0) + share.amount.minor_units
    return views.PreviewView(
        lines=[_line_view(line, shares.get(line.line_id, 0)) for line in reply.lines],
        discounts=[discount_view(each) for each in reply.discounts],
        amounts=amounts_view(reply.amounts),
        explanation=[explanation_view(each) for each in reply.explanations],
        menu_version=reply.menu_version,
    )


def explanation_view(each: evaluation_pb2.Explanation) -> views.ExplanationView:
    """Return what became of a promotion or coupon."""
    outcome = evaluation_pb2.ExplanationOutcome.Name(each.outcome)
    cause = evaluation_pb2.ExplanationCause.Name(each.cause).removeprefix("EXPLANATION_CAUSE_")
    return views.ExplanationView(
        promotion_id=each.promotion_id,
        coupon_id=each.coupon_id,
        name=each.name,
        outcome=outcome.removeprefix("EXPLANATION_OUTCOME_"),
        cause="" if cause == "UNSPECIFIED" else cause,
        text=each.text,
        amount=each.amount.minor_units,
        missing=each.missing.minor_units,
    )


def language_of(accepted: str) -> str:
    """Return the language that an Accept-Language header names first; empty when it names none."""
    first = accepted.split(",", 1)[0].split(";", 1)[0].strip()
    return first if len(first) <= MAX_LANGUAGE and first != "*" else ""


def order_view(order: order_pb2.Order) -> views.OrderView:
    """Return an order as its customer sees it."""
    reason = order_pb2.CancelReason.Name(order.cancel_reason).removeprefix("CANCEL_REASON_")
    return views.OrderView(
        order_id=order.order_id,
        store_id=order.store_id,
        status=order_pb2.OrderStatus.Name(order.status).removeprefix("ORDER_STATUS_"),
        service_type=_service_name(order.service_type),
        daily_number=order.daily_number,
        pickup_code=order.pickup_code,
        business_date=order.business_date,
        amounts=amounts_view(order.amounts),
        lines=[_line_view(line, line.discount.minor_units) for line in order.lines],
        discounts=[discount_view(each) for each in order.discounts],
        remark=order.remark,
        table_number=order.table_number,
        tableware_count=(order.tableware_count if order.HasField("tableware_count") else None),
        payment_deadline=moment(order.payment_deadline),
        created_at=moment(order.times.create_time),
        cancel_reason="" if reason == "UNSPECIFIED" else reason,
        cancel_note=order.cancel_note,
        version=order.version,
        expected_time=moment(order.expected_time),
        waits=order.waits,
        prepare_from=moment(order.prepare_from),
        delivered_by=_deliverer(order.delivered_by),
        delivery=_delivery_view(order.delivery) if order.HasField("delivery") else None,
        vouchers=[voucher_view(each) for each in order.vouchers],
        deal=_deal_view(order.deal) if order.HasField("deal") else None,
        waits_for_group=(
            order.waits and bool(order.wait_for) and not order.times.HasField("release_time")
        ),
    )


def _deal_view(deal: order_pb2.OrderDeal) -> views.DealView:
    kind = order_pb2.DealKind.Name(deal.kind).removeprefix("DEAL_KIND_")
    return views.DealView(kind, deal.deal_id, deal.name)


def rider_view(order: order_pb2.Order, deliveries: Iterable[Delivery]) -> views.RiderView:
    """Return where the rider of an order is, from its deliveries, newest first."""
    delivery = next(iter(deliveries), Delivery())
    located = delivery.rider.HasField("position")
    return views.RiderView(
        step=_step(order.delivery.step),
        rider_name=delivery.rider.name,
        latitude=delivery.rider.position.latitude if located else None,
        longitude=delivery.rider.position.longitude if located else None,
    )


def payment_view(reply: payment_messages_pb2.StartPaymentResponse) -> views.PaymentView:
    """Return what the client needs to let the customer pay."""
    return views.PaymentView(
        payment_id=reply.payment_id,
        amount=money_view(reply.amount),
        client_parameters=dict(reply.client_parameters),
        pay_url=reply.pay_url,
        expires_at=reply.expire_time.ToDatetime(tzinfo=UTC),
    )


def draft_line(line: bodies.Line) -> messages_pb2.DraftLine:
    """Return a wanted line as order control takes it."""
    return messages_pb2.DraftLine(
        sku_id=line.sku_id,
        quantity=line.quantity,
        modifiers=_draft_modifiers(line.modifiers),
        remark=line.remark,
        combo_choices=[
            messages_pb2.DraftComboChoice(
                slot_id=choice.slot_id,
                sku_id=choice.sku_id,
                modifiers=_draft_modifiers(choice.modifiers),
            )
            for choice in line.combo_choices
        ],
    )


def _draft_modifiers(modifiers: Iterable[bodies.Modifier]) -> list[messages_pb2.DraftModifier]:
    return [
        messages_pb2.DraftModifier(
            modifier_id=modifier.modifier_id,
            quantity=modifier.quantity,
            modifiers=_draft_modifiers(modifier.modifiers),
        )
        for modifier in modifiers
    ]


def address(body: bodies.Address) -> geo_pb2.Address:
    """Return an address as the contract has it."""
    return geo_pb2.Address(
        contact_name=body.contact_name,
        contact_phone=body.contact_phone,
        street=body.street,
        detail=body.detail,
        city=body.city,
        point=geo_pb2.GeoPoint(latitude=body.latitude, longitude=body.longitude),
    )


def _service_name(number: Any) -> str:
    return trade_pb2.ServiceType.Name(number).removeprefix("SERVICE_TYPE_")


def money_view(amount: money_pb2.Money) -> views.MoneyView:
    """Return an amount as JSON has it."""
    return views.MoneyView(amount.minor_units, amount.currency_code)


def money_or_none(message: Any, field: str) -> views.MoneyView | None:
    """Return the amount in a field; None where it is unset."""
    return money_view(getattr(message, field)) if message.HasField(field) else None


def _line_view(line: line_pb2.OrderLine, discount: int) -> views.LineView:
    return views.LineView(
        line_id=line.line_id,
        sku_id=line.sku_id,
        name=line.name,
        sku_name=line.sku_name,
        quantity=line.quantity,
        unit_price=line.unit_price.minor_units,
        amount=line.amount.minor_units,
        discount=discount,
        packaging_fee=line.packaging_fee.minor_units,
        modifiers=modifier_views(line.modifiers),
    )


def modifier_views(modifiers: Iterable[line_pb2.OrderModifier]) -> list[views.ModifierView]:
    """Return the choices of a line."""
    return [
        views.ModifierView(
            each.name,
            each.quantity,
            each.unit_price.minor_units,
            modifier_views(each.modifiers),
        )
        for each in modifiers
    ]


def discount_view(discount: line_pb2.OrderDiscount) -> views.DiscountView:
    """Return a discount."""
    return views.DiscountView(discount.name, discount.amount.minor_units, discount.coupon_id)


def amounts_view(amounts: order_pb2.OrderAmounts) -> views.AmountsView:
    """Return the sums."""
    return views.AmountsView(
        currency=amounts.total.currency_code,
        lines=amounts.lines.minor_units,
        packaging_fee=amounts.packaging_fee.minor_units,
        delivery_fee=amounts.delivery_fee.minor_units,
        discount=amounts.discount.minor_units,
        total=amounts.total.minor_units,
        paid=amounts.paid.minor_units,
        refunded=amounts.refunded.minor_units,
    )


def _delivery_view(delivery: order_pb2.OrderDelivery) -> views.DeliveryView:
    return views.DeliveryView(
        step=_step(delivery.step),
        carrier=delivery.carrier,
        rider_name=delivery.rider_name,
        rider_phone=delivery.rider_phone,
        updated_at=moment(delivery.update_time),
    )


def _step(step: order_pb2.DeliveryStep) -> str:
    name = order_pb2.DeliveryStep.Name(step).removeprefix("DELIVERY_STEP_")
    return "" if name == "UNSPECIFIED" else name


def _deliverer(who: trade_pb2.DeliveredBy) -> str:
    name = trade_pb2.DeliveredBy.Name(who).removeprefix("DELIVERED_BY_")
    return "" if name == "UNSPECIFIED" else name
