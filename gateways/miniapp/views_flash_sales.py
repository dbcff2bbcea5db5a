"""What clients of the mini-program get of flash sales."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from gateways.miniapp.views import MoneyView


class SessionView(Struct):
    """A session; `state` is ANNOUNCED, RUNNING, SOLD_OUT, ENDED or CANCELLED.

    `left` are pieces that nobody has yet; `waiting` persons are in line for what comes back.
    """

    session_id: str
    name: str
    sku_id: str
    price: MoneyView
    pieces: int
    pieces_per_person: int
    left: int
    waiting: int
    begins_at: datetime | None
    ends_at: datetime | None
    state: str


class SessionsView(Struct):
    """Sessions, the next to begin first."""

    sessions: list[SessionView]
    next_page_token: str


class AdmissionView(Struct):
    """An admission; `state` is WAITING, ADMITTED, ORDERED, SOLD, LAPSED or RETURNED.

    While it is WAITING, `queue_place` counts from 1. Once it is ADMITTED an order that shows its
    `token` as flash_sale_token before `expires_at` has `pieces` at the session's price.
    """

    token: str
    session_id: str
    store_id: str
    state: str
    pieces: int
    queue_place: int
    expires_at: datetime | None
    order_id: str
