"""The addresses a person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mesh.pure.address import Address


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address a person keeps."""

    address_id: str
    person_id: str
    label: str
    postal: Address
    is_default: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address as a person enters it."""

    label: str
    postal: Address
    is_default: bool
