"""Routes: log in, stay logged in, who am I."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC
from typing import TypeVar

import grpc
from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from zhongtai.cart.v1 import messages_pb2 as cart_pb
from zhongtai.member.v1 import member_requests_pb2, points_requests_pb2, programme_requests_pb2
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2
from zhongtai.user.v1 import login_requests_pb2, person_requests_pb2

from gateways.miniapp import adapt, adapt_people, bodies, views
from gateways.miniapp.peers import Peers
from mesh.edge.apps import Apps
from mesh.edge.gate import Gate, person
from mesh.edge.guests import Guests
from mesh.edge.parameters import SENT_ONCE, AcceptLanguage, IdempotencyKey, PageSize

T = TypeVar("T")


def login_routes(peers: Peers, gate: Gate, apps: Apps, guests: Guests) -> Router:
    """Routes for strangers."""

    @post("/login", summary="Log in with a code of wx.login", status_code=200)
    async def login(
        data: JSONBody[bodies.LoginBody], idempotency_key: IdempotencyKey
    ) -> views.TokensView:
        """The first login registers the person. A guest's carts are joined into theirs, once."""
        apps.act_for(data.app_id)
        guest_id = guests.shown_by(data.guest_token)
        reply = await peers.user.Login(
            login_requests_pb2.LoginRequest(
                request_id=idempotency_key, channel=adapt.CHANNEL, code=data.code
            )
        )
        if guest_id:
            # Before it is answered: a login without an answer is repeated, and so is this.
            await peers.cart.MergeCarts(
                cart_pb.MergeCartsRequest(guest_id=guest_id, person_id=reply.person.person_id)
            )
        return adapt_people.tokens(
            reply.person.person_id, reply.tokens, registered=reply.registered
        )

    @post("/guests", summary="Look around without logging in", status_code=200)
    async def enter(data: JSONBody[bodies.GuestBody]) -> views.GuestView:
        """A token for stores, menus and a cart, which comes along at login. Keeps nothing."""
        apps.act_for(data.app_id)
        request = login_requests_pb2.EnterAsGuestRequest(channel=adapt.CHANNEL)
        reply = await peers.user.EnterAsGuest(request)
        return views.GuestView(reply.access_token, reply.access_expire_time.ToDatetime(tzinfo=UTC))

    @post("/apps/{app_id:str}/refresh", summary="A new pair of tokens", status_code=200)
    async def refresh(
        app_id: FromPath[str], data: JSONBody[bodies.RefreshBody], idempotency_key: IdempotencyKey
    ) -> views.TokensView:
        """A refresh token is good for one use; a lost answer is repeated with the same key."""
        apps.act_for(app_id)
        reply = await peers.user.RefreshToken(
            login_requests_pb2.RefreshTokenRequest(
                request_id=idempotency_key, refresh_token=data.refresh_token
            )
        )
        return adapt_people.tokens(reply.person_id, reply.tokens)

    return Router(
        "",
        route_handlers=[login, enter, refresh],
        guards=[gate.stranger],
        parameters=SENT_ONCE,
        tags=["Login"],
    )


