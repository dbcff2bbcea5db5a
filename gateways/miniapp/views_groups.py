"""What clients of the mini-program get of group buying."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from gateways.miniapp.views import MoneyView, OrderView


class GroupOfferView(Struct):
    """An item that is cheaper for a group; `groups_per_person` 0 is any number."""

    offer_id: str
    name: str
    sku_id: str
    price: MoneyView
    group_size: int
    group_seconds: int
    groups_per_person: int
    begins_at: datetime | None
    ends_at: datetime | None
    ended: bool


class GroupOffersView(Struct):
    """Offers, the newest first."""

    offers: list[GroupOfferView]
    next_page_token: str


class GroupMemberView(Struct):
    """One who has paid; of the name only the first character is shown."""

    display_name: str
    joined_at: datetime | None
    is_me: bool


class GroupView(Struct):
    """A group: OPEN, SUCCEEDED or FAILED. `order_id` is the customer's own in it, or empty."""

    group_id: str
    offer_id: str
    state: str
    member_count: int
    group_size: int
    free_count: int
    deadline: datetime | None
    created_at: datetime | None
    order_id: str
    members: list[GroupMemberView]


class GroupsView(Struct):
    """Groups without their members, the newest first."""

    groups: list[GroupView]
    next_page_token: str


class GroupWithOfferView(Struct):
    """A group and what it buys."""

    group: GroupView
    offer: GroupOfferView


class GroupOrderView(Struct):
    """A place in a group, and the order that is to be paid for it."""

    group: GroupView
    order: OrderView
