"""The servicer of group buying: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceServicer

from apps.group_buy import checks, messages
from apps.group_buy.model import Offer
from apps.group_buy.offers import Offers
from apps.group_buy.operations import Groups, Taken
from mesh.call.context import current
from mesh.call.identity import demand_own_channel, not_another, person_meant
from mesh.call.readers import reader_of
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.feed.center_methods import AuditMethods
from mesh.pure.clock import Clock
from mesh.pure.naming import OWN, Reader

SERVICE = pb.DESCRIPTOR.services_by_name["GroupBuyService"]


class Servicer(AuditMethods, GroupBuyServiceServicer):
    """GroupBuyService of zhongtai.groupbuy.v1."""

    def __init__(
        self, offers: Offers, groups: Groups, changes: Changes, audit: Audit, clock: Clock
    ) -> None:
        super().__init__(SERVICE, audit)
        self._offers = offers
        self._groups = groups
        self._changes = changes
        self._clock = clock

    async def CreateOffer(
        self, request: pb.CreateOfferRequest, _: object
    ) -> pb.CreateOfferResponse:
        now = self._clock.now()
        terms = messages.terms_of(request.offer, now)
        checks.check_offer(request, terms)
        offer = await self._offers.create(request, terms, now)
        return pb.CreateOfferResponse(offer=self._shown(offer))

    async def EndOffer(self, request: pb.EndOfferRequest, _: object) -> pb.EndOfferResponse:
        checks.check_ending(request)
        return await self._changes.once(
            request,
            pb.EndOfferResponse,
            lambda unit: self._offers.end(unit, request.offer_id),
            lambda offer: pb.EndOfferResponse(offer=self._shown(offer)),
        )

    async def ListOffers(self, request: pb.ListOffersRequest, _: object) -> pb.ListOffersResponse:
        page, reader = page_of(request), reader_of(request)
        all_of_them = request.with_ended and current().identity.kind != "person"
        not_over_at = None if all_of_them else self._clock.now()
        rows = await self._offers.listed(request.store_id, not_over_at, page)
        shown, token = page.cut(rows, key=lambda offer: (offer.offer_id,))
        offers = [self._shown(offer, reader) for offer in shown]
        return pb.ListOffersResponse(offers=offers, next_page_token=token)

    async def OpenGroup(self, request: pb.OpenGroupRequest, _: object) -> pb.OpenGroupResponse:
        person_id = _taker(request)
        taken = await self._groups.open(request, person_id)
        return pb.OpenGroupResponse(group=await self._whole(taken, person_id), order=taken.order)

    async def JoinGroup(self, request: pb.JoinGroupRequest, _: object) -> pb.JoinGroupResponse:
        person_id = _taker(request)
        taken = await self._groups.join(request, person_id)
        return pb.JoinGroupResponse(group=await self._whole(taken, person_id), order=taken.order)

    async def GetGroup(self, request: pb.GetGroupRequest, _: object) -> pb.GetGroupResponse:
        checks.check_group_id(request.group_id)
        caller, reader = current().identity.person_id, reader_of(request)
        group, places, offer = await self._groups.get(request.group_id, caller)
        names = await self._groups.names(places)
        shown = messages.whole_group_message(group, places, caller, names)
        return pb.GetGroupResponse(group=shown, offer=self._shown(offer, reader))

    async def ListGroups(self, request: pb.ListGroupsRequest, _: object) -> pb.ListGroupsResponse:
        checks.check_list(request)
        identity = current().identity
        person_id = not_another(identity, request.person_id)
        page, state = page_of(request), messages.state_of(request.state)
        caller = identity.person_id or person_id
        rows = await self._groups.listed(request.offer_id, state, person_id, page, caller)
        shown, token = page.cut(rows, key=lambda group: (group.group_id,))
        return pb.ListGroupsResponse(
            groups=messages.group_message.each(shown), next_page_token=token
        )

    def _shown(self, offer: Offer, reader: Reader = OWN) -> pb.Offer:
        return messages.offer_message(offer, self._clock.now(), reader)

    async def _whole(self, taken: Taken, person_id: str) -> pb.Group:
        names = await self._groups.names(taken.places)
        return messages.whole_group_message(taken.group, taken.places, person_id, names)


def _taker(request: pb.OpenGroupRequest | pb.JoinGroupRequest) -> str:
    """Return who wants a place. Raise InvalidRequest and AccessDenied."""
    checks.check_taking(request)
    identity = current().identity
    demand_own_channel(identity, request.draft.channel)
    return person_meant(identity, request.person_id)
