"""What the delivery center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class DeliveryRefusal(Refusal):
    """The delivery center refused."""

    domain = "zhongtai.delivery"


class DeliveryNotFound(DeliveryRefusal):
    """There is no delivery {delivery_id}."""

    kind = Kind.NOT_FOUND
    reason = "DELIVERY_NOT_FOUND"


class IllegalMove(DeliveryRefusal):
    """A delivery that is {from_state} cannot become {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class AttemptDiffers(DeliveryRefusal):
    """This attempt is the delivery {delivery_id}, with another store, destination or goods."""

    kind = Kind.ALREADY_EXISTS
    reason = "ATTEMPT_DIFFERS"


class EarlierAttemptOpen(DeliveryRefusal):
    """The delivery {delivery_id} of this order is {status}: cancel it first, or leave it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "EARLIER_ATTEMPT_OPEN"


class CarrierUnknown(DeliveryRefusal):
    """No carrier {carrier} is installed."""

    kind = Kind.INVALID_ARGUMENT
    reason = "CARRIER_UNKNOWN"


class TooLateToCancel(DeliveryRefusal):
    """The rider has the goods: it is too late to call the delivery {delivery_id} off."""

    kind = Kind.FAILED_PRECONDITION
    reason = "TOO_LATE_TO_CANCEL"


class NotOwnRiders(DeliveryRefusal):
    """The delivery {delivery_id} is not brought by own riders."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_OWN_RIDERS"


class RuleNotFound(DeliveryRefusal):
    """There is no rule for the store {store_id}: that of all stores applies."""

    kind = Kind.NOT_FOUND
    reason = "RULE_NOT_FOUND"
