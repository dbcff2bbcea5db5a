"""The form of requests for an export."""

from __future__ import annotations

from datetime import datetime

from mesh.pure.errors import InvalidRequest
from mesh.pure.validation import Check


def check_range(
    created_from: datetime | None, created_to: datetime | None
) -> tuple[datetime, datetime]:
    """Return both ends. Raise InvalidRequest unless they are there, one before the other."""
    check = Check()
    if created_from is None or created_to is None:
        check.that(created_from is not None, "created_from", "is required")
        check.that(created_to is not None, "created_to", "is required")
        raise InvalidRequest(violations=check.violations)
    check.that(created_from < created_to, "created_to", "must be after created_from")
    check.raise_if_any()
    return created_from, created_to
