"""What a decision is about."""

from __future__ import annotations

from dataclasses import dataclass

from centers.member.crm.model import CrmState, Underway


@dataclass(frozen=True, slots=True)
class Claim:
    """A field of a member that a CRM says otherwise, its last state, and what is under way."""

    field: str
    state: CrmState
    underway: Underway

    @property
    def points(self) -> int:
        """The balance at the CRM with what it will be told."""
        return (self.state.points or 0) + self.underway.points
