"""The words of the sandbox OMS, and what it decides. Times are seconds since 1970."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

PENDING, ISSUED, REJECTED = "pending", "issued", "rejected"
REDEEMED, EXPIRED, VOIDED = "redeemed", "expired", "voided"
"""Where orders and vouchers stand; both begin as what stands first, a voucher as ISSUED."""

USED = "used"
"""What comes of a code that is used now."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that is read as something else."""
CODE_LENGTH = 12
UNUSED = (ISSUED, EXPIRED)


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is submitted. `digest` is of its content, `pieces` are (line, quantity)."""

    merchant_id: str
    order_id: str
    store_id: str
    digest: str
    pieces: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Voucher:
    """The voucher of one piece; `expires` is None where it never ends."""

    voucher_id: str
    line_id: str
    code: str = field(repr=False)
    state: str
    expires: float | None
    redeemed: float | None
    redeem_store_id: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the OMS has it."""

    merchant_id: str
    order_id: str
    store_id: str
    decision: str
    reason: str
    revision: int
    vouchers: tuple[Voucher, ...]


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def as_issued(shown: str) -> str:
    """Return a code as it was issued, however it was typed."""
    return "".join(shown.split()).replace("-", "").upper()


def to_void(vouchers: Iterable[Voucher], wanted: Mapping[str, int]) -> Sequence[Voucher] | None:
    """Return the vouchers that so many pieces of each line take; None when too few are unused.

    Those that can be used go first. No line wanted means all that are unused.
    """
    unused = [each for each in vouchers if each.state in UNUSED]
    unused.sort(key=lambda each: UNUSED.index(each.state))
    if not wanted:
        return unused
    left = Counter(wanted)
    taken = []
    for voucher in unused:
        if left[voucher.line_id] > 0:
            left[voucher.line_id] -= 1
            taken.append(voucher)
    return None if any(left.values()) else taken
