"""What the order center refuses about vouchers: one class per reason of the contract."""

from __future__ import annotations

from centers.order.errors import OrderRefusal
from mesh.pure.errors import Kind


class VouchersNotVoided(OrderRefusal):
    """The OMS has not made the codes of these pieces void: it decides about them first."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHERS_NOT_VOIDED"


class VouchersUsed(OrderRefusal):
    """Only {unused_quantity} vouchers of the line {line_id} are unused."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHERS_USED"


class VouchersUnused(OrderRefusal):
    """Of the line {line_id} fewer vouchers are used: have the OMS make the unused ones void."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHERS_UNUSED"


class VoucherNotFound(OrderRefusal):
    """No voucher has this code."""

    kind = Kind.NOT_FOUND
    reason = "VOUCHER_NOT_FOUND"


class AlreadyRedeemed(OrderRefusal):
    """The voucher was used before, at {redeem_time}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ALREADY_REDEEMED"


class VoucherExpired(OrderRefusal):
    """The voucher's time is over."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHER_EXPIRED"


class VoucherVoided(OrderRefusal):
    """The voucher is void: its money goes back."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHER_VOIDED"


class VoucherNotHere(OrderRefusal):
    """The voucher cannot be used here or now."""

    kind = Kind.FAILED_PRECONDITION
    reason = "VOUCHER_NOT_HERE"
