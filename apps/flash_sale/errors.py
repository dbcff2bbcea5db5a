"""What flash sales refuse: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class FlashSaleRefusal(Refusal):
    """The flash sale refused."""

    domain = "zhongtai.flashsale"


class SessionNotFound(FlashSaleRefusal):
    """There is no session {session_id}."""

    kind = Kind.NOT_FOUND
    reason = "SESSION_NOT_FOUND"


class SessionNotRunning(FlashSaleRefusal):
    """The session is {state}: it runs from {begins_at} to {ends_at}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "SESSION_NOT_RUNNING"


class SoldOut(FlashSaleRefusal):
    """No piece is left, and nobody more can wait for one."""

    kind = Kind.FAILED_PRECONDITION
    reason = "SOLD_OUT"


class PersonLimit(FlashSaleRefusal):
    """The person may have {left} pieces more."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PERSON_LIMIT"


class IllegalMove(FlashSaleRefusal):
    """A session that is {from_state} cannot become {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class AdmissionNotFound(FlashSaleRefusal):
    """The person has no such admission."""

    kind = Kind.NOT_FOUND
    reason = "ADMISSION_NOT_FOUND"


class AdmissionNotUsable(FlashSaleRefusal):
    """The admission cannot be used: {cause}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ADMISSION_NOT_USABLE"


class OtherStore(FlashSaleRefusal):
    """The session is not for the store {store_id}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OTHER_STORE"
