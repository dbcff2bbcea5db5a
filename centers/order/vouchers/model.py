"""What is known of an order's vouchers; the OMS has the truth of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


class VoucherState(IntEnum):
    """Where a voucher stands; the numbers are those of the contract."""

    ISSUED = 1
    REDEEMED = 2
    EXPIRED = 3
    VOIDED = 4


VOIDABLE = frozenset({VoucherState.ISSUED, VoucherState.EXPIRED})
"""Vouchers that stand so may be given back."""


class OmsDecision(IntEnum):
    """What an OMS has decided about an order; the numbers are those of its contract."""

    UNKNOWN = 1
    PENDING = 2
    ISSUED = 3
    REJECTED = 4


class RedeemOutcome(IntEnum):
    """What came of showing a code; the numbers are those of the OMS's contract."""

    REDEEMED = 1
    ALREADY_REDEEMED = 2
    EXPIRED = 3
    VOIDED = 4
    UNKNOWN = 5
    NOT_HERE = 6


@dataclass(frozen=True, slots=True)
class Voucher:
    """The voucher of one piece. Who has the code can use it: it is in no log and no event."""

    voucher_id: str
    line_id: str
    code: str = field(repr=False)
    state: VoucherState
    expires_at: datetime | None = None
    redeemed_at: datetime | None = None
    redeem_store_id: str = ""


@dataclass(frozen=True, slots=True)
class AtOms:
    """An order that an OMS plug-in has, or shall have.

    `handed` once it has it safely; `revision` is that of what is mirrored. `is_open` while one of
    the vouchers can be used; `next_end` is when the first of those ends, in seconds since 1970, and
    0 where none does.
    """

    plugin: str
    handed: bool = False
    revision: int = 0
    vouchers: tuple[Voucher, ...] = ()
    is_open: bool = False
    next_end: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """An order as an OMS says that it stands."""

    order_id: str
    merchant_id: str
    store_id: str
    decision: OmsDecision
    reason: str
    revision: int
    vouchers: tuple[Voucher, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an OMS says to a code that was shown.

    `standing` is that of its order, None where the OMS sold it elsewhere.
    """

    outcome: RedeemOutcome
    voucher: Voucher | None
    standing: Standing | None
    reason: str
