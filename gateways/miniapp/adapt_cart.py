"""Between the channel's JSON and the cart's messages: translation only, no rules."""

from __future__ import annotations

from zhongtai.cart.v1 import cart_pb2, messages_pb2
from zhongtai.order.v1 import line_pb2

from gateways.miniapp import adapt, bodies
from gateways.miniapp.views_carts import CartLineView, CartSummaryView, CartView, ObstacleView


def key(store_id: str, guest_id: str) -> cart_pb2.CartKey:
    """Return which cart is meant: a guest's, or where there is no guest the person's."""
    return cart_pb2.CartKey(store_id=store_id, channel=adapt.CHANNEL, guest_id=guest_id)


def seen_line(body: bodies.SeenLineBody) -> messages_pb2.SeenLine:
    """Return a line as the customer was shown it."""
    return messages_pb2.SeenLine(
        line_id=body.line_id,
        name=body.name,
        sku_name=body.sku_name,
        unit_amount=adapt.money(body.unit_price),
    )


def cart_view(cart: cart_pb2.Cart) -> CartView:
    """Return a cart as its customer sees it."""
    priced = {line.line_id: line for line in cart.price.lines}
    return CartView(
        store_id=cart.store_id,
        version=cart.version,
        lines=[_line_view(line, priced.get(line.line_id)) for line in cart.lines],
        amounts=adapt.amounts_view(cart.price.amounts) if cart.HasField("price") else None,
        discounts=[adapt.discount_view(each) for each in cart.price.discounts],
        explanation=[adapt.explanation_view(each) for each in cart.price.explanations],
        obstacles=[
            ObstacleView(each.reason, each.message, dict(each.metadata)) for each in cart.obstacles
        ],
        updated_at=adapt.moment(cart.update_time),
    )


def summary_view(cart: cart_pb2.CartSummary) -> CartSummaryView:
    """Return a cart in a list."""
    return CartSummaryView(
        store_id=cart.store_id,
        version=cart.version,
        line_count=cart.line_count,
        piece_count=cart.piece_count,
        updated_at=adapt.moment(cart.update_time),
    )


def _line_view(line: cart_pb2.CartLine, priced: line_pb2.OrderLine | None) -> CartLineView:
    return CartLineView(
        line_id=line.line_id,
        sku_id=line.wanted.sku_id,
        name=line.name,
        sku_name=line.sku_name,
        quantity=line.wanted.quantity,
        unit_price=adapt.money_or_none(line, "unit_amount"),
        can_be_ordered=line.can_be_ordered,
        changes=[_change(each) for each in line.changes],
        previous_unit_price=adapt.money_or_none(line, "previous_unit_amount"),
        previous_name=line.previous_name,
        available=line.available_quantity,
        reason=line.problem.reason,
        item_name=line.problem.item_name,
        remark=line.wanted.remark,
        modifiers=adapt.modifier_views(priced.modifiers) if priced else [],
    )


def _change(change: cart_pb2.CartLineChange) -> str:
    return cart_pb2.CartLineChange.Name(change).removeprefix("CART_LINE_CHANGE_")
