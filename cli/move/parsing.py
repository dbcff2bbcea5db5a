"""Rows as what they mean: pure. What is wrong with a row is raised as ValueError with words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from cli.move.files import Row
from cli.move.model import (
    ENDED,
    SERVICES,
    STATUSES,
    Count,
    Facts,
    Key,
    Line,
    Member,
    Place,
    Product,
    Side,
)
from mesh.pure import limits
from mesh.pure.money import parse_minor

OWN_NUMBER = "moved"
"""The channel of members whom the old system knows by nothing but its own number."""
MAX_SUBJECT = 128
_WORD = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,12}", re.ASCII)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)

Places = Mapping[str, Place]
"""The platform's stores, by their codes in the old systems."""


def product_of(row: Row, currency: str) -> Product:
    """Return a size of a dish. Raise ValueError."""
    code = _text(row, "code", limits.MAX_CODE)
    return Product(
        where=row.where,
        code=code,
        dish=_text(row, "dish", limits.MAX_CODE, least=0) or code,
        name=_text(row, "name", 120),
        size=_text(row, "size", 60, least=0),
        price=_amount(row, "price", currency) or 0,
    )


def member_of(row: Row) -> Member:
    """Return a member. Raise ValueError."""
    number = _text(row, "number", limits.MAX_CODE)
    channel, subject = row["channel"], _text(row, "subject", MAX_SUBJECT, least=0)
    if bool(channel) != bool(subject):
        raise ValueError("channel and subject: give both, or neither")
    if row["phone"] and not _PHONE.fullmatch(row["phone"]):
        raise ValueError("phone: must be like +8613800138000")
    points = _whole(row, "points")
    if not 0 <= points <= limits.MAX_POINTS:
        raise ValueError(f"points: must be 0 to {limits.MAX_POINTS}")
    return Member(
        where=row.where,
        number=number,
        channel=_word("channel", channel) if channel else OWN_NUMBER,
        subject=subject or number,
        points=points,
        name=_text(row, "name", limits.MAX_PERSON_NAME, least=0),
        phone=row["phone"],
    )


def count_of(row: Row, places: Places) -> Count:
    """Return what was counted. Raise ValueError."""
    place = _place(row, places)
    pieces = _whole(row, "pieces")
    if not 0 <= pieces <= limits.MAX_STOCK:
        raise ValueError(f"pieces: must be 0 to {limits.MAX_STOCK}")
    counted_at = _moment(row, "counted_at", place.zone)
    if counted_at is None:
        raise ValueError("counted_at: is missing")
    code = _text(row, "code", limits.MAX_CODE)
    return Count(row.where, place.code, code, pieces, counted_at)


def line_of(row: Row, currency: str) -> tuple[int, Line]:
    """Return a line of an order, and which one it is. Raise ValueError."""
    quantity = _whole(row, "quantity")
    if not 1 <= quantity <= limits.MAX_QUANTITY:
        raise ValueError(f"quantity: must be 1 to {limits.MAX_QUANTITY}")
    price = _amount(row, "unit_price", currency)
    if price is None:
        raise ValueError("unit_price: is missing")
    choices = tuple(filter(None, (each.strip() for each in row["choices"].split(";"))))
    if len(choices) > limits.MAX_CHOICES or any(len(each) > limits.MAX_NAME for each in choices):
        raise ValueError(
            f"choices: at most {limits.MAX_CHOICES}, with {limits.MAX_NAME} characters"
        )
    line = Line(
        code=_text(row, "code", limits.MAX_CODE, least=0),
        name=_text(row, "name", limits.MAX_NAME),
        quantity=quantity,
        unit_price=price,
        choices=choices,
    )
    return _whole(row, "line"), line


