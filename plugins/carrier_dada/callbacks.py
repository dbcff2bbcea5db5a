"""What Dada sends to callback_url: signed without a secret, so that nothing in it is believed.

It must be about a delivery that was ordered here and be recent; then Dada is asked how that one
stands (`query_first`). A stranger who knows a delivery's number can make us ask, and no more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable

import msgspec
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import AuthRefused, BadRequest

from plugins.carrier_dada import mapping, model, signing
from plugins.carrier_dada.book import Book

OLDEST_SECONDS = 24 * 3600.0
"""Dada repeats what was not taken: one may be late, but not from another day."""
FUTURE_SECONDS = 300.0
DELIVERY_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Callbacks:
    """Checks callbacks of all accounts."""

    def __init__(
        self, book: Book, seen: Callable[[int], None], clock: Callable[[], float] = time.time
    ) -> None:
        self._book = book
        self._seen = seen
        self._clock = clock

    def verified(self, body: bytes) -> pb.DeliveryUpdate:
        """Return what a callback says. Raise AuthRefused or BadRequest when it is none."""
        said = _decoded(body)
        wanted = signing.callback_signature(
            str(said.client_id or ""), said.order_id, str(said.update_time)
        )
        if not hmac.compare_digest(said.signature.lower().encode(), wanted.encode()):
            raise AuthRefused("BAD_SIGNATURE", "The signature does not fit the callback.")
        self._demand_recent(said)
        booked = self._book.find(said.order_id) if DELIVERY_ID.fullmatch(said.order_id) else None
        if booked is None:
            raise BadRequest("DELIVERY_UNKNOWN", "This delivery was not ordered here.")
        if mapping.is_unknown_state(said.order_status):
            self._seen(said.order_status)
        # Of all that it says, so that a stranger's claim is never the same update as the truth.
        update_id = f"{said.order_id}/{hashlib.sha256(body).hexdigest()[:32]}"
        return mapping.update(said, update_id, booked)

    def _demand_recent(self, said: model.Callback) -> None:
        try:
            age = self._clock() - mapping.seconds_of(said)
        except ValueError:
            raise BadRequest("CALLBACK_UNREADABLE", "The callback says no time.") from None
        if not -FUTURE_SECONDS <= age <= OLDEST_SECONDS:
            raise AuthRefused("STALE", "The callback is too old, or one of the clocks is wrong.")


def _decoded(body: bytes) -> model.Callback:
    try:
        return msgspec.json.decode(body, type=model.Callback, strict=False)
    except msgspec.DecodeError:
        raise BadRequest(
            "CALLBACK_UNREADABLE", "The callback has another form than is known."
        ) from None
