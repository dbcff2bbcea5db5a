"""Whose orders a caller may see, and the caller's name in an order's history."""

from __future__ import annotations

from dataclasses import dataclass

from centers.order.model import Head
from mesh.call.context import Identity, current

NODE = "center:order"
"""The name of this center among the nodes that an order passes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The orders that a caller may see and touch; empty means any within the merchant."""

    merchant_id: str
    person_id: str = ""
    store_id: str = ""

    def covers(self, head: Head) -> bool:
        """Return whether the order is within it."""
        return (
            head.merchant_id == self.merchant_id
            and (not self.person_id or head.person_id == self.person_id)
            and (not self.store_id or head.store_id == self.store_id)
        )

    @property
    def is_customer(self) -> bool:
        """Whether a customer acts, directly or through a service."""
        return bool(self.person_id)


def scope_of_caller() -> Scope:
    """Return the scope of the current call: a person's own orders, a till's store's."""
    identity = current().identity
    return Scope(identity.merchant_id, identity.person_id, identity.store_id)


def node_of(identity: Identity) -> str:
    """Return the caller's name in a history: "till:<id>", "operator:<id>", "order_control"."""
    if identity.is_internal:
        return identity.subject
    return f"{identity.kind}:{identity.subject}"
