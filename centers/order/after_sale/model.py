"""What is asked back of an order. Amounts are whole minor units of the order's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple


class AfterSaleStatus(IntEnum):
    """Where a wish for money back stands; the numbers are those of the contract."""

    APPLIED = 1
    AGREED = 2
    REFUSED = 3
    ARBITRATING = 4
    REFUNDED = 5
    FAILED = 6
    WITHDRAWN = 7


class AfterSaleOrigin(IntEnum):
    """Who wants the money to go back."""

    CUSTOMER = 1
    STORE = 2
    CHANNEL = 3
    OPERATOR = 4


@dataclass(frozen=True, slots=True)
class AfterSaleLine:
    """Some pieces of one line: their price after discounts, and who bore those discounts.

    `price` holds their packaging, of which `packaging` says how much it is. `voucher_ids` are the
    vouchers that are meant, one for each piece; none where any may be.
    """

    line_id: str
    quantity: int
    price: int = 0
    by_merchant: int = 0
    by_platform: int = 0
    packaging: int = 0
    voucher_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AfterSale:
    """A wish for money back. Without lines it is money alone (goodwill).

    `amount` is what shall go back, at most the price of the lines and `fees`. `request_key`
    names the message that made it, so that its repetition finds it. `unmade` says that nobody
    had begun to make its pieces when it was agreed to.
    """

    after_sale_id: str
    order_id: str
    status: AfterSaleStatus
    amount: int
    currency: str
    lines: tuple[AfterSaleLine, ...]
    reason: str
    created_at: datetime
    updated_at: datetime
    origin: AfterSaleOrigin = AfterSaleOrigin.CUSTOMER
    answer: str = ""
    attempt: int = 0
    refunded: int = 0
    fees: int = 0
    by_merchant: int = 0
    by_platform: int = 0
    held_by_channel: bool = False
    failure: str = ""
    channel_refund_number: str = ""
    request_key: str = ""
    unmade: bool = False

    @property
    def price(self) -> int:
        """What its pieces and fees cost after discounts."""
        return sum(line.price for line in self.lines) + self.fees


@dataclass(frozen=True, slots=True)
class Account:
    """What was bought with an order, and every request about it, oldest first.

    `total`, `by_merchant` and `by_platform` are of the whole order, fees included.
    """

    bought: tuple[AfterSaleLine, ...]
    total: int
    by_merchant: int
    by_platform: int
    requests: tuple[AfterSale, ...] = ()


class Amount(NamedTuple):
    """Money that a caller names."""

    minor_units: int
    currency: str


@dataclass(frozen=True, slots=True)
class ChannelRefund:
    """What a platform gave back of an order: for the request of that id, or by itself (empty)."""

    number: str
    after_sale_id: str
    lines: tuple[AfterSaleLine, ...]
    amount: Amount | None
    reason: str
    requested_by: AfterSaleOrigin | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks back; `number` is a platform's own, where the customer asked there."""

    lines: tuple[AfterSaleLine, ...]
    amount: Amount | None
    reason: str
    number: str = ""
    requested_by: AfterSaleOrigin | None = None
