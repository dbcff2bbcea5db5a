"""What a carrier tells of a delivery, as the contract's messages; pure."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer

from zhongtai_plugin.carrier.book import Booked
from zhongtai_plugin.carrier.parcel import CURRENCY
from zhongtai_plugin.gcj02 import from_gcj02
from zhongtai_plugin.text import cleaned

Told = str | int | float | None
"""A value as carriers write it: numbers as numbers or as texts, empty ones as null or ""."""
WITHOUT_RIDER = frozenset(
    {pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_CANCELLED}
)
_MOST = 100_000_000
"""No amount in fen and no way in metres is more."""
_MOST_WORDS = 100
_JSON = {"content-type": "application/json"}


def words_of(told: Told) -> str:
    """Return a carrier's words, without what no text may have, and not too many."""
    return cleaned(str(told or ""))[:_MOST_WORDS]


def whole(told: Told, times: int = 1) -> int | None:
    """Return a number times something, rounded; None for none, and for what cannot be one."""
    try:
        number = Decimal(str(told)) * times
        if not 0 <= number <= _MOST:
            return None
    except InvalidOperation:
        return None
    return int(number.to_integral_value(ROUND_HALF_UP))


def money(fen: int | None) -> Money | None:
    """Return fen as money; None for none."""
    return None if fen is None else Money(minor_units=fen, currency_code=CURRENCY)


def unknown_delivery(delivery_id: str) -> pb.CarrierDelivery:
    """Return a delivery that the carrier never saw."""
    return pb.CarrierDelivery(delivery_id=delivery_id, status=pb.CARRIER_DELIVERY_STATUS_UNKNOWN)


def delivery(
    delivery_id: str,
    number: str,
    status: pb.CarrierDeliveryStatus,
    *,
    fee: Money | None = None,
    at: float | None = None,
    reason: str = "",
) -> pb.CarrierDelivery:
    """Return a delivery under the carrier's number, with what is known of it."""
    message = pb.CarrierDelivery(
        delivery_id=delivery_id, status=status, carrier_delivery_no=number, reason=reason
    )
    if fee is not None:
        message.fee.CopyFrom(fee)
    if at is not None:
        message.status_time.FromDatetime(datetime.fromtimestamp(at, UTC))
    return message


def unknown_state(state: int, told: Told = "") -> str:
    """Return the reason that tells of a state which stands in no document."""
    words = words_of(told)
    return f"STATE {state} is not known: {words}" if words else f"STATE {state} is not known."


def fill_rider(message: pb.CarrierDelivery, name: Told, phone: Told) -> None:
    """Put the rider into a delivery that has one."""
    called, reached = words_of(name), words_of(phone)
    if (called or reached) and message.status not in WITHOUT_RIDER:
        message.rider.name = called or "Rider"
        message.rider.phone = reached


def fill_position(message: pb.CarrierDelivery, latitude: Told, longitude: Told) -> None:
    """Put where the rider is, in GCJ-02, into a delivery that has one."""
    if not message.HasField("rider"):
        return
    try:
        point = from_gcj02(float(latitude or 0), float(longitude or 0))
    except ValueError:
        return
    if point is not None:
        message.rider.position.CopyFrom(point)


def update(message: pb.CarrierDelivery, update_id: str, booked: Booked) -> pb.DeliveryUpdate:
    """Return what a callback says as news."""
    return pb.DeliveryUpdate(
        update_id=update_id,
        merchant_id=booked.merchant_id,
        store_id=booked.store_id,
        delivery=message,
    )


def callback_answers(taken: bytes) -> pb.VerifyCallbackResponse:
    """Return an answer with nothing but what to say to the sender; `taken` is JSON.

    To who cannot show that he is the carrier, it is a problem (RFC 9457) whose fault is not ours.
    """
    refused = {"type": "about:blank", "status": 401, "title": "CALLBACK_REFUSED"}
    return pb.VerifyCallbackResponse(
        query_first=True,
        success_answer=HttpAnswer(status=200, headers=_JSON, body=taken),
        failure_answer=HttpAnswer(
            status=401,
            headers={"content-type": "application/problem+json"},
            body=msgspec.json.encode(refused),
        ),
    )
