"""A product center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from zhongtai.product.v1 import catalog_import_pb2, catalog_messages_pb2

from centers.product.servicer import ProductServicer
from centers.product.store import MIGRATIONS
from centers.product.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.pure.clock import SystemClock
from tests.store.product.build import pizzeria


@dataclass(frozen=True)
class Center:
    """The parts of a product center that tests look at."""

    servicer: ProductServicer
    db: Database

    async def import_(self, request: catalog_import_pb2.ImportCatalogRequest):
        """What became of each item."""
        return (await self.servicer.ImportCatalog(request, None)).results

    async def ids(self, *codes: str) -> list[str]:
        """Ids of SKUs or modifiers by code."""
        request = catalog_messages_pb2.ResolveItemCodesRequest(codes=codes)
        found = (await self.servicer.ResolveItemCodes(request, None)).items
        return [item.sku_id or item.modifier_id for item in found]


@pytest.fixture
async def processes(center_database) -> AsyncIterator[list[Center]]:
    """Two processes of one product center."""
    centers, closing = [], []
    for _ in range(2):
        db = await center_database("product", MIGRATIONS)
        made = assemble(db, SystemClock())
        closing.append(made.close)
        centers.append(Center(made.servicer, db))
    yield centers
    for close in closing:
        await close()


@pytest.fixture
def center(processes) -> Center:
    return processes[0]


@pytest.fixture
async def shop(center, caller) -> Center:
    """A center with the pizzeria in it."""
    await center.import_(pizzeria())
    return center


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=30):
        yield
