"""When a store is open: from wall-clock periods to moments, right on the days clocks change.

A period is meant in the time that the clock on the store's wall shows. On the day the clock is
put forward, a time it never shows means the moment of the jump; on the day it is put back, a
time it shows twice means the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from centers.store.model import Hours, HoursKind, Period, SpecialDay

DAY = 1440
"""Minutes of a day, as the wall clock counts them."""

LOOK_AHEAD_DAYS = 14
"""How far the next opening, or the end of the present one, is looked for."""

_ALL_DAY = (Period(0, 0, DAY),)
_MIDNIGHT = datetime.min.time()


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of time during which the doors are open: `begin` included, `end` not."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours, special days and the zone they are meant in."""

    hours: Hours
    special_days: tuple[SpecialDay, ...]
    zone: ZoneInfo

    def periods_of(self, day: date) -> tuple[Period, ...]:
        """Return the periods that begin on this date."""
        text = day.isoformat()
        for special in self.special_days:
            if special.date == text:
                return special.periods
        if self.hours.kind is HoursKind.ALWAYS_OPEN:
            return _ALL_DAY
        weekday = day.isoweekday()
        return tuple(period for period in self.hours.periods if period.weekday == weekday)

    def known_on(self, moment: datetime) -> bool:
        """Return whether the hours of the day of this moment are known."""
        if self.hours.kind is not HoursKind.UNKNOWN:
            return True
        text = self.local_date(moment).isoformat()
        return any(special.date == text for special in self.special_days)

    def local_date(self, moment: datetime) -> date:
        """Return the date in the store's zone."""
        return moment.astimezone(self.zone).date()


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return when the wall clock shows `minute` minutes after the midnight that begins `day`."""
    wall = datetime.combine(day, _MIDNIGHT) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _jump_before(moment, zone)


def openings(table: Timetable, moment: datetime) -> Iterator[Opening]:
    """Yield openings that end after `moment`, in order; those that touch or overlap are joined.

    Looks LOOK_AHEAD_DAYS ahead; an opening that runs on beyond that is given as it is known.
    """
    first = table.local_date(moment) - timedelta(days=1)
    joined: Opening | None = None
    for offset in range(LOOK_AHEAD_DAYS + 2):
        for begin, end in _moments(table, first + timedelta(days=offset)):
            if joined is None:
                joined = Opening(begin, end)
            elif begin <= joined.end:
                joined = Opening(joined.begin, max(joined.end, end))
            else:
                if joined.end > moment:
                    yield joined
                joined = Opening(begin, end)
    if joined is not None and joined.end > moment:
        yield joined


def both_open(ours: Iterable[Opening], theirs: Iterable[Opening]) -> Iterator[Opening]:
    """Yield the stretches that two ordered rows of openings have in common."""
    left, right = iter(ours), iter(theirs)
    one, other = next(left, None), next(right, None)
    while one is not None and other is not None:
        begin, end = max(one.begin, other.begin), min(one.end, other.end)
        if begin < end:
            yield Opening(begin, end)
        if one.end <= other.end:
            one = next(left, None)
        else:
            other = next(right, None)


def endless(table: Timetable, opening: Opening, moment: datetime) -> bool:
    """Return whether the end of an opening is only where the search stopped."""
    if opening.end - moment < timedelta(days=LOOK_AHEAD_DAYS - 1):
        return False
    horizon = table.local_date(moment) + timedelta(days=LOOK_AHEAD_DAYS)
    return opening.end >= moment_of(horizon, DAY, table.zone)


def business_date(table: Timetable, day_starts: int, moment: datetime) -> str:
    """Return the trading day a moment belongs to, "yyyy-mm-dd".

    A moment within a period that began the day before belongs to that day, as does one
    before the minute at which the store's business day starts: the first time its clock shows it.
    """
    today = table.local_date(moment)
    yesterday = today - timedelta(days=1)
    # By moments: where the clock is put back over that minute, the day has begun all the same.
    if day_starts and moment < moment_of(today, day_starts, table.zone):
        return yesterday.isoformat()
    if any(begin <= moment < end for begin, end in _moments(table, yesterday)):
        return yesterday.isoformat()
    return today.isoformat()


def _moments(table: Timetable, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Return begin and end of the periods of one date."""
    return _spans(table.periods_of(day), day, table.zone)


@lru_cache(maxsize=8192)
def _spans(
    periods: tuple[Period, ...], day: date, zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], ...]:
    """Return periods of one date as moments; those the clock jumps over are left out.

    Remembered: many stores keep the same hours, and every order asks for the same few days.
    """
    spans = (
        (moment_of(day, period.opens, zone), moment_of(day, period.closes, zone))
        for period in periods
    )
    return tuple(sorted(span for span in spans if span[0] < span[1]))


def _jump_before(late: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment in the day before `late` at which the zone's clock last jumped."""
    offset = late.astimezone(zone).utcoffset()
    early = late - timedelta(days=1)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)
