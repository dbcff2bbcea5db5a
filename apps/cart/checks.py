"""Whether a request has the form that the contract asks for. All raise InvalidRequest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zhongtai.cart.v1 import cart_pb2, messages_pb2
from zhongtai.common.v1 import trade_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from mesh.pure import limits
from mesh.pure.validation import Check

_GUEST = re.compile(r"[A-Za-z0-9_.:-]{16,64}", re.ASCII)
SERVICES = trade_pb2.ServiceType.values()[1:]
_OF_THE_CART = ("store_id", "channel", "person_id", "lines", "extension")
"""Fields of a draft that the cart fills."""


def check_key(check: Check, key: cart_pb2.CartKey) -> None:
    """Check the name of a cart."""
    inner = check.at("key")
    inner.identifier("store_id", key.store_id)
    inner.channel("channel", key.channel)
    inner.identifier("person_id", key.person_id, required=False)
    if key.guest_id:
        check_guest(inner, key.guest_id)


def check_guest(check: Check, guest_id: str) -> None:
    """Check the id of somebody who is not logged in."""
    form = "must have 16 to 64 characters of A-Z a-z 0-9 _ . : -"
    check.that(_GUEST.fullmatch(guest_id) is not None, "guest_id", form)


def check_draft(check: Check, draft: order_pb.OrderDraft) -> None:
    """Check that a draft leaves to the cart what is the cart's; order control checks the rest."""
    inner = check.at("draft")
    for name in _OF_THE_CART:
        inner.that(not getattr(draft, name), name, "must be empty: it is the cart's")
    inner.that(draft.service_type in SERVICES, "service_type", "is required")


def check_addition(request: messages_pb2.AddCartLineRequest) -> None:
    """Check a line to put in."""
    check = _changing(request.request_id, request.key)
    line, inner = request.line, check.at("line")
    inner.identifier("sku_id", line.sku_id)
    inner.integer("quantity", line.quantity, min=1, max=limits.MAX_QUANTITY)
    inner.text("remark", line.remark, min=0, max=limits.MAX_LINE_REMARK)
    most = f"must have at most {limits.MAX_CHOICES} choices in all"
    inner.that(choices_in(line) <= limits.MAX_CHOICES, "modifiers", most)
    levels = [line.modifiers, *(part.modifiers for part in line.combo_choices)]
    deepest = max(map(_levels, levels), default=0)
    deep = f"must have at most {limits.MAX_CHOICE_LEVELS} levels"
    inner.that(deepest <= limits.MAX_CHOICE_LEVELS, "modifiers", deep)
    check.raise_if_any()


def check_quantity(request: messages_pb2.ChangeCartLineRequest) -> None:
    """Check the new quantity of a line."""
    check = _changing(request.request_id, request.key)
    check.text("line_id", request.line_id, max=limits.MAX_LINE_ID)
    check.integer("quantity", request.quantity, min=0, max=limits.MAX_QUANTITY)
    _version(check, request.expected_version)
    check.raise_if_any()


def check_clearing(request: messages_pb2.ClearCartRequest) -> None:
    """Check the wish for an empty cart."""
    check = _changing(request.request_id, request.key)
    _version(check, request.expected_version)
    check.raise_if_any()


def check_accepted(request: messages_pb2.AcceptCartChangesRequest) -> None:
    """Check what a customer was shown."""
    check = _changing(request.request_id, request.key)
    check.text("language", request.language, min=0, max=limits.MAX_LANGUAGE)
    check.count("lines", request.lines, min=1, max=limits.MAX_DRAFT_LINES)
    check.distinct("lines", [line.line_id for line in request.lines])
    for index, line in enumerate(request.lines):
        inner = check.at(f"lines[{index}]")
        inner.text("line_id", line.line_id, max=limits.MAX_LINE_ID)
        inner.text("name", line.name, max=limits.MAX_NAME)
        inner.text("sku_name", line.sku_name, min=0, max=limits.MAX_NAME)
        inner.amount("unit_amount.minor_units", line.unit_amount.minor_units)
        inner.currency("unit_amount.currency_code", line.unit_amount.currency_code)
    check.raise_if_any()


def check_placing(request: messages_pb2.PlaceCartRequest) -> None:
    """Check the wish to order a cart."""
    check = _changing(request.request_id, request.key)
    check_draft(check, request.draft)
    check.that(not request.key.guest_id, "key.guest_id", "a guest logs in first")
    check.count("line_ids", request.line_ids, min=0, max=limits.MAX_DRAFT_LINES)
    check.distinct("line_ids", request.line_ids)
    _version(check, request.expected_version)
    check.raise_if_any()


def choices_in(line: order_pb.DraftLine) -> int:
    """Return how many choices a line has, parts of a combo among them."""
    parts = sum(1 + _count(part.modifiers) for part in line.combo_choices)
    return parts + _count(line.modifiers)


def _count(modifiers: Iterable[order_pb.DraftModifier]) -> int:
    return sum(1 + _count(modifier.modifiers) for modifier in modifiers)


def _levels(modifiers: Sequence[order_pb.DraftModifier]) -> int:
    return max((1 + _levels(modifier.modifiers) for modifier in modifiers), default=0)


def _changing(request_id: str, key: cart_pb2.CartKey) -> Check:
    check = Check()
    check.request_id(request_id)
    check_key(check, key)
    return check


def _version(check: Check, version: int) -> None:
    check.that(version >= 0, "expected_version", "must not be negative")
