"""Whose payments a caller may see."""

from __future__ import annotations

from dataclasses import dataclass

from centers.payment.model import Payment
from mesh.call.context import current


@dataclass(frozen=True, slots=True)
class Scope:
    """The payments that a caller may see and touch; an empty person means any of the merchant."""

    merchant_id: str
    person_id: str = ""

    def covers(self, payment: Payment) -> bool:
        """Return whether the payment is within it."""
        return payment.merchant_id == self.merchant_id and (
            not self.person_id or payment.person_id == self.person_id
        )


def scope_of_caller() -> Scope:
    """Return the scope of the current call: a person sees their own payments."""
    identity = current().identity
    return Scope(identity.merchant_id, identity.person_id)
