"""What group buying refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class GroupBuyRefusal(Refusal):
    """Group buying refused."""

    domain = "zhongtai.groupbuy"


class OfferNotFound(GroupBuyRefusal):
    """There is no offer {offer_id}."""

    kind = Kind.NOT_FOUND
    reason = "OFFER_NOT_FOUND"


class OfferEnded(GroupBuyRefusal):
    """The offer is over: no new groups."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OFFER_ENDED"


class GroupNotFound(GroupBuyRefusal):
    """There is no group {group_id}."""

    kind = Kind.NOT_FOUND
    reason = "GROUP_NOT_FOUND"


class GroupClosed(GroupBuyRefusal):
    """The group is complete, or its time is over."""

    kind = Kind.FAILED_PRECONDITION
    reason = "GROUP_CLOSED"


class GroupFull(GroupBuyRefusal):
    """All places of the group are taken."""

    kind = Kind.FAILED_PRECONDITION
    reason = "GROUP_FULL"


class PersonLimit(GroupBuyRefusal):
    """One person may take part in {limit} groups of this offer."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PERSON_LIMIT"


class OfferNotHere(GroupBuyRefusal):
    """The offer does not hold in store {store_id}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OFFER_NOT_HERE"


class OfferNotBegun(GroupBuyRefusal):
    """The offer begins at {begins_at}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OFFER_NOT_BEGUN"