def person_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about the customer."""

    @get("/me", summary="The customer, their points and what members get")
    async def me(accept_language: AcceptLanguage = "") -> views.MeView:
        """Nobody is a member before their first completed order."""
        person_id = person().subject
        request = member_requests_pb2.GetMemberRequest(
            person_id=person_id,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        found = await _unless_none(peers.member.GetMember(request))
        if found is None:
            return views.MeView(person_id, "", 0)
        listed = await peers.member.ListBenefits(
            programme_requests_pb2.ListBenefitsRequest(
                tier_code=found.member.tier_code,
                channel=adapt.CHANNEL,
                language=request.language,
            )
        )
        benefits = [adapt_people.benefit_view(each) for each in listed.benefits]
        member = found.member
        return views.MeView(person_id, member.tier_name, member.points_balance, benefits)

    @get("/points", summary="What the customer's points were given and spent for")
    async def points(page_size: PageSize = 20, page_token: FromQuery[str] = "") -> views.PointsView:
        """Newest first; empty for who is no member yet."""
        request = points_requests_pb2.ListLedgerRequest(page_size=page_size, page_token=page_token)
        reply = await _unless_none(peers.member.ListLedger(request))
        if reply is None:
            return views.PointsView([], "")
        entries = [adapt_people.points_view(entry) for entry in reply.entries]
        return views.PointsView(entries, reply.next_page_token)

    changing = Router("", route_handlers=[_claim(peers), *_phones(peers)], parameters=SENT_ONCE)
    reading = [me, points, *_coupons(peers)]
    return Router("", route_handlers=[changing, *reading], guards=[gate.person], tags=["Customer"])


def _coupons(peers: Peers) -> list[HTTPRouteHandler]:
    @get("/coupons", summary="The customer's coupons")
    async def coupons(
        only_good: FromQuery[bool] = False,
        page_size: PageSize = 50,
        page_token: FromQuery[str] = "",
        accept_language: AcceptLanguage = "",
    ) -> views.CouponsView:
        """Those that expire first come first; without the used and the expired if only_good."""
        reply = await peers.promotion.ListCoupons(
            coupon_requests_pb2.ListCouponsRequest(
                states=[coupon_pb2.COUPON_STATE_ISSUED] if only_good else [],
                page_size=page_size,
                page_token=page_token,
                channel=adapt.CHANNEL,
                language=adapt.language_of(accept_language),
            )
        )
        return views.CouponsView(
            [adapt_people.coupon_view(coupon) for coupon in reply.coupons], reply.next_page_token
        )

    @get("/coupons/offers", summary="Coupons that are given away")
    async def offers(
        page_size: PageSize = 50,
        page_token: FromQuery[str] = "",
        accept_language: AcceptLanguage = "",
    ) -> views.CouponOffersView:
        """Newest first, with how many more the customer may take."""
        request = coupon_requests_pb2.ListCouponOffersRequest(
            page_size=page_size,
            page_token=page_token,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        reply = await peers.promotion.ListCouponOffers(request)
        offered = [adapt_people.offer_view(offer) for offer in reply.offers]
        return views.CouponOffersView(offered, reply.next_page_token)

    return [coupons, offers]


def _phones(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/phone", summary="Have a code sent to a phone", status_code=200)
    async def start(
        data: JSONBody[bodies.PhoneBody], idempotency_key: IdempotencyKey
    ) -> views.PhoneVerificationView:
        """Repeated with the same key it sends nothing more; a newer code closes the one before."""
        reply = await peers.user.StartPhoneVerification(
            person_requests_pb2.StartPhoneVerificationRequest(
                request_id=idempotency_key, phone=data.phone
            )
        )
        return views.PhoneVerificationView(
            reply.verification_id, reply.expire_time.ToDatetime(tzinfo=UTC)
        )

    @post("/phone/{verification_id:str}", summary="Prove the phone by its code", status_code=200)
    async def confirm(
        verification_id: FromPath[str], data: JSONBody[bodies.PhoneCodeBody]
    ) -> views.PhoneView:
        """Confirmed once, it answers the same again."""
        reply = await peers.user.ConfirmPhoneVerification(
            person_requests_pb2.ConfirmPhoneVerificationRequest(
                verification_id=verification_id, code=data.code
            )
        )
        return views.PhoneView(reply.person.phone)

    return [start, confirm]


def _claim(peers: Peers) -> HTTPRouteHandler:

    @post("/coupons", summary="Take a coupon that is given away")
    async def claim(
        data: JSONBody[bodies.ClaimBody],
        idempotency_key: IdempotencyKey,
        accept_language: AcceptLanguage = "",
    ) -> views.CouponView:
        """As many as its template gives one person."""
        reply = await peers.promotion.ClaimCoupon(
            coupon_requests_pb2.ClaimCouponRequest(
                request_id=idempotency_key,
                template_id=data.template_id,
                channel=adapt.CHANNEL,
                language=adapt.language_of(accept_language),
            )
        )
        return adapt_people.coupon_view(reply.coupon)

    return claim


async def _unless_none(call: Awaitable[T]) -> T | None:
    """Return the answer of a call about a member; None while the person is none."""
    try:
        return await call
    except grpc.aio.AioRpcError as exc:
        if exc.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return None
