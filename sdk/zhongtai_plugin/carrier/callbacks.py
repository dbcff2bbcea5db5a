"""What all callbacks must be: readable, recent, and about a delivery that was ordered here."""

from __future__ import annotations

import hashlib
import re
from typing import TypeVar

import msgspec

from zhongtai_plugin.carrier.book import Book, Booked
from zhongtai_plugin.errors import AuthRefused, BadRequest

OLDEST_SECONDS = 24 * 3600.0
"""What was not taken is repeated: a callback may be late, but not from another day."""
FUTURE_SECONDS = 300.0
DELIVERY_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

T = TypeVar("T")


def read(body: bytes, shape: type[T]) -> T:
    """Return a callback. Raise BadRequest for what has another form."""
    try:
        return msgspec.json.decode(body, type=shape, strict=False)
    except msgspec.DecodeError:
        words = "The callback has another form than is known."
        raise BadRequest("CALLBACK_UNREADABLE", words) from None


def demand_recent(at: float, now: float) -> None:
    """Raise AuthRefused for a callback of another day; both in seconds since 1970."""
    if not -FUTURE_SECONDS <= now - at <= OLDEST_SECONDS:
        raise AuthRefused("STALE", "The callback is too old, or one of the clocks is wrong.")


def ordered_here(book: Book, delivery_id: str) -> Booked:
    """Return who ordered the delivery of a callback. Raise BadRequest when nobody did here."""
    booked = book.find(delivery_id) if DELIVERY_ID.fullmatch(delivery_id) else None
    if booked is None:
        raise BadRequest("DELIVERY_UNKNOWN", "This delivery was not ordered here.")
    return booked


def update_id_of(delivery_id: str, body: bytes) -> str:
    """Return the id of a callback's news.

    Of all that it says, so that a stranger's claim is never the same update as the truth.
    """
    return f"{delivery_id}/{hashlib.sha256(body).hexdigest()[:32]}"
