"""What the payment center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class PaymentRefusal(Refusal):
    """The payment center refused."""

    domain = "zhongtai.payment"


class PaymentNotFound(PaymentRefusal):
    """There is no payment {payment_id}."""

    kind = Kind.NOT_FOUND
    reason = "PAYMENT_NOT_FOUND"


class RefundNotFound(PaymentRefusal):
    """There is no refund {refund_id}."""

    kind = Kind.NOT_FOUND
    reason = "REFUND_NOT_FOUND"


class DifferenceNotFound(PaymentRefusal):
    """There is no difference {difference_id}."""

    kind = Kind.NOT_FOUND
    reason = "DIFFERENCE_NOT_FOUND"


class ReconciliationNotFound(PaymentRefusal):
    """There is no reconciliation {reconciliation_id}."""

    kind = Kind.NOT_FOUND
    reason = "RECONCILIATION_NOT_FOUND"


class BillsNotOffered(PaymentRefusal):
    """The provider {provider} gives no bills that could be compared."""

    kind = Kind.FAILED_PRECONDITION
    reason = "BILLS_NOT_OFFERED"


class ProviderUnknown(PaymentRefusal):
    """No payment provider {provider} is installed."""

    kind = Kind.INVALID_ARGUMENT
    reason = "PROVIDER_UNKNOWN"


class ProviderRefused(PaymentRefusal):
    """The provider {provider} refused to start the payment {payment_id}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PROVIDER_REFUSED"


class PayerNeeded(PaymentRefusal):
    """The provider {provider} must be told who pays, on its own channel."""

    kind = Kind.INVALID_ARGUMENT
    reason = "PAYER_NEEDED"


class OrderAlreadyPaid(PaymentRefusal):
    """The order {order_id} is paid by the payment {payment_id}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ORDER_ALREADY_PAID"


class OrderClosed(PaymentRefusal):
    """The order {order_id} was cancelled and takes no money."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ORDER_CLOSED"


class OpenPaymentDiffers(PaymentRefusal):
    """The open payment {payment_id} of this order is over another amount: close it first."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OPEN_PAYMENT_DIFFERS"


class IllegalMove(PaymentRefusal):
    """A payment that is {from_state} cannot become {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class NothingCaptured(PaymentRefusal):
    """The payment {payment_id} is {status} and holds no money to refund."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOTHING_CAPTURED"


class RefundExceedsCaptured(PaymentRefusal):
    """Only {refundable_minor_units} minor units are left to refund."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REFUND_EXCEEDS_CAPTURED"


class CurrencyDiffers(PaymentRefusal):
    """The payment is in {expected}, the request in {actual}."""

    kind = Kind.INVALID_ARGUMENT
    reason = "CURRENCY_DIFFERS"
