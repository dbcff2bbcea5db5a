"""The platform's stores, and who takes the orders of each of their channels."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from zhongtai.common.v1 import trade_pb2
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from cli.move.model import Place
from cli.problems import Problem
from cli.replay.connection import PAGE, Link

OWN_CHANNELS = ("miniapp", "mall")
"""Channels of ours, on which customers order here unless that is paused for the store. Another
channel's orders come here where the store has a code on it, and nowhere else."""
ACCOUNT_KEYS = {
    "meituan": "meituan_app",
    "eleme": "eleme_app",
    "opendelivery": "opendelivery_app",
    "keeta": "opendelivery_app",
}
"""Where an order of a takeaway platform says (Order.extension) which account of ours took it, so
that the gateway tells the platform how it goes on."""


async def read_stores(link: Link) -> list[store_pb2.Store]:
    """Return all stores that are not retired."""
    method = StoreServiceStub(link.channel).ListStores
    request = store_service_pb2.ListStoresRequest(page_size=PAGE)
    return [store async for page in link.paged(method, request) for store in page.stores]


async def read_places(link: Link) -> dict[str, Place]:
    """Return the platform's stores by their codes."""
    stores = await read_stores(link)
    return {store.external_code: place_of(store) for store in stores if store.external_code}


def currency_of(places: Mapping[str, Place]) -> str:
    """Return in what the chain sells. Raise Problem where stores differ, or there is none."""
    currencies = {place.currency for place in places.values()}
    if not currencies:
        raise Problem("The chain has no store yet: create its stores first (ImportStores).")
    if len(currencies) > 1:
        raise Problem("The chain sells in several currencies, which one folder cannot say.")
    return currencies.pop()


def place_of(store: store_pb2.Store) -> Place:
    """Return a store as a move sees it."""
    delivery = trade_pb2.SERVICE_TYPE_DELIVERY
    offers = [offer for offer in store.services if offer.service_type == delivery]
    return Place(
        code=store.external_code,
        store_id=store.store_id,
        currency=store.currency_code,
        zone=ZoneInfo(store.time_zone),
        own_riders=any(offer.delivered_by == trade_pb2.DELIVERED_BY_STORE for offer in offers),
        taken=taken_of(store),
    )


def taken_of(store: store_pb2.Store) -> dict[str, bool]:
    """Return of each channel that the store has, or that is ours, whether orders come here.

    A store that is paused on a takeaway platform still has its orders here.
    """
    taken = dict.fromkeys(OWN_CHANNELS, True)
    return taken | {
        code.channel: not (code.paused and code.channel in OWN_CHANNELS)
        for code in store.channel_codes
    }
