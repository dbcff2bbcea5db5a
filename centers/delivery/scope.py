"""Whose deliveries a caller may see."""

from __future__ import annotations

from dataclasses import dataclass

from centers.delivery.model import Delivery
from mesh.call.context import current


@dataclass(frozen=True, slots=True)
class Scope:
    """The deliveries that a caller may see and touch; an empty person or store means any."""

    merchant_id: str
    person_id: str = ""
    store_id: str = ""

    def covers(self, delivery: Delivery) -> bool:
        """Return whether the delivery is within it."""
        return (
            delivery.merchant_id == self.merchant_id
            and (not self.person_id or delivery.person_id == self.person_id)
            and (not self.store_id or delivery.store_id == self.store_id)
        )


def scope_of_caller() -> Scope:
    """Return the scope of the current call: a person sees what brings their own orders."""
    identity = current().identity
    return Scope(identity.merchant_id, identity.person_id, identity.store_id)
