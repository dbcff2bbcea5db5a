"""What the member center refuses: one class per reason of the contract.

In batches the reason stands in the result of the item instead of being raised.
"""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class MemberRefusal(Refusal):
    """The member center refused."""

    domain = "zhongtai.member"


class MemberNotFound(MemberRefusal):
    """The person {person_id} is no member."""

    kind = Kind.NOT_FOUND
    reason = "MEMBER_NOT_FOUND"


class MemberFrozen(MemberRefusal):
    """The membership is frozen: nothing can be spent until an operator unfreezes it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "MEMBER_FROZEN"


class MemberClosed(MemberRefusal):
    """The membership is closed."""

    kind = Kind.FAILED_PRECONDITION
    reason = "MEMBER_CLOSED"


class IllegalMove(MemberRefusal):
    """A membership cannot go from {from_state} to {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class NotEnoughPoints(MemberRefusal):
    """There are {balance} points, {asked} were asked for."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_ENOUGH_POINTS"


class RedemptionNotFound(MemberRefusal):
    """There is no redemption {redemption_id}."""

    kind = Kind.NOT_FOUND
    reason = "REDEMPTION_NOT_FOUND"


class EarnedDifferently(MemberRefusal):
    """The order {order_id} earned before, for another person or on another amount."""

    kind = Kind.ALREADY_EXISTS
    reason = "EARNED_DIFFERENTLY"


class NothingEarned(MemberRefusal):
    """The order {order_id} earned no points here."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOTHING_EARNED"


class ReversedDifferently(MemberRefusal):
    """The refund {refund_id} of the order {order_id} was reversed before on another amount."""

    kind = Kind.ALREADY_EXISTS
    reason = "REVERSED_DIFFERENTLY"


class RefundExceedsEarned(MemberRefusal):
    """The refunds of the order {order_id} exceed what it earned points on."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REFUND_EXCEEDS_EARNED"


class CurrencyMismatch(MemberRefusal):
    """Points are earned on {currency_code} only."""

    kind = Kind.INVALID_ARGUMENT
    reason = "CURRENCY_MISMATCH"


class TiersInconsistent(MemberRefusal):
    """The tiers make no ladder: exactly one starts at growth 0, no two start or are named alike."""

    kind = Kind.FAILED_PRECONDITION
    reason = "TIERS_INCONSISTENT"


class TierUnknown(MemberRefusal):
    """A benefit names the tier {tier_code}, which does not exist."""

    kind = Kind.FAILED_PRECONDITION
    reason = "TIER_UNKNOWN"


class CrmNotBound(MemberRefusal):
    """The merchant has no CRM, or its plug-in is not installed."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CRM_NOT_BOUND"


class CrmAccountNotFound(MemberRefusal):
    """The CRM has told nothing of the person {person_id}."""

    kind = Kind.NOT_FOUND
    reason = "CRM_ACCOUNT_NOT_FOUND"


class CrmValueImpossible(MemberRefusal):
    """What the CRM says ({field}: {crm_value}) cannot be here: keep ours, or correct it there."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CRM_VALUE_IMPOSSIBLE"


class CrmSyncNotFound(MemberRefusal):
    """There is no such CRM sync or conflict."""

    kind = Kind.NOT_FOUND
    reason = "CRM_SYNC_NOT_FOUND"
