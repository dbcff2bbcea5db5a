"""Checks of a request, collected so that the caller reads all of its mistakes at once.

::

    check = Check()
    check.text("name", request.name, max=80)
    for index, line in enumerate(request.lines):
        check.at(f"lines[{index}]").integer("quantity", line.quantity, min=1, max=999)
    check.raise_if_any()
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sized
from datetime import date

from mesh.pure import limits
from mesh.pure.address import Address
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.ids import MAX_ID_LENGTH, is_order_id, valid_id
from mesh.pure.text import fault_of_text
from mesh.pure.zones import zone_of

__all__ = ["Check", "Violation"]

MAX_REQUEST_ID_LENGTH = 64

_REQUEST_ID = re.compile(rf"[A-Za-z0-9_.:-]{{1,{MAX_REQUEST_ID_LENGTH}}}", re.ASCII)
_CHANNEL = re.compile(rf"[a-z0-9_]{{1,{limits.MAX_CHANNEL}}}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


class Check:
    """Collects violations, the first `MAX_VIOLATIONS`; says nothing until `raise_if_any`."""

    def __init__(self) -> None:
        self._violations: list[Violation] = []
        self._prefix = ""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What was found so far, in the order of the checks."""
        return tuple(self._violations)

    def at(self, path: str) -> Check:
        """A check of what is inside `path`: shares the findings, prefixes the field names."""
        inner = Check()
        inner._violations = self._violations
        inner._prefix = f"{self._prefix}{path}."
        return inner

    def that(self, condition: bool, field: str, description: str) -> bool:
        """Note `description` against `field` unless the condition holds; return whether it did."""
        if not condition and len(self._violations) < limits.MAX_VIOLATIONS:
            self._violations.append(Violation(self._prefix + field, description))
        return condition

    def text(self, field: str, value: str, *, min: int = 1, max: int) -> bool:
        """The text has `min` to `max` code points and no control characters.

        Line breaks and tabs are left to the door, which knows where text is free.
        """
        if min <= len(value) <= max and value.isprintable():
            # What nearly all texts are.
            return True
        size = (
            f"must have {min} to {max} characters" if min else f"must have at most {max} characters"
        )
        if not self.that(min <= len(value) <= max, field, size):
            return False
        fault = fault_of_text(value, free=True)
        return self.that(not fault, field, fault)

    def integer(self, field: str, value: int, *, min: int, max: int) -> bool:
        """Return the number lies within `min` and `max`, both included."""
        return min <= value <= max or self.that(False, field, f"must be from {min} to {max}")

    def identifier(self, field: str, value: str, *, required: bool = True) -> bool:
        """The text has the form of an id; empty is allowed only when not required."""
        if not value and not required:
            return True
        form = f"must be an id: 1 to {MAX_ID_LENGTH} characters of A-Z a-z 0-9 _ . : -"
        return self.that(valid_id(value), field, form)

    def order_id(self, value: str, field: str = "order_id") -> bool:
        """The text has the form of an order's id."""
        return self.that(is_order_id(value), field, "is not the id of an order")

    def request_id(self, value: str, field: str = "request_id") -> bool:
        """The key of idempotency is there: 1 to 64 characters of [A-Za-z0-9_.:-]."""
        form = f"must have 1 to {MAX_REQUEST_ID_LENGTH} characters of A-Z a-z 0-9 _ . : -"
        return self.that(_REQUEST_ID.fullmatch(value) is not None, field, form)

    def channel(self, field: str, value: str) -> bool:
        """The text has the form of a channel's name."""
        form = f"must have 1 to {limits.MAX_CHANNEL} characters of a-z 0-9 _"
        return self.that(_CHANNEL.fullmatch(value) is not None, field, form)

    def currency(self, field: str, value: str) -> bool:
        """The text has the form of an ISO 4217 code in capitals."""
        form = "must be three capital letters (ISO 4217)"
        return self.that(_CURRENCY.fullmatch(value) is not None, field, form)

    def zone(self, field: str, name: str) -> bool:
        """There is a time zone of that IANA name."""
        try:
            zone_of(name)
        except ValueError:
            return self.that(False, field, "must be an IANA name, for example Asia/Shanghai")
        return True

    def day(self, field: str, value: str) -> bool:
        """The text is a date of the form yyyy-mm-dd."""
        try:
            is_day = date.fromisoformat(value).isoformat() == value
        except ValueError:
            is_day = False
        return self.that(is_day, field, "must be a date, yyyy-mm-dd")

    def amount(self, field: str, minor_units: int, *, min: int = 0) -> bool:
        """Return the amount lies within `min` and the largest that the platform takes."""
        return self.integer(field, minor_units, min=min, max=limits.MAX_AMOUNT)

    def postal(self, address: Address, *, named: bool = True) -> None:
        """The address names a street and, where it must be `named`, a person and a number."""
        least = 1 if named else 0
        self.text("contact_name", address.contact_name, min=least, max=limits.MAX_PERSON_NAME)
        self.text("contact_phone", address.contact_phone, min=least, max=limits.MAX_PHONE)
        self.text("street", address.street, max=limits.MAX_STREET)
        self.text("detail", address.detail, min=0, max=limits.MAX_DETAIL)
        self.text("city", address.city, min=0, max=limits.MAX_CITY)
        self.text("postal_code", address.postal_code, min=0, max=limits.MAX_POSTAL_CODE)
        country = not address.country_code or _COUNTRY.fullmatch(address.country_code) is not None
        self.that(country, "country_code", "must be two capital letters (ISO 3166-1)")
        if address.latitude is not None and address.longitude is not None:
            self.that(-90 <= address.latitude <= 90, "point.latitude", "must be from -90 to 90")
            east = -180 <= address.longitude <= 180
            self.that(east, "point.longitude", "must be from -180 to 180")

    def extension(self, field: str, entries: Mapping[str, str]) -> None:
        """What a channel adds to an order: few entries, short keys, texts."""
        self.count(field, entries, min=0, max=limits.MAX_EXTENSION)
        for key, value in entries.items():
            self.text(f"{field} key", key, max=limits.MAX_EXTENSION_KEY)
            name = key[: limits.MAX_EXTENSION_KEY]
            self.text(f"{field}[{name}]", value, min=0, max=limits.MAX_TEXT)

    def one_of(self, field: str, value: object, allowed: Collection[object]) -> bool:
        """The value is one of those allowed."""
        names = ", ".join(str(getattr(item, "name", item)) for item in allowed)
        return self.that(value in allowed, field, f"must be one of: {names}")

    def count(self, field: str, items: Sized, *, min: int = 1, max: int) -> bool:
        """The list has `min` to `max` items."""
        fits = min <= len(items) <= max
        return fits or self.that(False, field, f"must have {min} to {max} items")

    def distinct(self, field: str, values: Iterable[object]) -> bool:
        """No value is there twice."""
        listed = list(values)
        return self.that(len(set(listed)) == len(listed), field, "must not name one thing twice")

    def raise_if_any(self) -> None:
        """Raise InvalidRequest with all violations, if there are any."""
        if self._violations:
            raise InvalidRequest(violations=self._violations)
