"""The unit of work of a change: locked deliveries, and everything its decisions make of them.

A batch may hold several reports of one delivery. Each is decided on what the ones before it left,
and only the last state of each delivery is written.
"""

from __future__ import annotations

from collections.abc import Iterable

from centers.delivery.model import (
    CallbackOutcome,
    Change,
    Delivery,
    Event,
    KeptReport,
    Report,
)
from mesh.pure.working_set import WorkingSet

UpdateKey = tuple[str, str]
"""Carrier and update id."""


class Work:
    """Locked deliveries, the reports that were taken before, and what becomes of both."""

    def __init__(self, deliveries: Iterable[Delivery], known: Iterable[UpdateKey] = ()) -> None:
        self._deliveries = WorkingSet.of(deliveries, lambda delivery: delivery.delivery_id)
        self._of_booking = {
            booking.booking_id: delivery_id
            for delivery_id in self._deliveries
            for booking in self._deliveries[delivery_id].bookings
        }
        self._known = set(known)
        self.kept_reports: list[KeptReport] = []
        self.events: list[Event] = []

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery as it stands now."""
        return self._deliveries.get(delivery_id)

    def delivery_of(self, report: Report) -> Delivery | None:
        """Return the delivery that a report is about, if its carrier was asked for it."""
        delivery = self._deliveries.get(self._of_booking.get(report.booking_id, ""))
        booking = delivery.booking(report.booking_id) if delivery else None
        return delivery if booking is not None and booking.carrier == report.carrier else None

    def is_known(self, report: Report) -> bool:
        """Return whether the report was taken before."""
        return bool(report.update_id) and (report.carrier, report.update_id) in self._known

    def keep(self, report: Report, outcome: CallbackOutcome) -> None:
        """Note what a report led to, so that it is known when it comes again."""
        if report.update_id:
            self._known.add((report.carrier, report.update_id))
            self.kept_reports.append(
                KeptReport(report.carrier, report.update_id, report.booking_id, outcome)
            )

    def apply(self, change: Change) -> None:
        """Take over what a decision made; later decisions build on it."""
        self._deliveries.put(change.delivery.delivery_id, change.delivery)
        self.events += change.events

    def changed(self) -> list[Delivery]:
        """Return each delivery that is another now."""
        return [self._deliveries[delivery_id] for delivery_id in self._deliveries.changed()]

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.kept_reports or self.events or self._deliveries.changed())
