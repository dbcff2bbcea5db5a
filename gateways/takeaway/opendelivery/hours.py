"""A store's opening hours in the standard's words: by weekday and holiday, in UTC; pure.

Hours here are minutes of the wall clock that may run past midnight. The standard's periods lie
within one day, in UTC. So they are cut at midnights there, and a day of other hours may become two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from zhongtai.store.v1 import hours_pb2, store_pb2

from gateways.takeaway.opendelivery.entities import Json

DAY = 1440
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LAST = "23:59:59.999Z"
"""The end of a day: 00:00 would be its beginning."""
_NEAR = (-2, -1, 0, 1, 2)
"""Days of the wall clock, from one in UTC, whose periods may reach into that."""

Span = tuple[int, int]
"""Minutes from `begin` up to `end`, counted from the beginning of a day, or of the calendar."""


@dataclass(frozen=True)
class Hours:
    """When a store takes orders for a service, seen from `now`."""

    store: store_pb2.Store
    offer: store_pb2.ServiceOffer
    now: datetime
    _zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zone", ZoneInfo(self.store.time_zone or "UTC"))

    def week(self) -> list[Json]:
        """Return the hours of the week; one entry for each period, with the days it is on."""
        days: dict[Span, list[str]] = {}
        monday = self.now.date().toordinal() - self.now.weekday()
        for number, name in enumerate(_WEEK):
            for span in self._on(monday + number, {}):
                days.setdefault(span, []).append(name)
        return [
            {"dayOfWeek": names, "timePeriods": _period(span)}
            for span, names in sorted(days.items())
        ]

    def holidays(self) -> list[Json]:
        """Return the days with other hours, from yesterday on; one without a period is closed."""
        first = self.now.date().toordinal() - 1
        touched = {day + more for day in self._special for more in _NEAR[1:]}
        found: list[Json] = []
        for day in sorted(each for each in touched if each >= first):
            spans = self._on(day, self._special)
            if spans == self._on(day, {}):
                continue
            named = {"date": date.fromordinal(day).isoformat()}
            found += [named | {"timePeriods": _period(span)} for span in spans] or [named]
        return found

    @cached_property
    def _special(self) -> Mapping[int, list[Span]]:
        return {
            date.fromisoformat(each.date).toordinal(): [
                (period.opens_minute, period.closes_minute) for period in each.periods
            ]
            for each in self.store.special_days
        }

    def _on(self, day: int, special: Mapping[int, list[Span]]) -> list[Span]:
        """Return the open minutes of a day in UTC, given by its ordinal."""
        near = [day + more for more in _NEAR]
        spans = _joined(
            (each * DAY + begin, each * DAY + end)
            for each in near
            for begin, end in special.get(each, _weekly(self.store.hours, each))
        )
        if self.offer.HasField("hours"):
            own = _joined(
                (each * DAY + begin, each * DAY + end)
                for each in near
                for begin, end in _weekly(self.offer.hours, each)
            )
            spans = _common(spans, own)
        begins = day * DAY + self._offset(day, special)
        inside = _common(spans, [(begins, begins + DAY)])
        return [(begin - begins, end - begins) for begin, end in inside]

    def _offset(self, day: int, special: Mapping[int, list[Span]]) -> int:
        """Return by how many minutes the wall clock is ahead of UTC: now, or on a day to come."""
        at = self.now
        if special:
            noon = datetime.combine(date.fromordinal(day), datetime.min.time(), UTC)
            at = noon + timedelta(hours=12)
        ahead = at.astimezone(self._zone).utcoffset() or timedelta()
        return ahead // timedelta(minutes=1)


def _weekly(hours: hours_pb2.OpeningHours, day: int) -> list[Span]:
    """Return the periods that begin on a day of the wall clock."""
    if hours.kind == hours_pb2.HOURS_KIND_ALWAYS_OPEN:
        return [(0, DAY)]
    weekday = date.fromordinal(day).isoweekday()
    return [
        (each.opens_minute, each.closes_minute) for each in hours.periods if each.weekday == weekday
    ]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order; those that touch or overlap as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def _common(ours: Iterable[Span], theirs: list[Span]) -> list[Span]:
    """Return what two rows of spans have in common."""
    both = [(max(begin, other), min(end, until)) for begin, end in ours for other, until in theirs]
    return [span for span in both if span[0] < span[1]]


def _period(span: Span) -> Json:
    begin, end = span
    return {"startTime": _clock(begin), "endTime": _clock(end) if end < DAY else _LAST}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}:00.000Z"
