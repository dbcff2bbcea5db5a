"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.order.v1 import order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.group_buy import rules
from apps.group_buy.model import (
    Fact,
    Group,
    GroupState,
    GroupView,
    NewOffer,
    Offer,
    Place,
    PlaceState,
)
from mesh.call.personal_data import mask_name
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment, stamp
from mesh.pure.naming import OWN, Reader

_GIVEN = ["offer_id", "ended", "promotion_id"]
"""Fields of an offer that its owner does not decide."""

_terms_of = ToModel(
    pb.Offer,
    NewOffer,
    names={"end_time": "ends_at"},
    currencies={"price": "currency"},
    left=["begin_time", *_GIVEN],
)
_terms = ToMessage(
    NewOffer, pb.Offer, names={"begin_time": "begins_at", "end_time": "ends_at"}, left=_GIVEN
)
group_message = ToMessage(
    GroupView, pb.Group, names={"create_time": "created_at"}, left=["members"]
)


def terms_of(offer: pb.Offer, now: datetime) -> NewOffer:
    """Return what is offered; nothing is checked yet."""
    begins_at = moment(offer, "begin_time", "offer.begin_time") or now
    return _terms_of(offer, "offer.", begins_at=begins_at)


def offer_message(offer: Offer, now: datetime, reader: Reader = OWN) -> pb.Offer:
    """Return an offer as it is shown, by all of its names or by that of a reader."""
    terms = offer.terms
    if reader != OWN:
        terms = replace(terms, name=reader.name_of(terms), names=())
    return _terms(
        terms,
        terms.currency,
        offer_id=offer.offer_id,
        ended=rules.is_over(offer, now),
        promotion_id=offer.promotion_id,
    )


def whole_group_message(
    group: Group, places: Collection[Place], caller: str, names: Mapping[str, str]
) -> pb.Group:
    """Return a group with its members, whose names are given by person id."""
    paid = [place for place in places if place.state is PlaceState.PAID]
    own = [place for place in places if caller and place.person_id == caller]
    view = GroupView(
        group_id=group.group_id,
        offer_id=group.offer_id,
        state=group.state,
        group_size=group.size,
        deadline=group.deadline,
        created_at=group.created_at,
        member_count=len(paid),
        free_count=group.size - sum(place.is_somebodys for place in places),
        order_id=own[-1].order_id if own else "",
    )
    members = [
        pb.GroupMember(
            display_name=mask_name(names.get(place.person_id, "")),
            join_time=stamp(place.joined_at),
            is_caller=bool(caller) and place.person_id == caller,
        )
        for place in paid
    ]
    return group_message(view, members=members)


def state_of(state: int) -> GroupState | None:
    """Return the state that a list is asked for; None for all."""
    return GroupState(state) if state in list(GroupState) else None


def order_request(
    request: pb.OpenGroupRequest | pb.JoinGroupRequest,
    offer: Offer,
    place_id: str,
    group: Group,
    person_id: str,
) -> order_pb.PlaceOrderRequest:
    """Return the order that a place is for, as order control takes it."""
    placing = order_pb.PlaceOrderRequest(request_id=place_id, draft=request.draft)
    draft = placing.draft
    draft.store_id, draft.person_id = request.store_id, person_id
    if not draft.lines:
        draft.lines.add(sku_id=offer.terms.sku_id, quantity=1)
    if request.HasField("expected_total"):
        placing.expected_total.CopyFrom(request.expected_total)
    placing.group_place.wait_for = place_id
    placing.group_place.campaign_id = offer.offer_id
    placing.group_place.promotion_id = offer.promotion_id
    placing.group_place.deadline.FromDatetime(group.deadline)
    name = Reader(draft.channel, draft.language).name_of(offer.terms)
    placing.group_place.deal.MergeFrom(
        order_pb2.OrderDeal(kind=order_pb2.DEAL_KIND_GROUP, deal_id=group.group_id, name=name)
    )
    return placing


_FACTS = {
    order_pb2.ORDER_STATUS_PENDING_PAYMENT: Fact.UNPAID,
    order_pb2.ORDER_STATUS_CANCELLED: Fact.ENDED,
}


def facts_of(orders: Iterable[order_pb2.Order]) -> dict[str, Fact]:
    """Return what the order center says of orders, by their ids."""
    return {order.order_id: _FACTS.get(order.status, Fact.PAID) for order in orders}
