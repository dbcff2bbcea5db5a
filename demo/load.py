"""Loads the demo chain through the services; loading it again changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.product.v1 import catalog_import_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub
from zhongtai.promotion.v1 import coupon_requests_pb2, promotion_requests_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.store.v1 import store_import_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from demo.tables import Tables
from mesh.process.homefiles import write_atomically

CREDENTIALS_FILE = "demo.json"
APP_ID = "wx-demo"
TIMEOUT_SECONDS = 30.0

Metadata = tuple[tuple[str, str], ...]
Request = TypeVar("Request", bound=Message)


class DemoRejected(Exception):
    """A service did not take a part of the demo chain; the text names it and why."""


class Loader:
    """Sends the chain's tables to the services."""

    def __init__(self, channel: grpc.aio.Channel, metadata: Metadata, tables: Tables) -> None:
        self._tables = tables
        self._options: dict[str, Any] = {"metadata": metadata, "timeout": TIMEOUT_SECONDS}
        self._stores = StoreServiceStub(channel)
        self._products = ProductServiceStub(channel)
        self._inventory = InventoryServiceStub(channel)
        self._promotions = PromotionServiceStub(channel)
        self.sku_ids: dict[str, str] = {}
        """The id of each SKU by its code, once it is loaded."""

    async def load(self) -> dict[str, str]:
        """Load everything; return the id of each store by its code. Raise DemoRejected."""
        store_ids = await self._load_stores()
        self.sku_ids = await self._load_catalog(store_ids)
        await self._load_stock(store_ids, self.sku_ids)
        await self._load_promotions(self.sku_ids)
        await self._load_coupons()
        return store_ids

    async def _load_stores(self) -> dict[str, str]:
        request = store_import_pb2.ImportStoresRequest(stores=self._tables.stores())
        reply = await self._stores.ImportStores(request, **self._options)
        for result in reply.results:
            _demand_taken(result.external_code, result.violations)
        return {result.external_code: result.store_id for result in reply.results}

    async def _load_catalog(self, store_ids: Mapping[str, str]) -> dict[str, str]:
        request = self._tables.catalog_request(store_ids)
        reply = await self._products.ImportCatalog(request, **self._options)
        product = catalog_import_pb2.CATALOG_ITEM_KIND_PRODUCT
        for result in reply.results:
            _demand_taken(result.code, result.violations)
        return {
            part.code: part.part_id
            for result in reply.results
            if result.kind == product
            for part in result.parts
        }

    async def _load_stock(self, store_ids: Mapping[str, str], sku_ids: Mapping[str, str]) -> None:
        pieces_of = {sku_ids[code]: pieces for code, pieces in self._tables.stock().items()}
        for store_id in store_ids.values():
            # What has been counted once is sold from since: it is not counted again.
            counts = [
                stock_pb2.StockCount(sku_id=sku_id, counted=pieces, note="demo")
                for sku_id, pieces in pieces_of.items()
                if not await self._is_counted(store_id, sku_id)
            ]
            if counts:
                request = stock_pb2.SetStockRequest(
                    request_id=_request_id("stock", store_id, repr(counts)),
                    store_id=store_id,
                    counts=counts,
                )
                await self._inventory.SetStock(request, **self._options)

    async def _is_counted(self, store_id: str, sku_id: str) -> bool:
        request = stock_pb2.GetStockRequest(store_id=store_id, sku_id=sku_id)
        stock = (await self._inventory.GetStock(request, **self._options)).stock
        return bool(stock.HasField("update_time"))

    async def _load_promotions(self, sku_ids: Mapping[str, str]) -> None:
        for spec in self._tables.promotions(sku_ids):
            request = promotion_requests_pb2.CreatePromotionRequest(
                request_id=_request_id("promotion", spec.code, repr(spec)),
                spec=spec,
                activate=True,
            )
            await self._create(self._promotions.CreatePromotion, request)

    async def _load_coupons(self) -> None:
        for spec in self._tables.coupon_templates():
            request = coupon_requests_pb2.CreateCouponTemplateRequest(
                request_id=_request_id("coupons", spec.code, repr(spec)), spec=spec
            )
            await self._create(self._promotions.CreateCouponTemplate, request)

    async def _create(
        self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Any], request: Request
    ) -> None:
        """Create something with a code of its own, unless it is there already."""
        try:
            await method(request, **self._options)
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.ALREADY_EXISTS:
                raise


def write_credentials(
    home: Path, merchant_id: str, store_ids: Mapping[str, str], till: str, *, is_open: bool = True
) -> None:
    """Leave what a newcomer needs to try the demo in the state folder.

    `till` is the secret of the demo's till. What opens the demo's chain to others is left out
    where it is not `is_open`.
    """
    facts = {
        "merchant_id": merchant_id,
        "app_id": APP_ID,
        "login_codes": ["demo-alice", "demo-bob", "demo-carol"] if is_open else [],
        "stores": dict(store_ids),
        "till_token": till if is_open else "",
    }
    write_atomically(home / CREDENTIALS_FILE, json.dumps(facts, indent=2).encode())


def kept_till(home: Path) -> str:
    """Return the secret of the demo's till that was left before; empty when there is none."""
    try:
        facts = json.loads((home / CREDENTIALS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    return str(facts.get("till_token", ""))


def _demand_taken(code: str, violations: Any) -> None:
    if violations:
        words = "; ".join(f"{each.field}: {each.description}" for each in violations)
        raise DemoRejected(f"{code}: {words}")


def _request_id(*parts: str) -> str:
    """The same for the same content: an answer that got lost is asked for again."""
    return "demo-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
