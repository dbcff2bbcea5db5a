"""What is offered to groups: made and ended by operators, each with its promotion.

1. The offer is kept, once per request.
2. The promotion that gives its price, of the campaign with the offer's id, is made under that id,
   so that a repetition is the same one.
3. The promotion's id is kept: from then on the offer is seen.

A crash in between leaves an offer that nobody sees; its repetition, or the sweeper, goes on with
it.
When an offer has ended and its last group is no longer open, the sweeper ends the promotion.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import grpc
from zhongtai.common.v1 import money_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.promotion.v1 import promotion_pb2, promotion_requests_pb2, rule_pb2

from apps.group_buy.checks import check_end
from apps.group_buy.model import NewOffer, Offer
from apps.group_buy.peers import Peers
from apps.group_buy.store import OfferStore
from mesh.call.context import current, merchant_id
from mesh.call.digest import digest_of
from mesh.call.errors_wire import is_last_word
from mesh.call.wire import other_name_message
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.errors import RequestIdReused
from mesh.pure.ids import new_id


class Offers:
    """The operations on offers, for the merchant of the current call."""

    def __init__(self, db: Database, peers: Peers) -> None:
        self._db = db
        self._peers = peers

    async def create(self, request: pb.CreateOfferRequest, terms: NewOffer, now: datetime) -> Offer:
        """Make an offer with its promotion, once per request_id.

        Raise InvalidRequest for a new one that ends too soon or too late, RequestIdReused, and what
        the promotion center refuses.
        """
        digest = digest_of(request)
        caller = current().identity.subject
        offer = await self._store.find_of_request(caller, request.request_id)
        if offer is None:
            check_end(terms, now)
            wanted = Offer(merchant_id(), new_id("gof"), digest, terms)
            offer = await self._store.keep(wanted, caller, request.request_id)
        if offer.body_hash != digest:
            raise RequestIdReused(request_id=request.request_id)
        return offer if offer.promotion_id else await self.promote(offer)

    async def promote(self, offer: Offer) -> Offer:
        """Make the promotion of an offer; one that the promotion center refuses is forgotten."""
        create = promotion_requests_pb2.CreatePromotionRequest(
            request_id=offer.offer_id, spec=_promotion(offer), activate=True
        )
        try:
            promotion = (await self._peers.promotion.CreatePromotion(create)).promotion
        except grpc.aio.AioRpcError as exc:
            if is_last_word(exc):
                await self._store.drop(offer.offer_id)
            raise
        await self._store.keep_promotion(offer.offer_id, promotion.promotion_id)
        return replace(offer, promotion_id=promotion.promotion_id)

    async def end(self, unit: Unit, offer_id: str) -> Offer:
        """Let no new groups of an offer be opened. Raise OfferNotFound."""
        return await OfferStore(unit.connection, merchant_id()).end(offer_id, unit.now)

    async def close(self, offer: Offer) -> None:
        """End the promotion of an offer that no group needs any more."""
        end = promotion_requests_pb2.EndPromotionRequest(
            request_id=offer.offer_id, promotion_id=offer.promotion_id
        )
        try:
            await self._peers.promotion.EndPromotion(end)
        except grpc.aio.AioRpcError as exc:
            # An operator has ended it before.
            if not is_last_word(exc):
                raise
        await self._store.close(offer.offer_id)

    async def listed(self, store_id: str, not_over_at: datetime | None, page: Page) -> list[Offer]:
        """Return one offer more than the page shows, newest first."""
        return await self._store.listed(store_id, not_over_at, page)

    @property
    def _store(self) -> OfferStore:
        return OfferStore(self._db, merchant_id())


def _promotion(offer: Offer) -> promotion_pb2.PromotionSpec:
    terms = offer.terms
    price = money_pb2.Money(minor_units=terms.price, currency_code=terms.currency)
    prices = [rule_pb2.SkuPrice(sku_id=terms.sku_id, price=price)]
    special = rule_pb2.SpecialPrice(prices=prices, max_pieces=1)
    return promotion_pb2.PromotionSpec(
        name=terms.name,
        names=map(other_name_message, terms.names),
        currency_code=terms.currency,
        rule=rule_pb2.PromotionRule(special_price=special),
        # Only orders of its groups name the campaign; when it ends is the groups' to say.
        conditions=promotion_pb2.Conditions(campaign_id=offer.offer_id),
        stacking=promotion_pb2.Stacking(alone=True),
    )
