"""Which status of a membership may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.member.model import MemberStatus as S
from mesh.pure.states import StateTable

MEMBER = StateTable(
    "member",
    {
        S.ACTIVE: {S.FROZEN, S.CLOSED, S.MERGED},
        S.FROZEN: {S.ACTIVE, S.CLOSED, S.MERGED},
        # Only by undoing the merge.
        S.MERGED: {S.ACTIVE, S.FROZEN},
        S.CLOSED: set(),
    },
    initial=S.ACTIVE,
    final={S.CLOSED},
)
