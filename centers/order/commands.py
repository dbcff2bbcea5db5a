"""What the store is asked to keep: placements, messages, and what a batch of them decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centers.order.model import Head, OrderStatus
from centers.order.records import EventRow


@dataclass(frozen=True, slots=True)
class Placement:
    """The first step of placing an order: which id it gets."""

    merchant_id: str
    person_id: str
    request_id: str
    body_hash: bytes
    order_id: str
    store_id: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it."""
        return (self.merchant_id, self.person_id, self.request_id)

    @property
    def owner(self) -> tuple[str, str]:
        """Merchant id and person id."""
        return (self.merchant_id, self.person_id)


@dataclass(frozen=True, slots=True)
class KeptPlacement:
    """A placement as it lies in the table."""

    body_hash: bytes
    order_id: str
    leased_to: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message to an order, named by its own key, so that a repetition is recognised."""

    store_id: str
    order_id: str
    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; empty and None mean any."""

    merchant_id: str
    store_id: str = ""
    person_id: str = ""
    statuses: Sequence[OrderStatus] | None = None
    channel: str = ""
    created_from: datetime | None = None
    created_to: datetime | None = None
    payment_deadline_before: datetime | None = None
    channel_order_number: str = ""


@dataclass(frozen=True, slots=True)
class KeptTillSale:
    """A sale at the counter with its event; `sells` unless it only takes goods back."""

    merchant_id: str
    store_id: str
    till_id: str
    till_sale_id: str
    digest: bytes
    sells: bool
    sold_at: datetime
    event: bytes

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names it."""
        return (self.merchant_id, self.store_id, self.till_id, self.till_sale_id)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a batch of messages makes of the orders, to be kept in one statement."""

    heads: dict[str, Head]
    messages: Sequence[Message]
    events: Sequence[EventRow]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.heads or self.messages or self.events)


ChannelKey = tuple[str, str, str]
"""Store, channel, the channel's number."""
