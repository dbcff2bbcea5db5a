"""Protobuf ⇄ model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from zhongtai.cart.v1 import cart_pb2, messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb
from zhongtai.ordercontrol.v1 import problem_pb2

from apps.cart import rules
from apps.cart.checks import choices_in
from apps.cart.model import (
    Added,
    Cart,
    Change,
    Key,
    Line,
    LookedAt,
    NewLine,
    Problem,
    Seen,
    Summary,
)
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import money, number, stamp

added_message = ToMessage(Added, messages_pb2.AddCartLineResponse)
summary_message = ToMessage(Summary, cart_pb2.CartSummary, names={"update_time": "updated_at"})
problem_of = ToModel(
    problem_pb2.DraftLineProblem,
    Problem,
    names={"available_quantity": "available"},
    left=["line_number", "domain", "message", "item_name"],
)


def new_line_of(line: order_pb.DraftLine) -> NewLine:
    """Return a line to put in; the same choice in another order is the same line."""
    wanted = order_pb.DraftLine()
    wanted.CopyFrom(line)
    wanted.ClearField("quantity")
    _sort(wanted)
    as_bytes = wanted.SerializeToString(deterministic=True)
    line_id = hashlib.sha256(as_bytes).hexdigest()[:32]
    return NewLine(line_id, as_bytes, choices_in(line), line.quantity)


def draft_line(line: Line) -> order_pb.DraftLine:
    """Return a line of a cart as a line of an order."""
    wanted = order_pb.DraftLine.FromString(line.wanted)
    wanted.quantity = line.quantity
    return wanted


def draft_of(key: Key, draft: order_pb.OrderDraft, lines: Iterable[Line]) -> order_pb.OrderDraft:
    """Fill in what is the cart's of an order, and return it."""
    draft.store_id, draft.channel = key.store_id, key.channel
    draft.person_id = key.owner.person_id
    draft.lines.extend(draft_line(line) for line in lines)
    return draft


def seen_of(message: messages_pb2.SeenLine, language: str) -> Seen:
    """Return a line as its customer says to have been shown it."""
    amount = message.unit_amount
    return Seen(message.name, message.sku_name, amount.minor_units, amount.currency_code, language)


def looked_at(
    lines: Iterable[Line], price: order_pb.PreviewOrderResponse, language: str
) -> list[LookedAt]:
    """Return the lines of a cart as a preview found them, by their places in it."""
    priced = {
        int(line.line_id): Seen(
            line.name,
            line.sku_name,
            line.amount.minor_units // line.quantity,
            line.amount.currency_code,
            language,
        )
        for line in price.lines
    }
    problems = {each.line_number: problem_of(each) for each in price.problems}
    return [
        rules.look_at(line, draft_line(line).sku_id, priced.get(number), problems.get(number))
        for number, line in enumerate(lines, 1)
    ]


def cart_message(
    cart: Cart, lines: Iterable[LookedAt], price: order_pb.PreviewOrderResponse | None
) -> cart_pb2.Cart:
    """Return a cart as it is shown, with what a preview said of it; None for nothing."""
    problems = {each.line_number: each for each in price.problems} if price else {}
    shown = [_line_message(line, problems.get(number)) for number, line in enumerate(lines, 1)]
    message = cart_pb2.Cart(
        cart_id=cart.cart_id,
        person_id=cart.key.owner.person_id,
        store_id=cart.key.store_id,
        channel=cart.key.channel,
        version=cart.version,
        lines=shown,
        update_time=stamp(cart.updated_at),
    )
    if price is not None:
        message.obstacles.extend(price.obstacles)
    if price is not None and price.HasField("amounts"):
        message.price.CopyFrom(_named_as_in_the_cart(price, cart.lines))
    return message


def _named_as_in_the_cart(
    price: order_pb.PreviewOrderResponse, lines: tuple[Line, ...]
) -> order_pb.PreviewOrderResponse:
    """Return a preview whose lines have the ids of the cart's, without what the cart tells."""
    named = order_pb.PreviewOrderResponse()
    named.CopyFrom(price)
    named.ClearField("problems")
    named.ClearField("obstacles")
    for line in named.lines:
        line.line_id = lines[int(line.line_id) - 1].line_id
    for discount in named.discounts:
        for share in discount.allocations:
            # A share may be one of the delivery or packaging fee.
            if share.line_id.isdecimal():
                share.line_id = lines[int(share.line_id) - 1].line_id
    return named


def _line_message(
    looked: LookedAt, problem: problem_pb2.DraftLineProblem | None
) -> cart_pb2.CartLine:
    message = cart_pb2.CartLine(
        line_id=looked.line.line_id,
        wanted=draft_line(looked.line),
        can_be_ordered=looked.can_be_ordered,
        changes=[number(change) for change in looked.changes],
        available_quantity=looked.available,
        problem=problem,
    )
    if shown := looked.shown:
        message.name, message.sku_name = shown.name, shown.sku_name
        message.unit_amount.CopyFrom(money(shown.amount, shown.currency))
    if (before := looked.previous) and Change.PRICE in looked.changes:
        message.previous_unit_amount.CopyFrom(money(before.amount, before.currency))
    if before and Change.NAME in looked.changes:
        message.previous_name = before.full_name
    return message


def _sort(line: order_pb.DraftLine | order_pb.DraftComboChoice | order_pb.DraftModifier) -> None:
    """Put choices in an order that does not depend on who made them when."""
    for modifier in line.modifiers:
        _sort(modifier)
    line.modifiers.sort(key=lambda each: each.SerializeToString(deterministic=True))
    if isinstance(line, order_pb.DraftLine):
        for part in line.combo_choices:
            _sort(part)
        line.combo_choices.sort(key=lambda each: each.SerializeToString(deterministic=True))
