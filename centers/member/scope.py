"""Whose membership a caller means."""

from __future__ import annotations

from mesh.call.context import current
from mesh.call.identity import person_meant


def whose(asked: str) -> str:
    """Return the person that is meant. Raise what `mesh.call.identity.person_meant` raises."""
    return person_meant(current().identity, asked)
