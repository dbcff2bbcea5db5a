"""Whether a request about quotes or dispatch rules has the form and the limits of the contract."""

from __future__ import annotations

from centers.delivery.checks import note_trip
from centers.delivery.dispatch.model import DispatchRule
from centers.delivery.model import Trip
from mesh.pure.validation import Check


def check_trip(trip: Trip) -> None:
    """Raise InvalidRequest unless quotes may be asked for it."""
    check = Check()
    note_trip(check, trip)
    check.raise_if_any()


def check_rule(rule: DispatchRule) -> None:
    """Raise InvalidRequest unless the rule keeps the limits."""
    check = Check().at("rule")
    check.identifier("store_id", rule.store_id, required=False)
    check.count("carriers", rule.carriers, min=0, max=10)
    check.distinct("carriers", rule.carriers)
    check.integer("assign_timeout_seconds", rule.assign_timeout_seconds, min=30, max=7200)
    check.raise_if_any()
