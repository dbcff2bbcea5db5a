"""Decisions about the addresses a person keeps."""

from __future__ import annotations

from collections.abc import Iterable

from centers.user.addresses.model import SavedAddress

MAX_ADDRESSES = 20


def choose_default(addresses: Iterable[SavedAddress], wanted: str = "") -> str:
    """Return the id of the address that is offered first; empty when there is none.

    It is the wanted one, else the default, else the newest.
    """
    listed = list(addresses)
    if any(address.address_id == wanted for address in listed):
        return wanted
    for address in listed:
        if address.is_default:
            return address.address_id
    newest = max(listed, key=lambda a: (a.created_at, a.address_id), default=None)
    return newest.address_id if newest else ""
