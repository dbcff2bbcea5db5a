"""Shelves are kept right: a slow platform is told all, one store's failure is not another's."""

import asyncio
import contextlib
from collections import Counter

import pytest
from structlog.testing import capture_logs
from zhongtai.product.v1 import catalog_messages_pb2, menu_pb2, product_feed_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2, store_pb2, store_service_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NoSuchStore, Refused
from gateways.takeaway.shelf import Shelf
from gateways.takeaway.shelving import ShelfLook, Shelving, product_item
from mesh.call.context import as_call, internal_identity, merchant_id
from mesh.feed.follower_items import Batch


class Centers:
    """Two stores with codes on the channel, and one that is not there."""

    open = True
    unreadable = ""
    lists = 0
    menu = menu_pb2.GetMenuResponse()

    async def ListStores(self, _request):
        self.lists += 1
        if merchant_id() == self.unreadable:
            raise RuntimeError(self.unreadable)
        stores = [
            store_pb2.Store(
                store_id=f"sto_{code}",
                channel_codes=[store_pb2.ChannelCode(channel=channel, code=code)],
            )
            for channel, code in (("meituan", "S1"), ("meituan", "S2"), ("other", "S3"))
        ]
        return store_service_pb2.ListStoresResponse(stores=stores)

    async def ListProducts(self, _request):
        return catalog_messages_pb2.ListProductsResponse()

    async def CheckStore(self, _request):
        reason = 0 if self.open else serving_pb2.CLOSED_REASON_STORE_CLOSED
        return serving_pb2.CheckStoreResponse(open=self.open, reason=reason)

    async def GetMenu(self, _request):
        return self.menu


