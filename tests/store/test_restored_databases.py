"""A database that is set back while processes run: a backup, or a standby that lagged behind.

What they remember of it was never so; numbers are given again, for something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from google.protobuf.struct_pb2 import Struct
from zhongtai.product.v1 import catalog_import_pb2, catalog_messages_pb2
from zhongtai.store.v1 import store_service_pb2 as store_pb

import centers
from centers.product import wiring as product
from centers.promotion import wiring as promotion
from centers.store import wiring as store
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.data.migrations import migrate
from mesh.feed.feed import Feed
from mesh.feed.pulled import Pulled, PulledPages
from mesh.process.metrics import Metrics
from mesh.process.tokens import TokenSigner
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest, StorageUnavailable
from tests.databases import Backup, fresh_database
from tests.mesh.feeds import LONG_SECONDS, subjects, take, until, write
from tests.store.product.build import menu_request, pizza, pizzeria
from tests.store.promotion.build import created, outcomes
from tests.store.store.build import new_store, request_id
from tests.times import within

FOLDER = Path(centers.__path__[0])


class Restorable:
    """A database, the processes that are connected to it, and a backup."""

    def __init__(self, server_url: str, url: str) -> None:
        self._url = url
        self._opened: list[Database] = []
        self._backup = Backup(server_url, url)

    async def migrate(self, center: str) -> None:
        await migrate(self._url, center, FOLDER / center / "migrations")

    def connect(self, center: str) -> Database:
        self._opened.append(Database(self._url, center))
        return self._opened[-1]

    async def back_up(self) -> None:
        await self.close()
        await self._backup.take()

    async def restore(self) -> None:
        await self._backup.restore()

    async def close(self) -> None:
        for database in self._opened:
            await database.close()


@pytest.fixture
async def restorable(pg_url: str) -> AsyncIterator[Restorable]:
    with fresh_database(pg_url) as url:
        made = Restorable(pg_url, url)
        yield made
        await made.close()


@pytest.fixture(autouse=True)
def caller() -> Iterator[None]:
    with as_call(internal_identity("order_control", "demo"), timeout=60):
        yield


async def test_a_reader_reads_what_a_restored_feed_has_under_numbers_that_it_has_read(restorable):
    await back_up_with_one_event(restorable)
    db, other = restorable.connect("order"), restorable.connect("order")
    feed, elsewhere = Feed(db, poll_seconds=LONG_SECONDS), Feed(other)
    joined: list[str] = []
    feed.when_joined(lambda: joined.append("joined"))
    async with aclosing(feed.watch("r")) as batches:
        await write(db, feed, "lost2", "lost3")
        lost, cursor = await anext(batches)
        assert subjects(lost) == ["lost2", "lost3"]
        joined.clear()
        await restorable.restore()
        await write(other, elsewhere, "o2", "o3")
        with pytest.raises(StorageUnavailable):
            await within(anext(batches), 30)
    assert joined
    with pytest.raises(InvalidRequest):
        await feed.ack("r", cursor)
    found = await take(feed, 2)
    assert subjects(found) == ["o2", "o3"]
    await feed.ack("r", found[-1].cursor)
    assert (await feed.lag("r")).events == 0
    await feed.close()
    await elsewhere.close()


async def test_a_reader_goes_on_where_another_database_has_all_that_was_read(restorable):
    """As after a restart of the server, also where its cursor is its own and not kept here."""
    await back_up_with_one_event(restorable)
    feed = Feed(restorable.connect("order"), poll_seconds=LONG_SECONDS)
    async with aclosing(feed.watch("mine", "1-0")) as batches:
        _, cursor = await anext(batches)
        await restorable.restore()
        with pytest.raises(StorageUnavailable):
            await within(anext(batches), 30)
    async with aclosing(feed.watch("mine", cursor)) as batches:
        reading = asyncio.ensure_future(anext(batches))
        await until(lambda: feed._tail.wakes.is_subscribed)
        await feed.ack("mine", cursor)
        assert (await feed.lag("mine")).events == 0
        reading.cancel()
        await asyncio.wait([reading])
    await feed.close()


async def test_what_a_plug_in_told_is_pulled_again_where_the_place_was_set_back(restorable):
    await restorable.migrate("order")
    await restorable.back_up()
    db = restorable.connect("order")
    feed = Feed(db)

    async def pull(_chain: str, cursor: str) -> Pulled[Struct]:
        return Pulled([], str(int(cursor or 0) + 1))

    pages = PulledPages("r", ["demo"], pull, feed, 0)
    async with aclosing(pages.read()) as read:
        await anext(read)
        await pages.ack("")
        await anext(read)
        await restorable.restore()
        with pytest.raises(StorageUnavailable):
            await pages.ack("")
    assert await feed.places.of("r") == {}
    await feed.close()


async def test_prices_are_those_of_the_restored_database_also_at_a_revision_known_before(
    restorable,
):
    await restorable.migrate("product")
    first = product.assemble(restorable.connect("product"), SystemClock())
    await first.servicer.ImportCatalog(pizzeria(), None)
    await first.close()
    await restorable.back_up()

    running, other = (
        product.assemble(restorable.connect("product"), SystemClock()) for _ in range(2)
    )
    await running.servicer.ImportCatalog(costing(2000), None)
    assert await price(running) == 2000
    await restorable.restore()
    await other.servicer.ImportCatalog(costing(1300), None)
    assert await price(running) == 1300
    await running.close()
    await other.close()


async def test_promotions_are_those_of_the_restored_database_also_at_a_version_known_before(
    restorable,
):
    await restorable.migrate("promotion")
    await restorable.back_up()
    running, other = (
        promotion.assemble(restorable.connect("promotion"), SystemClock(), Metrics())
        for _ in range(2)
    )
    await created(running, name="Lost")
    assert list(await outcomes(running)) == ["Lost"]
    await restorable.restore()
    await created(other, name="Kept")
    running.snapshots.invalidate("demo")
    assert list(await outcomes(running)) == ["Kept"]
    await running.close()
    await other.close()


async def test_stores_are_those_of_the_restored_database(restorable, tmp_path):
    await restorable.migrate("store")
    await restorable.back_up()
    center = store.assemble(restorable.connect("store"), SystemClock(), TokenSigner.load(tmp_path))
    request = store_pb.CreateStoreRequest(request_id=request_id(), store=new_store("s"))
    made = (await center.servicer.CreateStore(request, None)).store
    listing = store_pb.ListStoresRequest()
    assert list((await center.servicer.ListStores(listing, None)).stores) == [made]
    await restorable.restore()
    assert list((await center.servicer.ListStores(listing, None)).stores) == []
    await center.close()


async def back_up_with_one_event(restorable: Restorable) -> None:
    """An event of the feed of orders, which the reader "r" has read."""
    await restorable.migrate("order")
    feed = Feed(restorable.connect("order"))
    await write(restorable.connect("order"), feed, "o1")
    await feed.ack("r", (await take(feed, 1))[-1].cursor)
    await feed.close()
    await restorable.back_up()


def costing(price: int) -> catalog_import_pb2.ImportCatalogRequest:
    return catalog_import_pb2.ImportCatalogRequest(products=[pizza("ham", s=price, m=price)])


async def price(center: product.ProductCenter) -> int:
    """What the menu says of the ham pizza, as it is now."""
    await center.servicer.ListProducts(catalog_messages_pb2.ListProductsRequest(), None)
    menu = await center.servicer.GetMenu(menu_request(), None)
    (found,) = {
        size.price.minor_units
        for dish in menu.products
        if dish.external_code == "ham"
        for size in dish.skus
    }
    return found
