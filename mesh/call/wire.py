"""Values of ours as the contract's common messages and enums, and back again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import geo_pb2, money_pb2, other_name_pb2

from mesh.pure.address import Address
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.naming import OtherName

Word = TypeVar("Word", bound=IntEnum)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def money(amount: int, currency: str) -> money_pb2.Money:
    """Return an amount of minor units of a currency (ISO 4217)."""
    return money_pb2.Money(minor_units=amount, currency_code=currency)


def stamp(at: datetime | None) -> Timestamp | None:
    """Return an aware time as a timestamp; None stays None, which leaves a field unset."""
    if at is None:
        return None
    # A tenth of the cost of Timestamp.FromDatetime, several times in every answer.
    since = at - _EPOCH
    return Timestamp(seconds=since.days * 86_400 + since.seconds, nanos=since.microseconds * 1_000)


def time_of(at: Timestamp) -> datetime:
    """Return a timestamp as an aware UTC time. Raise OverflowError for one that is no time."""
    if not 0 <= at.nanos < 1_000_000_000:
        raise OverflowError
    # A third of the cost of Timestamp.ToDatetime.
    return _EPOCH + timedelta(seconds=at.seconds, microseconds=at.nanos // 1_000)


def moment(message: Message, field: str, name: str = "") -> datetime | None:
    """Return a timestamp field as an aware UTC time; None when it is not set.

    `name` is what the field is called in a refusal, when that is not `field`. Raises
    InvalidRequest for a timestamp outside of the years 1 to 9999.
    """
    if not message.HasField(field):
        return None
    try:
        return time_of(getattr(message, field))
    except OverflowError:
        raise InvalidRequest(violations=[Violation(name or field, "is not a time")]) from None


def address_message(address: Address) -> geo_pb2.Address:
    """Return an address as it was given."""
    message = geo_pb2.Address(
        contact_name=address.contact_name,
        contact_phone=address.contact_phone,
        street=address.street,
        detail=address.detail,
        city=address.city,
        country_code=address.country_code,
        postal_code=address.postal_code,
    )
    if address.latitude is not None and address.longitude is not None:
        message.point.latitude, message.point.longitude = address.latitude, address.longitude
    return message


def address_of(message: geo_pb2.Address) -> Address:
    """Return an address as it was told; nothing is checked."""
    located = message.HasField("point")
    return Address(
        contact_name=message.contact_name,
        contact_phone=message.contact_phone,
        street=message.street,
        detail=message.detail,
        city=message.city,
        country_code=message.country_code,
        postal_code=message.postal_code,
        latitude=message.point.latitude if located else None,
        longitude=message.point.longitude if located else None,
    )


def other_name_of(message: other_name_pb2.OtherName) -> OtherName:
    """Return a name on a channel or in a language as it was told; nothing is checked."""
    return OtherName(message.channel, message.language, message.name)


def other_name_message(name: OtherName) -> other_name_pb2.OtherName:
    """Return a name on a channel or in a language."""
    return other_name_pb2.OtherName(channel=name.channel, language=name.language, name=name.name)


def number(word: int) -> Any:
    """Return a word of ours as the number of the contract's enum, which has its own static type."""
    return int(word)


def known(words: type[Word], given: int, field: str) -> Word:
    """Return the word of that number. Raise InvalidRequest for one that the contract lacks."""
    try:
        return words(given)
    except ValueError:
        raise InvalidRequest(violations=[Violation(field, "is not a known value")]) from None


def known_or_none(words: type[Word], given: int, field: str) -> Word | None:
    """As `known`, but UNSPECIFIED (zero) is None: what a filter leaves open."""
    return known(words, given, field) if given else None
