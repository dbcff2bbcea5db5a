"""The list of real stores: places, hours past midnight, services. Pure reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cli.replay.rows import Dirty, Row, read_table

TIME_ZONE = "America/Los_Angeles"
DAY = 24 * 60
_COLUMNS = (
    "ID",
    "Name",
    "Phone Number",
    "Address",
    "City",
    "Coordinates",
    "Regular hours",
    "Saturday Openint TImes",
    "Sunday Opening Times",
    "24-Hour Service",
    "Drive-Thru",
    "Free Wi-Fi",
    "Mobile Payment",
)
_FEATURES = {"Drive-Thru": "drive_thru", "Free Wi-Fi": "wifi", "Mobile Payment": "mobile_payment"}
_HOURS = re.compile(r"(\d{1,2}):(\d{2}) ([AP]M) to (\d{1,2}):(\d{2}) ([AP]M)")
_PLACE = re.compile(r"\s*(-?\d+\.\d+)\s*,\s*(-?\d+\.\d+)\s*")
_PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Period:
    """A span of one weekday, Monday is 1. Minutes from midnight; past it goes on beyond 1440."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class RealStore:
    """A store; `periods` is None when nobody told its hours."""

    code: str
    name: str
    street: str
    city: str
    phone: str
    latitude: float
    longitude: float
    periods: tuple[Period, ...] | None
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RealStores:
    """All of them, and the rows that were not taken."""

    stores: tuple[RealStore, ...]
    dirty: Dirty


def parse_stores(path: Path) -> RealStores:
    """Read the file. Raise Problem when it is missing or of another kind."""
    dirty = Dirty()
    stores: dict[str, RealStore] = {}
    for row in read_table(path, _COLUMNS, dirty, encoding="utf-8"):
        try:
            store = _store(row)
        except ValueError as wrong:
            dirty.add(path.name, row.line, str(wrong))
            continue
        if store.code in stores:
            dirty.add(path.name, row.line, f"number {store.code!r} comes twice")
            continue
        stores[store.code] = store
    return RealStores(tuple(stores.values()), dirty)


def parse_hours(text: str) -> tuple[int, int] | None:
    """Read "5:00 AM to 12:30 AM" as minutes; None for a closed day.

    Closing at or before opening is the next day; midnight to midnight is the whole day.
    Raise ValueError for anything else.
    """
    if text == "Closed":
        return None
    found = _HOURS.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} are no hours")
    opens = _minute(found[1], found[2], found[3])
    closes = _minute(found[4], found[5], found[6])
    return opens, closes if closes > opens else closes + DAY


def _minute(hour: str, minute: str, half: str) -> int:
    if not 1 <= int(hour) <= 12 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute} {half} is no time of a day")
    return int(hour) % 12 * 60 + int(minute) + (DAY // 2 if half == "PM" else 0)


def _store(row: Row) -> RealStore:
    cells = row.cells
    place = _PLACE.fullmatch(cells["Coordinates"])
    code, name = cells["ID"].strip(), " ".join(cells["Name"].split())
    if not code or not name:
        raise ValueError("the store has no number or no name")
    if not place:
        raise ValueError(f"{cells['Coordinates']!r} are no coordinates")
    return RealStore(
        code=code,
        name=name[:80],
        street=cells["Address"].partition(",")[0].strip()[:200],
        city=cells["City"].partition(" - ")[0].strip()[:60],
        phone=_phone(cells["Phone Number"]),
        latitude=float(place[1]),
        longitude=float(place[2]),
        periods=_periods(row),
        features=tuple(word for column, word in _FEATURES.items() if cells[column] == "Yes"),
    )


def _periods(row: Row) -> tuple[Period, ...] | None:
    names = ("Regular hours", "Saturday Openint TImes", "Sunday Opening Times")
    weekdays, saturday, sunday = (" ".join(row.cells[name].split()) for name in names)
    if not (weekdays or saturday or sunday):
        return None
    if not (weekdays and saturday and sunday):
        # Which days were meant is not ours to guess.
        raise ValueError("has hours for some days only")
    periods = []
    for days, text in ((range(1, 6), weekdays), ((6,), saturday), ((7,), sunday)):
        hours = parse_hours(text)
        if hours is not None:
            periods += [Period(day, *hours) for day in days]
    return tuple(periods)


def _phone(text: str) -> str:
    """The phone as +1 and ten digits; empty when it is none: nobody can call half a number."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == _PHONE_DIGITS + 1 and digits.startswith("1"):
        digits = digits[1:]
    return f"+1{digits}" if len(digits) == _PHONE_DIGITS else ""
