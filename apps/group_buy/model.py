"""Offers, groups, and the places in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from mesh.pure.naming import OtherName


class GroupState(IntEnum):
    """Where a group stands; the numbers are those of the contract."""

    OPEN = 1
    SUCCEEDED = 2
    FAILED = 3


class PlaceState(IntEnum):
    """Where a place stands: paid or not while it is somebody's, given up when it is no more."""

    TAKEN = 1
    PAID = 2
    GIVEN_UP = 3


class ToDo(IntEnum):
    """What the order of a place still has to be told."""

    NOTHING = 0
    RELEASE = 1
    CANCEL = 2


class Fact(IntEnum):
    """What the order center says of the order of a place."""

    UNPAID = 1
    PAID = 2
    ENDED = 3


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What its owner decides of an offer; amounts are minor units.

    `groups_per_person` 0 is no limit, no `store_ids` are all stores.
    """

    name: str
    sku_id: str
    price: int
    currency: str
    group_size: int
    group_seconds: int
    groups_per_person: int
    store_ids: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An item offered to groups; without its promotion it is still being made."""

    merchant_id: str
    offer_id: str
    body_hash: bytes
    terms: NewOffer
    promotion_id: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people who buy together."""

    merchant_id: str
    group_id: str
    offer_id: str
    size: int
    state: GroupState
    created_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a group.

    `order_request` is the contract's PlaceOrderRequest, whose request_id is the place's id; it is
    empty once the order is known or the place given up.
    """

    place_id: str
    group_id: str
    person_id: str
    asked_by: str
    request_id: str
    body_hash: bytes
    joined_at: datetime
    order_request: bytes
    state: PlaceState = PlaceState.TAKEN
    order_id: str = ""
    to_do: ToDo = ToDo.NOTHING

    @property
    def is_somebodys(self) -> bool:
        """Return whether nobody else can have it."""
        return self.state is not PlaceState.GIVEN_UP


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as a caller sees it in a list: how many have paid, and the caller's own order."""

    group_id: str
    offer_id: str
    state: GroupState
    group_size: int
    deadline: datetime
    created_at: datetime
    member_count: int
    free_count: int
    order_id: str
