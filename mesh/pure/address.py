"""A postal address, the same wherever something is brought or somebody lives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is or is brought. Personal data at the customer's end.

    `country_code` as in ISO 3166-1; degrees in WGS 84, None where nobody has said them.
    """

    contact_name: str = ""
    contact_phone: str = ""
    street: str = ""
    detail: str = ""
    city: str = ""
    country_code: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
