"""Opaque, time-sorted identifiers: a prefix that says what it names, and a ULID.

An order id also carries its store, so that one order is found on one shard.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mesh.pure.errors import InvalidRequest, Violation

MAX_ID_LENGTH = 80
"""No identifier is longer than this many characters."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(a + b for a in _ALPHABET for b in _ALPHABET)
_ULID_LENGTH = 26
_RANDOM_BITS = 80
_STEP = (1 << 40) - 1

_IDENTIFIER = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.:-]{{0,{MAX_ID_LENGTH - 1}}}", re.ASCII)
_PREFIX = re.compile(r"[a-z][a-z0-9]{0,11}", re.ASCII)
_ORDER_ID = re.compile(
    rf"ord_[{_ALPHABET}]{{{_ULID_LENGTH}}}-([A-Za-z0-9][A-Za-z0-9_.:-]*)", re.ASCII
)


class OrderKey(NamedTuple):
    """Names an order and the shard it lives on."""

    merchant_id: str
    store_id: str
    order_id: str


class _Ulids:
    """Gives ULIDs that grow, also within one millisecond and when the clock steps back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        moment, dice = time.time_ns() // 1_000_000, secrets.randbits(_RANDOM_BITS)
        fresh = (moment << _RANDOM_BITS) | dice
        with self._lock:
            if fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS:
                # A step of random size, so that a neighbour's id cannot be guessed.
                fresh = self._last + 1 + (dice & _STEP)
            self._last = fresh
        return _written(fresh)


def _written(ulid: int) -> str:
    return "".join([_PAIRS[(ulid >> shift) & 1023] for shift in range(120, -1, -10)])


_ulids = _Ulids()


def new_id(prefix: str) -> str:
    """Return a new id such as "mem_01jd…": `prefix` and 26 characters that sort by time.

    Raise ValueError when the prefix is not 1 to 12 lower-case letters and digits.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is not a prefix for ids")
    return f"{prefix}_{_ulids.next()}"


def first_id(prefix: str, at: datetime) -> str:
    """Return what sorts before every id that is made at a moment or later, and behind all others.

    For the ids of one prefix, by the clocks of those who made them.
    """
    return f"{prefix}_{_written(int(at.timestamp() * 1000) << _RANDOM_BITS)}"


def new_order_id(store_id: str) -> str:
    """Return a new id for an order of this store, "ord_<ulid>-<store_id>"."""
    order_id = f"{new_id('ord')}-{store_id}"
    if not valid_id(store_id) or len(order_id) > MAX_ID_LENGTH:
        raise ValueError(f"{store_id!r} is not a store id")
    return order_id


def key_of(*parts: object) -> str:
    """Return the request_id of what these parts say: the same for the same."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def store_of_order(order_id: str) -> str:
    """Return the id of the store to which the order belongs.

    Raise InvalidRequest when it is not an order id; there is no order of that name.
    """
    found = _ORDER_ID.fullmatch(order_id)
    if not found or len(order_id) > MAX_ID_LENGTH:
        raise InvalidRequest(violations=[Violation("order_id", "is not the id of an order")])
    return found[1]


def order_keys(merchant_id: str, order_ids: Sequence[str]) -> list[OrderKey]:
    """Return the keys of orders, each with the store that its id carries. Raise InvalidRequest."""
    return [OrderKey(merchant_id, store_of_order(each), each) for each in order_ids]


def is_order_id(text: str) -> bool:
    """Return whether it has the form of an order's id."""
    return len(text) <= MAX_ID_LENGTH and _ORDER_ID.fullmatch(text) is not None


def valid_id(text: str) -> bool:
    """Return whether it has the form of an identifier: 1 to 80 of [A-Za-z0-9_.:-]."""
    return _IDENTIFIER.fullmatch(text) is not None
