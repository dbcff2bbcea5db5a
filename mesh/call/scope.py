"""Whose data a caller may see and touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mesh.call.context import current


class Owned(Protocol):
    """What belongs to a merchant, and there to a person and a store."""

    @property
    def merchant_id(self) -> str:
        """Whose chain it is in."""

    @property
    def person_id(self) -> str:
        """The person it is about; empty for none."""

    @property
    def store_id(self) -> str:
        """The store it is in."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller may see and touch; an empty person or store means any of the merchant."""

    merchant_id: str
    person_id: str = ""
    store_id: str = ""

    def covers(self, thing: Owned) -> bool:
        """Return whether something is within it."""
        return (
            thing.merchant_id == self.merchant_id
            and (not self.person_id or thing.person_id == self.person_id)
            and (not self.store_id or thing.store_id == self.store_id)
        )

    @property
    def is_customer(self) -> bool:
        """Whether a customer acts, directly or through a service."""
        return bool(self.person_id)


def scope_of_caller() -> Scope:
    """Return the scope of the current call: what is a person's own, and of a till its store's."""
    identity = current().identity
    return Scope(identity.merchant_id, identity.person_id, identity.store_id)
