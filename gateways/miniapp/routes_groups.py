"""Routes: buying in groups."""

from __future__ import annotations

from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb

from gateways.miniapp import adapt, adapt_groups, bodies
from gateways.miniapp.peers import Peers
from gateways.miniapp.views_groups import (
    GroupOffersView,
    GroupOrderView,
    GroupsView,
    GroupWithOfferView,
)
from mesh.call.context import current, passed
from mesh.edge.gate import Gate
from mesh.edge.parameters import SENT_ONCE, AcceptLanguage, IdempotencyKey, PageSize


def group_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about group buying."""

    @get("/stores/{store_id:str}/group-offers", summary="What groups buy cheaper here")
    async def list_offers(
        store_id: FromPath[str],
        page_size: PageSize = 20,
        page_token: FromQuery[str] = "",
        accept_language: AcceptLanguage = "",
    ) -> GroupOffersView:
        """Offers that hold in the store and are not over, the newest first."""
        request = pb.ListOffersRequest(
            store_id=store_id,
            page_size=page_size,
            page_token=page_token,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        reply = await peers.group_buy.ListOffers(request)
        return GroupOffersView(
            [adapt_groups.offer_view(each) for each in reply.offers], reply.next_page_token
        )

    @get("/groups/{group_id:str}", summary="One group, with its members")
    async def get_group(
        group_id: FromPath[str], accept_language: AcceptLanguage = ""
    ) -> GroupWithOfferView:
        """For whoever knows its id: it is passed on to find companions."""
        request = pb.GetGroupRequest(
            group_id=group_id,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        reply = await peers.group_buy.GetGroup(request)
        return GroupWithOfferView(
            adapt_groups.group_view(reply.group), adapt_groups.offer_view(reply.offer)
        )

    changing = Router("", route_handlers=[_open(peers), _join(peers)], parameters=SENT_ONCE)
    return Router(
        "",
        route_handlers=[changing, list_offers, *_lists(peers), get_group],
        guards=[gate.person],
        tags=["Groups"],
    )


def _lists(peers: Peers) -> list[HTTPRouteHandler]:
    @get("/group-offers/{offer_id:str}/groups", summary="Groups that look for members")
    async def list_open(
        offer_id: FromPath[str], page_size: PageSize = 20, page_token: FromQuery[str] = ""
    ) -> GroupsView:
        """Open groups of an offer in which somebody has paid, the newest first."""
        request = pb.ListGroupsRequest(
            offer_id=offer_id,
            state=pb.GROUP_STATE_OPEN,
            page_size=page_size,
            page_token=page_token,
        )
        return _groups_view(await peers.group_buy.ListGroups(request))

    @get("/groups", summary="The customer's groups")
    async def list_mine(page_size: PageSize = 20, page_token: FromQuery[str] = "") -> GroupsView:
        """Groups that the customer has, or had, a place in, the newest first."""
        request = pb.ListGroupsRequest(
            person_id=current().identity.person_id, page_size=page_size, page_token=page_token
        )
        return _groups_view(await peers.group_buy.ListGroups(request))

    return [list_open, list_mine]


def _open(peers: Peers) -> HTTPRouteHandler:
    @post("/stores/{store_id:str}/group-offers/{offer_id:str}/groups", summary="Open a group")
    async def open_group(
        store_id: FromPath[str],
        offer_id: FromPath[str],
        data: JSONBody[bodies.GroupPlaceBody],
        idempotency_key: IdempotencyKey,
        accept_language: AcceptLanguage = "",
    ) -> GroupOrderView:
        """Its order is to be paid. Refuses what placing an order refuses."""
        passed("gateway:miniapp")
        request = pb.OpenGroupRequest(
            request_id=idempotency_key,
            offer_id=offer_id,
            store_id=store_id,
            draft=adapt_groups.draft(data, adapt.language_of(accept_language)),
            expected_total=adapt.money(data.expected_total),
        )
        return adapt_groups.place_view(await peers.group_buy.OpenGroup(request))

    return open_group


def _join(peers: Peers) -> HTTPRouteHandler:
    @post("/stores/{store_id:str}/groups/{group_id:str}/places", summary="Join a group")
    async def join_group(
        store_id: FromPath[str],
        group_id: FromPath[str],
        data: JSONBody[bodies.GroupPlaceBody],
        idempotency_key: IdempotencyKey,
        accept_language: AcceptLanguage = "",
    ) -> GroupOrderView:
        """Its order is to be paid, or the place is another's. Refuses as placing an order."""
        passed("gateway:miniapp")
        request = pb.JoinGroupRequest(
            request_id=idempotency_key,
            group_id=group_id,
            store_id=store_id,
            draft=adapt_groups.draft(data, adapt.language_of(accept_language)),
            expected_total=adapt.money(data.expected_total),
        )
        return adapt_groups.place_view(await peers.group_buy.JoinGroup(request))

    return join_group


def _groups_view(reply: pb.ListGroupsResponse) -> GroupsView:
    return GroupsView(
        [adapt_groups.group_view(each) for each in reply.groups], reply.next_page_token
    )
