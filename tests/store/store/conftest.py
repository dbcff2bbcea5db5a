"""A store center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from zhongtai.store.v1 import store_pb2
from zhongtai.store.v1 import store_service_pb2 as pb

from centers.store.servicer import StoreServicer
from centers.store.store import MIGRATIONS
from centers.store.wiring import assemble
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.pure.clock import SystemClock
from tests.store.store.build import new_store, request_id


@dataclass(frozen=True)
class Center:
    """The parts of a store center that tests look at."""

    servicer: StoreServicer
    feed: Feed
    db: Database
    verifier: TokenVerifier

    async def create(self, code: str = "", **changes) -> store_pb2.Store:
        """A new store."""
        request = pb.CreateStoreRequest(request_id=request_id(), store=new_store(code, **changes))
        return (await self.servicer.CreateStore(request, None)).store


@pytest.fixture
async def processes(center_database, tmp_path) -> AsyncIterator[list[Center]]:
    """Two processes of one store center."""
    centers, closing = [], []
    for _ in range(2):
        db = await center_database("store", MIGRATIONS)
        made = assemble(db, SystemClock(), TokenSigner.load(tmp_path))
        closing.append(made.close)
        centers.append(Center(made.servicer, made.feed, db, TokenVerifier.load(tmp_path)))
    yield centers
    for close in closing:
        await close()


@pytest.fixture
def center(processes) -> Center:
    return processes[0]


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=30):
        yield
