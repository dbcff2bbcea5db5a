"""Between the channel's JSON and the messages of group buying: translation only, no rules."""

from __future__ import annotations

from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2

from gateways.miniapp import adapt, bodies
from gateways.miniapp.views_groups import (
    GroupMemberView,
    GroupOfferView,
    GroupOrderView,
    GroupView,
)


def draft(body: bodies.GroupPlaceBody, language: str) -> messages_pb2.OrderDraft:
    """Return how the customer wants the order of a place."""
    message = adapt.wishes(body, language)
    message.channel = adapt.CHANNEL
    if body.line is not None:
        message.lines.append(adapt.draft_line(body.line))
    return message


def offer_view(offer: pb.Offer) -> GroupOfferView:
    """Return an offer as customers see it."""
    return GroupOfferView(
        offer_id=offer.offer_id,
        name=offer.name,
        sku_id=offer.sku_id,
        price=adapt.money_view(offer.price),
        group_size=offer.group_size,
        group_seconds=offer.group_seconds,
        groups_per_person=offer.groups_per_person,
        begins_at=adapt.moment(offer.begin_time),
        ends_at=adapt.moment(offer.end_time),
        ended=offer.ended,
    )


def group_view(group: pb.Group) -> GroupView:
    """Return a group as customers see it."""
    return GroupView(
        group_id=group.group_id,
        offer_id=group.offer_id,
        state=pb.GroupState.Name(group.state).removeprefix("GROUP_STATE_"),
        member_count=group.member_count,
        group_size=group.group_size,
        free_count=group.free_count,
        deadline=adapt.moment(group.deadline),
        created_at=adapt.moment(group.create_time),
        order_id=group.order_id,
        members=[
            GroupMemberView(each.display_name, adapt.moment(each.join_time), each.is_caller)
            for each in group.members
        ],
    )


def place_view(reply: pb.OpenGroupResponse | pb.JoinGroupResponse) -> GroupOrderView:
    """Return a place in a group with its order."""
    return GroupOrderView(group_view(reply.group), adapt.order_view(reply.order))