class Platform:
    """Is told what is another; slow, and refuses some stores at first."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, bool]] = []
        self.refuses = {"S1"}
        self.keeps_refusing = False
        self.tries: Counter[str] = Counter()

    async def show(self, store_code: str, now: Shelf) -> None:
        if (store_code, now.is_open) in self.shown:
            return
        await asyncio.sleep(0.05)
        self.tries[store_code] += 1
        if store_code in self.refuses:
            if not self.keeps_refusing:
                self.refuses.discard(store_code)
            raise RuntimeError(store_code)
        self.shown.append((store_code, now.is_open))


async def until(wanted) -> None:
    async with asyncio.timeout(10):
        while not wanted():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def shelves(centers: Centers, platform: Platform, merchants: list[str], every: float) -> Shelving:
    return Shelving(
        Peers(*[centers] * 4),
        "meituan",
        merchants,
        lambda merchant: internal_identity("takeaway", merchant),
        look=ShelfLook(Peers(*[centers] * 4), "meituan").look,
        shelver=platform,
        every_seconds=every,
    )


async def test_every_store_is_shown_however_slow_and_then_what_its_events_say():
    centers, platform = Centers(), Platform()
    shelving = shelves(centers, platform, ["demo"], 0.02)
    task = asyncio.create_task(shelving.shelve())
    await until(lambda: {("S1", True), ("S2", True)} <= set(platform.shown))
    centers.open = False
    event = product_feed_pb2.ProductEvent(store_id="sto_S2", merchant_id="demo", event_id="e")
    with as_call(internal_identity("takeaway", "demo")):
        await shelving.catalog(Batch([product_item(event)]))
    await until(lambda: ("S2", False) in platform.shown)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert not {code for code, _ in platform.shown} - {"S1", "S2"}
    assert platform.shown.count(("S2", True)) == 1


async def test_a_store_that_cannot_be_shown_is_said_once_however_often_it_is_tried():
    centers, platform = Centers(), Platform()
    platform.refuses = {"S1"}
    platform.keeps_refusing = True
    shelving = shelves(centers, platform, ["demo"], 0.01)
    with capture_logs() as logs:
        task = asyncio.create_task(shelving.shelve())
        await until(lambda: platform.tries["S1"] > 3)
        platform.keeps_refusing = False
        await until(lambda: ("S1", True) in platform.shown)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert [(each["event"], each["store_id"]) for each in logs] == [("store_not_shown", "sto_S1")]


async def test_a_chain_that_cannot_be_read_keeps_no_other_waiting_and_many_events_are_one_look():
    centers, platform = Centers(), Platform()
    centers.unreadable = "away"
    platform.refuses.clear()
    shelving = shelves(centers, platform, ["away", "demo"], 600)
    task = asyncio.create_task(shelving.shelve())
    await until(lambda: {("S1", True), ("S2", True)} <= set(platform.shown))
    before, centers.open = centers.lists, False
    for merchant in ("away", "demo"):
        events = [
            product_item(
                product_feed_pb2.ProductEvent(store_id=store, merchant_id=merchant, event_id=store)
            )
            for store in ("sto_S1", "sto_S2")
        ]
        with as_call(internal_identity("takeaway", merchant)):
            await shelving.catalog(Batch(events))
    await until(lambda: {("S1", False), ("S2", False)} <= set(platform.shown))
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert centers.lists - before == 2


async def test_dishes_that_have_long_been_gone_are_held_no_more():
    centers, now = Centers(), [0.0]
    looks = ShelfLook(Peers(*[centers] * 4), "meituan", clock=lambda: now[0])
    store, codes = store_pb2.Store(store_id="sto_S1"), {}

    def serve(name: str) -> None:
        codes[name] = f"{name}-M"
        dish = menu_pb2.MenuProduct(
            product_id=name, external_code=name, skus=[menu_pb2.MenuSku(sku_id=name)]
        )
        centers.menu = menu_pb2.GetMenuResponse(products=[dish])

    held = []
    for week in range(60):
        serve(f"week {week}")
        now[0] = week * 7 * 86_400.0
        held.append((await looks.look(store, "S1", codes)).sold_out())
    assert held[1] == {("week 0", "week 0-M"): True, ("week 1", "week 1-M"): False}
    assert [len(each) for each in held[-2:]] == [6, 6]
    serve("week 0")
    assert (await looks.look(store, "S1", codes)).sold_out()["week 0", "week 0-M"] is False


class Chain(Centers):
    """A chain that sells A today; it sold B until lately, and C it sells elsewhere."""

    archived = ("B",)

    async def ListProducts(self, request):
        found = ["A", "C", *(self.archived if request.with_archived else ())]
        products = [
            product_pb2.Product(
                skus=[
                    product_pb2.Sku(
                        sku_id=each,
                        channel_codes=[product_pb2.ItemCode(channel="meituan", code=f"{each}-M")],
                    )
                ]
            )
            for each in found
        ]
        return catalog_messages_pb2.ListProductsResponse(products=products)

    def serve(self, *names: str) -> None:
        self.menu = menu_pb2.GetMenuResponse(
            products=[
                menu_pb2.MenuProduct(
                    product_id=each, external_code=each, skus=[menu_pb2.MenuSku(sku_id=each)]
                )
                for each in names
            ]
        )


STORE, CODES = store_pb2.Store(store_id="sto_S1"), {each: f"{each}-M" for each in "ABC"}


def look_of(centers: Chain, has) -> ShelfLook:
    return ShelfLook(Peers(*[centers] * 4), "meituan", has)


async def looked(looks: ShelfLook) -> dict:
    with as_call(internal_identity("takeaway", "demo")):
        return (await looks.look(STORE, "S1", CODES)).sold_out()


async def test_what_left_the_menu_while_nobody_looked_is_sold_out_when_somebody_looks_again():
    centers, asked = Chain(), []

    async def has(code: str):
        asked.append(code)
        return [("A", "A-M"), ("B", "B-M"), ("C", "C-M"), ("by hand", "X-1")]

    centers.serve("A")
    looks = look_of(centers, has)
    gone = {("B", "B-M"): True, ("C", "C-M"): True}
    assert [await looked(looks) for _ in range(2)] == [{("A", "A-M"): False} | gone] * 2
    centers.serve("A", "C")
    assert (await looked(looks))["C", "C-M"] is False
    centers.serve("A")
    assert await looked(looks) == {("A", "A-M"): False} | gone
    assert asked == ["S1"]


@pytest.mark.parametrize(
    ("trouble", "times"), [(Refused("Meituan", 705, "no"), 1), (RuntimeError("away"), 3)]
)
async def test_a_platform_that_does_not_say_what_it_has_holds_up_nothing(trouble, times):
    centers, asked = Chain(), []

    async def has(code: str):
        asked.append(code)
        raise trouble

    centers.serve("A")
    looks = look_of(centers, has)
    with capture_logs() as logs:
        for _ in range(3):
            assert await looked(looks) == {("A", "A-M"): False}
    assert len(asked) == times
    assert [each["event"] for each in logs] == ["shelf_there_not_read"]


async def test_a_store_that_the_platform_does_not_have_is_said_as_ever():
    async def has(_code: str):
        raise NoSuchStore("Meituan", 803, "no")

    centers = Chain()
    centers.serve("A")
    with capture_logs() as logs, pytest.raises(NoSuchStore):
        await looked(look_of(centers, has))
    assert logs == []


async def test_a_store_without_any_menu_has_nothing_sold_out():
    async def has(_code: str):
        return [("A", "A-M")]

    assert await looked(look_of(Chain(), has)) == {}
