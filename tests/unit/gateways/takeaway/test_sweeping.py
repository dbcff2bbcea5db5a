"""Open orders of which nothing was heard are asked about, however many others are open."""

import asyncio
import time

import structlog
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.store.v1 import store_service_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotTakenHere
from gateways.takeaway.sweeping import MOST_ASKED, QUIET_SECONDS, Sweeper
from mesh.call.context import current, internal_identity
from tests.unit.mesh.following import until


class Centers:
    """No store, and orders with the seconds since they were created and last changed."""

    def __init__(self) -> None:
        self.orders: list[order_pb2.Order] = []

    def add(self, number: int, *, created_ago: int, changed_ago: int) -> None:
        order = order_pb2.Order(order_id=f"{number:06d}", status=order_pb2.ORDER_STATUS_ACCEPTED)
        order.times.create_time.FromSeconds(int(time.time()) - created_ago)
        order.times.update_time.FromSeconds(int(time.time()) - changed_ago)
        self.orders.append(order)

    async def ListStores(self, _request):
        return store_service_pb2.ListStoresResponse()

    async def ListOrders(self, request):
        """Newest first, a page at a time, as the order center does."""
        rows = [
            each
            for each in sorted(self.orders, key=lambda order: order.order_id, reverse=True)
            if each.status in request.statuses
            and (
                not request.HasField("created_to")
                or each.times.create_time.seconds < request.created_to.seconds
            )
            and (not request.page_token or each.order_id < request.page_token)
        ]
        page, rest = rows[: request.page_size], rows[request.page_size :]
        token = page[-1].order_id if rest else ""
        return read_messages_pb2.ListOrdersResponse(orders=page, next_page_token=token)


class Platform:
    """Keeps which orders it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def look_again(self, order: order_pb2.Order) -> None:
        self.asked.append(order.order_id)


def sweeper(centers: Centers, platform: Platform, *chains: str) -> Sweeper:
    def identify(merchant: str):
        return internal_identity("takeaway", merchant)

    return Sweeper(Peers(*[centers] * 4), "meituan", chains or ["noodles"], identify, platform)


async def test_a_silent_order_is_asked_about_once_behind_many_that_are_young_or_busy():
    centers, platform = Centers(), Platform()
    centers.add(1, created_ago=9_000, changed_ago=QUIET_SECONDS + 5)
    for number in range(2, 302):
        centers.add(number, created_ago=9_000, changed_ago=1)
    for number in range(302, 602):
        centers.add(number, created_ago=60, changed_ago=60)
    sweep = sweeper(centers, platform)
    await sweep.do_round("noodles")
    await sweep.do_round("noodles")
    assert platform.asked == ["000001"]


async def test_an_order_that_another_system_took_is_passed_over_without_a_word():
    class Elsewhere(Platform):
        async def look_again(self, order: order_pb2.Order) -> None:
            await super().look_again(order)
            raise NotTakenHere("Meituan")

    centers, platform = Centers(), Elsewhere()
    for number in range(2):
        centers.add(number, created_ago=9_000, changed_ago=9_000)
    with structlog.testing.capture_logs() as said:
        await sweeper(centers, platform).do_round("noodles")
    assert (len(platform.asked), said) == (2, [])


async def test_a_round_asks_about_so_many_orders_and_the_next_ones_about_the_others():
    centers, platform = Centers(), Platform()
    for number in range(MOST_ASKED * 2 + 10):
        centers.add(number, created_ago=9_000, changed_ago=9_000)
    sweep, asked = sweeper(centers, platform), []
    for _ in range(4):
        await sweep.do_round("noodles")
        asked.append(len(platform.asked))
    assert asked == [MOST_ASKED, MOST_ASKED * 2, MOST_ASKED * 2 + 10, MOST_ASKED * 2 + 10]
    assert len(set(platform.asked)) == len(platform.asked)


async def test_a_chain_that_takes_long_to_sweep_delays_no_other():
    class SlowFor(Centers):
        async def ListStores(self, request):
            if current().identity.merchant_id == "dumplings":
                await asyncio.Event().wait()
            return await super().ListStores(request)

    centers, platform = SlowFor(), Platform()
    centers.add(1, created_ago=9_000, changed_ago=QUIET_SECONDS + 5)
    chains = sweeper(centers, platform, "dumplings", "noodles")
    rounds = [asyncio.create_task(each.run()) for each in chains.rounds(3600.0)]
    await until(lambda: platform.asked == ["000001"])
    for each in rounds:
        each.cancel()
    await asyncio.gather(*rounds, return_exceptions=True)