def side_of(row: Row, places: Places) -> Side:
    """Return an order as one system has it, without its lines. Raise ValueError."""
    place = _place(row, places)
    number = _text(row, "number", limits.MAX_CHANNEL_NUMBER)
    on_channel = _text(row, "channel_number", limits.MAX_CHANNEL_NUMBER, least=0)
    key = Key(place.code, _word("channel", row["channel"]), on_channel or number)
    return Side(row.where, _word("system", row["system"]), number, key, _facts(row, place))


def _facts(row: Row, place: Place) -> Facts:
    def amount(column: str) -> int | None:
        return _amount(row, column, place.currency)

    def moment(column: str) -> datetime | None:
        return _moment(row, column, place.zone)

    def text(column: str, most: int) -> str | None:
        return _text(row, column, most, least=0) or None

    facts = Facts(
        status=_one_of(row, "status", STATUSES),
        service=_one_of(row, "service", SERVICES),
        placed_at=moment("placed_at"),
        ended_at=moment("ended_at"),
        expected_at=moment("expected_at"),
        total=amount("total"),
        packaging_fee=amount("packaging_fee"),
        delivery_fee=amount("delivery_fee"),
        discount=amount("discount"),
        platform_discount=amount("platform_discount"),
        refunded=amount("refunded"),
        pickup_code=text("pickup_code", 16),
        member=text("member", limits.MAX_CODE),
        account=text("account", limits.MAX_CODE),
        remark=text("remark", limits.MAX_REMARK),
        contact=text("contact", limits.MAX_PERSON_NAME),
        phone=text("phone", limits.MAX_PHONE),
        street=text("street", limits.MAX_STREET),
    )
    if facts.placed_at is None or facts.total is None:
        raise ValueError("placed_at and total: are needed")
    if facts.status in ENDED:
        if facts.ended_at is None:
            raise ValueError(f"ended_at: is missing, and the order is {facts.status}")
        if facts.ended_at < facts.placed_at:
            raise ValueError("ended_at: lies before placed_at")
    return facts


def _place(row: Row, places: Places) -> Place:
    place = places.get(row["store"])
    if place is None:
        raise ValueError(f"store: the stores' file names no {row['store']!r}")
    return place


def _text(row: Row, column: str, most: int, *, least: int = 1) -> str:
    cell = row[column]
    if not least <= len(cell) <= most:
        raise ValueError(f"{column}: must have {least} to {most} characters")
    return cell


def _word(column: str, cell: str) -> str:
    if not _WORD.fullmatch(cell):
        raise ValueError(f"{column}: must be 1 to 32 of a-z 0-9 _")
    return cell


def _one_of(row: Row, column: str, words: tuple[str, ...]) -> str:
    if row[column] not in words:
        raise ValueError(f"{column}: {row[column]!r} is none of {', '.join(words)}")
    return row[column]


def _whole(row: Row, column: str) -> int:
    if not _WHOLE.fullmatch(row[column]):
        raise ValueError(f"{column}: {row[column]!r} is no whole number")
    return int(row[column])


def _amount(row: Row, column: str, currency: str) -> int | None:
    """Return an amount in minor units, from 0; None where nothing is said."""
    if not row[column]:
        return None
    try:
        amount = parse_minor(row[column], currency)
    except ValueError as exc:
        raise ValueError(f"{column}: {exc}") from None
    if not 0 <= amount <= limits.MAX_AMOUNT:
        raise ValueError(f"{column}: must not be negative, nor more than {limits.MAX_AMOUNT} cents")
    return amount


def _moment(row: Row, column: str, zone: tzinfo) -> datetime | None:
    """Return a moment; one without an offset is meant in the store's zone."""
    if not row[column]:
        return None
    try:
        found = datetime.fromisoformat(row[column])
    except ValueError:
        raise ValueError(f"{column}: {row[column]!r} is no time like 2026-11-29 12:30:00") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone)
        # Where clocks are changed an hour is there twice, or not at all.
        if found.utcoffset() != found.replace(fold=1).utcoffset():
            raise ValueError(
                f"{column}: clocks are changed then; write it with its offset (+08:00)"
            )
    return found.astimezone(UTC)
