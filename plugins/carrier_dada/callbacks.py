"""What Dada sends to callback_url: signed without a secret, so that nothing in it is believed.

It must be about a delivery that was ordered here and be recent; then Dada is asked how that one
stands (`query_first`). A stranger who knows a delivery's number can make us ask, and no more.
"""

from __future__ import annotations

import hmac

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import AuthRefused, BadRequest
from zhongtai_plugin.carrier import callbacks
from zhongtai_plugin.carrier.book import Book
from zhongtai_plugin.carrier.fleet import Seen
from zhongtai_plugin.carrier.words import update

from plugins.carrier_dada import mapping, model, signing


def verified(body: bytes, book: Book, seen: Seen, now: float) -> pb.DeliveryUpdate:
    """Return what a callback says. Raise AuthRefused or BadRequest when it is none."""
    said = callbacks.read(body, model.Callback)
    wanted = signing.callback_signature(
        str(said.client_id or ""), said.order_id, str(said.update_time)
    )
    if not hmac.compare_digest(said.signature.lower().encode(), wanted.encode()):
        raise AuthRefused("BAD_SIGNATURE", "The signature does not fit the callback.")
    try:
        callbacks.demand_recent(mapping.seconds_of(said), now)
    except ValueError:
        raise BadRequest("CALLBACK_UNREADABLE", "The callback says no time.") from None
    booked = callbacks.ordered_here(book, said.order_id)
    if mapping.is_unknown_state(said.order_status):
        seen(said.order_status)
    return update(mapping.news(said), callbacks.update_id_of(said.order_id, body), booked)
