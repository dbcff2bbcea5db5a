"""Orders that are being placed of carts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """One wish to order a cart; open, while `order_id` is empty, until it is known what came of it.

    `order_request` is the contract's PlaceOrderRequest; its request_id is the checkout's id.
    """

    merchant_id: str
    checkout_id: str
    person_id: str
    request_id: str
    body_hash: bytes
    cart_id: str
    line_ids: list[str]
    quantities: list[int]
    order_request: bytes
    started_at: datetime
    order_id: str = ""
