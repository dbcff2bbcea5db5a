"""The words of the sandbox OMS, and what it decides. Times are seconds since 1970."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of a line to make void: any `quantity`, or the vouchers that are named."""

    line_id: str
    quantity: int
    voucher_ids: tuple[str, ...] = ()


def to_void(vouchers: Iterable[Voucher], wanted: Sequence[Pieces]) -> Sequence[Voucher] | None:
    """Return the vouchers that are to be void; None when too few are unused.

    Those that can be used go first. None wanted means all that are unused.
    """
    unused = [each for each in vouchers if each.state in UNUSED]
    unused.sort(key=lambda each: UNUSED.index(each.state))
    if not wanted:
        return unused
    taken: list[Voucher] = []
    for piece in wanted:
        fits = [each for each in unused if _fits(each, piece)][: piece.quantity]
        if len(fits) < piece.quantity:
            return None
        taken += fits
    return taken


def _fits(voucher: Voucher, piece: Pieces) -> bool:
    named = not piece.voucher_ids or voucher.voucher_id in piece.voucher_ids
    return voucher.line_id == piece.line_id and named
