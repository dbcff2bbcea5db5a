"""Builders of store messages."""

from __future__ import annotations

import itertools

from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.store.v1 import hours_pb2, store_pb2

PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
DELIVERY = trade_pb2.SERVICE_TYPE_DELIVERY

_numbers = itertools.count(1)


def request_id() -> str:
    return f"r{next(_numbers)}"


def usd(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="USD")


def point(latitude: float = 37.77, longitude: float = -122.42) -> geo_pb2.GeoPoint:
    return geo_pb2.GeoPoint(latitude=latitude, longitude=longitude)


def always() -> hours_pb2.OpeningHours:
    return hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN)


def new_store(code: str = "", **changes) -> store_pb2.Store:
    store = store_pb2.Store(
        external_code=code,
        name="Ferry Building",
        point=point(),
        time_zone="America/Los_Angeles",
        currency_code="USD",
        services=[store_pb2.ServiceOffer(service_type=PICK_UP)],
        hours=always(),
    )
    store.MergeFrom(store_pb2.Store(**changes))
    return store


def meituan(code: str, *, paused: bool = False) -> store_pb2.ChannelCode:
    return store_pb2.ChannelCode(channel="meituan", code=code, paused=paused)
