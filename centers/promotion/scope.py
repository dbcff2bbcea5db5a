"""Whose coupons and discounts a call is about."""

from __future__ import annotations

from mesh.context import current
from mesh.errors import AccessDenied, InvalidRequest, Violation


def person_of_caller(asked: str) -> str:
    """The person a call is about: a person asks for themselves only, others must say.

    Raises AccessDenied and InvalidRequest.
    """
    own = current().identity.person_id
    if not own and not asked:
        raise InvalidRequest(violations=[Violation("person_id", "is required")])
    return not_another(asked) or own


def not_another(asked: str) -> str:
    """The person asked for, unless the caller is, or acts for, another. Raises AccessDenied."""
    own = current().identity.person_id
    if own and asked and asked != own:
        raise AccessDenied("This identity acts for another person.")
    return asked
