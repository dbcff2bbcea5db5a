"""Whether a request has the form that the contract asks for. All raise InvalidRequest."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhongtai.common.v1 import trade_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.group_buy.model import NewOffer
from mesh.pure.naming import check_names
from mesh.pure.validation import Check

MAX_NAME = 80
MAX_STORES = 5_000
LONGEST = timedelta(days=366)
"""Most time until an offer ends."""

FLASH_SALE = "flash_sale_token"
"""Under which key a draft shows its admission to a flash sale."""

_OF_THE_GROUP = ("store_id", "person_id", "coupon_ids")
"""Fields of a draft that group buying fills."""


def check_offer(request: pb.CreateOfferRequest, terms: NewOffer) -> None:
    """Check the form of an offer."""
    whole = Check()
    whole.request_id(request.request_id)
    check = whole.at("offer")
    check.text("name", terms.name, max=MAX_NAME)
    check_names(check, terms.names, MAX_NAME)
    check.identifier("sku_id", terms.sku_id)
    check.amount("price.minor_units", terms.price)
    check.currency("price.currency_code", terms.currency)
    check.integer("group_size", terms.group_size, min=2, max=100)
    check.integer("group_seconds", terms.group_seconds, min=60, max=604_800)
    check.integer("groups_per_person", terms.groups_per_person, min=0, max=999)
    check.count("store_ids", terms.store_ids, min=0, max=MAX_STORES)
    check.distinct("store_ids", terms.store_ids)
    for index, store_id in enumerate(terms.store_ids):
        check.identifier(f"store_ids[{index}]", store_id)
    whole.raise_if_any()


def check_end(terms: NewOffer, now: datetime) -> None:
    """Check when a new offer ends."""
    check = Check()
    soon = max(now, terms.begins_at) < terms.ends_at <= now + LONGEST
    check.that(soon, "offer.end_time", "must lie after now and begin_time, at most 366 days ahead")
    check.raise_if_any()


def check_ending(request: pb.EndOfferRequest) -> None:
    """Check the wish to end an offer."""
    check = Check()
    check.request_id(request.request_id)
    check.identifier("offer_id", request.offer_id)
    check.raise_if_any()


def check_taking(request: pb.OpenGroupRequest | pb.JoinGroupRequest) -> None:
    """Check the wish for a place in a group; order control checks the rest of the draft."""
    check = Check()
    check.request_id(request.request_id)
    if isinstance(request, pb.OpenGroupRequest):
        check.identifier("offer_id", request.offer_id)
    else:
        check.identifier("group_id", request.group_id)
    check.identifier("store_id", request.store_id)
    check.identifier("person_id", request.person_id, required=False)
    _check_draft(check.at("draft"), request.draft)
    check.raise_if_any()


def _check_draft(check: Check, draft: order_pb.OrderDraft) -> None:
    for name in _OF_THE_GROUP:
        check.that(not getattr(draft, name), name, "must be empty: it is the group's")
    alone = FLASH_SALE not in draft.extension
    check.that(alone, f"extension.{FLASH_SALE}", "must be empty: the price is the group's")
    known = draft.service_type in trade_pb2.ServiceType.values()[1:]
    check.that(known, "service_type", "is required")
    check.count("lines", draft.lines, min=0, max=1)
    for line in draft.lines[:1]:
        check.that(line.quantity == 1, "lines[0].quantity", "must be 1")


def check_line(draft: order_pb.OrderDraft, sku_id: str) -> None:
    """Check that a draft is for the SKU of the offer."""
    check = Check()
    for line in draft.lines:
        check.that(line.sku_id == sku_id, "draft.lines[0].sku_id", f"must be {sku_id}")
    check.raise_if_any()


def check_group_id(group_id: str) -> None:
    """Check which group is meant."""
    check = Check()
    check.identifier("group_id", group_id)
    check.raise_if_any()


def check_list(request: pb.ListGroupsRequest) -> None:
    """Check which groups are meant."""
    check = Check()
    named = bool(request.person_id)
    check.identifier("offer_id", request.offer_id, required=not named)
    check.identifier("person_id", request.person_id, required=False)
    check.raise_if_any()
