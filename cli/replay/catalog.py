"""Stores and menus that a replay needs, imported through the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.product.v1 import catalog_import_pb2 as pb
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.store.v1 import hours_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from cli.problems import Problem
from cli.replay.connection import Link

PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
DINE_IN = trade_pb2.SERVICE_TYPE_DINE_IN


def usd(cents: int) -> money_pb2.Money:
    """Return an amount of US dollars."""
    return money_pb2.Money(minor_units=cents, currency_code="USD")


async def import_shop(link: Link, code: str, name: str, zone: str) -> str:
    """Return a store that is always open, for orders recorded at any hour; return its id."""
    always = hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN)
    store = store_pb2.Store(
        external_code=code,
        name=name,
        point=geo_pb2.GeoPoint(latitude=40.7128, longitude=-74.0060),
        time_zone=zone,
        currency_code="USD",
        services=[
            store_pb2.ServiceOffer(service_type=PICK_UP),
            store_pb2.ServiceOffer(service_type=DINE_IN),
        ],
        hours=always,
    )
    stub = StoreServiceStub(link.channel)
    request = store_import_pb2.ImportStoresRequest(stores=[store])
    reply = await link.ask(stub.ImportStores, request)
    result = reply.results[0]
    demand_taken(code, result.violations)
    return result.store_id


async def import_catalog(link: Link, request: pb.ImportCatalogRequest) -> dict[str, str]:
    """Import a menu; return the id of each SKU and modifier by its code. Raise Problem."""
    stub = ProductServiceStub(link.channel)
    reply = await link.ask(stub.ImportCatalog, request)
    for result in reply.results:
        demand_taken(result.code, result.violations)
    return {part.code: part.part_id for result in reply.results for part in result.parts}


def demand_taken(code: str, violations: Iterable[Any]) -> None:
    """Raise Problem when an imported item was rejected."""
    words = "; ".join(f"{each.field}: {each.description}" for each in violations)
    if words:
        raise Problem(f"The platform did not take {code}: {words}")
