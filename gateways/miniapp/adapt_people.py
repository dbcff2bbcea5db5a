"""Customers between the channel's JSON and the contract's messages: translation only, no rules.

Their login, what members get, points, coupons and saved addresses.
"""

from __future__ import annotations

from datetime import UTC

from zhongtai.member.v1 import member_pb2
from zhongtai.promotion.v1 import coupon_pb2
from zhongtai.user.v1 import user_pb2

from gateways.miniapp import adapt, bodies, views

_DAY_SECONDS = 24 * 3600


def tokens(
    person_id: str, pair: user_pb2.TokenPair, *, registered: bool = False
) -> views.TokensView:
    """Return a login as the client keeps it."""
    return views.TokensView(
        person_id=person_id,
        access_token=pair.access_token,
        access_expires_at=pair.access_expire_time.ToDatetime(tzinfo=UTC),
        refresh_token=pair.refresh_token,
        refresh_expires_at=pair.refresh_expire_time.ToDatetime(tzinfo=UTC),
        registered=registered,
    )


def benefit_view(benefit: member_pb2.Benefit) -> views.BenefitView:
    """Return what members get, as the customer reads it."""
    return views.BenefitView(benefit.code, benefit.name, benefit.description)


def points_view(entry: member_pb2.LedgerEntry) -> views.PointsEntryView:
    """Return points that came or went."""
    return views.PointsEntryView(
        kind=member_pb2.LedgerKind.Name(entry.kind).removeprefix("LEDGER_KIND_"),
        points=entry.points,
        balance_after=entry.balance_after,
        order_id=entry.order_id,
        reason=entry.reason,
        at=adapt.moment(entry.occur_time),
        expires_at=adapt.moment(entry.expire_time),
    )


def coupon_view(coupon: coupon_pb2.Coupon) -> views.CouponView:
    """Return a coupon of the customer."""
    return views.CouponView(
        coupon_id=coupon.coupon_id,
        name=coupon.name,
        state=coupon_pb2.CouponState.Name(coupon.state).removeprefix("COUPON_STATE_"),
        expires_at=adapt.moment(coupon.expire_time),
    )


def offer_view(offer: coupon_pb2.CouponOffer) -> views.CouponOfferView:
    """Return a coupon to take; less than a day of validity counts as one."""
    return views.CouponOfferView(
        template_id=offer.template_id,
        name=offer.name,
        valid_days=max(1, offer.validity.seconds // _DAY_SECONDS),
        valid_seconds=offer.validity.seconds,
        left=offer.left_count if offer.HasField("left_count") else None,
    )


def saved_address(body: bodies.SavedAddressBody, address_id: str = "") -> user_pb2.SavedAddress:
    """Return an address to keep; without an id a new one."""
    return user_pb2.SavedAddress(
        address_id=address_id,
        label=body.label,
        address=adapt.address(body.address),
        is_default=body.default,
    )


def saved_address_view(saved: user_pb2.SavedAddress) -> views.SavedAddressView:
    """Return an address that the customer keeps."""
    kept, there = saved.address, saved.address.HasField("point")
    return views.SavedAddressView(
        address_id=saved.address_id,
        label=saved.label,
        default=saved.is_default,
        contact_name=kept.contact_name,
        contact_phone=kept.contact_phone,
        street=kept.street,
        detail=kept.detail,
        city=kept.city,
        latitude=kept.point.latitude if there else None,
        longitude=kept.point.longitude if there else None,
    )
