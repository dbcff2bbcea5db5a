"""Whose payments a caller may see."""

from __future__ import annotations

from mesh.call.context import current
from mesh.call.scope import Scope


def scope_of_caller() -> Scope:
    """Return the scope of the current call: a person sees their own payments, in any store."""
    identity = current().identity
    return Scope(identity.merchant_id, identity.person_id)
