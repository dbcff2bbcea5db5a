"""Protobuf ⇄ model: what orders set aside."""

from __future__ import annotations

from zhongtai.promotion.v1 import hold_pb2

from centers.promotion.holds.model import (
    Hold,
    HoldDemand,
    HoldItem,
    HoldState,
    HoldTerms,
    digest_of,
    gathered,
)
from centers.promotion.model import OfferKey
from mesh.call.to_message import ToMessage
from mesh.pure.ids import OrderKey

_hold = ToMessage(
    Hold,
    hold_pb2.Hold,
    names={
        "order_id": "key.order_id",
        "promotions": "items",
        "expire_time": "expires_at",
        "create_time": "created_at",
        "update_time": "updated_at",
    },
    uses=[
        ToMessage(
            HoldItem,
            hold_pb2.HeldPromotion,
            names={"promotion_id": "key.promotion_id", "coupon_id": "key.coupon_id"},
        )
    ],
)


def demand_of(
    request: hold_pb2.HoldPromotionsRequest, merchant_id: str, terms: HoldTerms
) -> HoldDemand:
    """Return what a request that was checked asks to hold."""
    currency = request.discounts[0].amount.currency_code if request.discounts else ""
    items = gathered(
        HoldItem(
            OfferKey(each.promotion_id, each.coupon_id),
            each.amount.minor_units,
            each.first_order,
        )
        for each in request.discounts
    )
    return HoldDemand(
        OrderKey(merchant_id, terms.store_id, request.order_id),
        request.person_id,
        currency,
        items,
        digest_of(request.person_id, currency, items),
        terms.day,
        terms.expires_at,
    )


def hold_message(hold: Hold) -> hold_pb2.Hold:
    """Return a hold as it stands; only one that is held has an end."""
    message = _hold(hold, hold.currency)
    if hold.state is not HoldState.HELD:
        message.ClearField("expire_time")
    return message


def nothing_needed(order_id: str, person_id: str) -> hold_pb2.Hold:
    """Return the answer to an order in which nothing is limited."""
    return hold_pb2.Hold(
        order_id=order_id, person_id=person_id, state=hold_pb2.HOLD_STATE_NOT_NEEDED
    )
