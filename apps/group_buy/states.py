"""Which state may follow which. Checked when the program starts."""

from __future__ import annotations

from apps.group_buy.model import GroupState, PlaceState
from mesh.pure.states import StateTable

GROUP = StateTable(
    "group",
    {
        GroupState.OPEN: {GroupState.SUCCEEDED, GroupState.FAILED},
        GroupState.SUCCEEDED: set(),
        GroupState.FAILED: set(),
    },
    initial=GroupState.OPEN,
    final={GroupState.SUCCEEDED, GroupState.FAILED},
)

PLACE = StateTable(
    "place",
    {
        PlaceState.TAKEN: {PlaceState.PAID, PlaceState.GIVEN_UP},
        # While the group is open its member may go; afterwards it stays as it is.
        PlaceState.PAID: {PlaceState.GIVEN_UP},
        PlaceState.GIVEN_UP: set(),
    },
    initial=PlaceState.TAKEN,
    final={PlaceState.GIVEN_UP},
)
