"""A replay outlives the death of any process, and a full disk: the same totals as without, and a
clean audit. So do the crowds at flash sales and in groups.
"""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as flash_pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as group_pb
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceStub
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub

from cli.replay.connection import Connection, connected
from mesh.process.postgres import PostgresServer
from tests.acceptance.copies import Copy, copy_of, table_of
from tests.acceptance.crowds import Counter
from tests.acceptance.disks import keep_full, small_disk
from tests.acceptance.recorded import Year, pizza_year
from tests.acceptance.test_flash_sales import session_of
from tests.acceptance.test_group_buy import offer_of

pytestmark = [pytest.mark.topology, pytest.mark.postgres]

ORDERS = 40
STOCK = 100_000
FULL_SECONDS = 12.0
# What crowds buy from the demo's menu is paid in yuan.
OF_PIZZAS = """FROM "order".orders WHERE channel = 'miniapp' AND currency = 'USD'"""
OF_CROWDS = """FROM "order".orders WHERE channel = 'miniapp' AND currency = 'CNY'"""
KEPT = "FROM payment.payments WHERE captured > refunded + refunding AND currency"
ORDERS_OF_GROUPS = """SELECT array_agg(order_id) FROM group_buy.places
    JOIN group_buy.groups USING (merchant_id, group_id) WHERE offer_id = $1 AND groups.state = $2"""
APPS = {"single": "platform", "mesh": "apps"}
"""The process that runs flash sales, groups and order control."""


@dataclass
class World:
    """A platform, and all years that were replayed on it so far."""

    copy: Copy
    folder: Path
    disk: Path | None
    years: list[Year] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1, 1000))

    def year(self, orders: int) -> Year:
        """A year nobody has replayed; its orders count in the totals from now on."""
        first = next(self.numbers)
        self.years.append(pizza_year(self.folder / f"year-{first}", first, orders))
        return self.years[-1]

    def started(self) -> tuple[Year, subprocess.Popen[str]]:
        """A replay of a new year, of which the first orders are in and others are not."""
        # Those that lapsed and were placed again are there twice.
        before = self.copy.ask(f"SELECT count(*) {OF_PIZZAS}")
        year = self.year(ORDERS)
        replay = self.copy.start("replay", "pizza-year", str(year.folder), "--concurrency", "6")
        self.copy.wait_until(f"SELECT count(*) >= {before + ORDERS // 6} {OF_PIZZAS}")
        assert self.copy.ask(f"SELECT count(*) {OF_PIZZAS}") < before + ORDERS
        return year, replay

    def check(self, table: dict[str, str]) -> None:
        """All orders are there once, paid once, made, and their stock is sold once."""
        orders = sum(year.orders for year in self.years)
        assert table["orders"] == f"{orders:,}"
        assert table["lines"] == f"{sum(year.lines for year in self.years):,}"
        assert table["turnover"] == f"USD {sum(year.turnover for year in self.years) / 100:,.2f}"
        assert self.copy.breaches() == []
        assert self.copy.ask(f"SELECT count(*) {KEPT} = 'USD'") == orders
        # The first year was there before the pizzas were counted.
        sold = sum(year.pieces for year in self.years[1:])
        counted = "FROM inventory.stock WHERE sku_id = ANY($1)"
        left = self.copy.ask(f"SELECT sum(on_hand) {counted}", self.skus)
        assert left == len(self.skus) * STOCK - sold


on_single, on_mesh, on_both = (
    pytest.mark.parametrize("world", topologies, indirect=True)
    for topologies in (["single"], ["mesh"], ["single", "mesh"])
)


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The platform in that topology with a PostgreSQL of its own, as `zhongtai up` starts it."""
    with small_disk() as disk, copy_of(request.param, disk=disk) as copy:
        yield opened(copy, tmp_path_factory.mktemp("recorded"), disk)


def opened(copy: Copy, folder: Path, disk: Path | None) -> World:
    """Starts the platform, takes the menu over by a first order, and counts the pizzas."""
    copy.up()
    world = World(copy, folder, disk)
    copy.replay("pizza-year", str(world.year(1).folder))
    store_id = copy.ask(f"SELECT store_id {OF_PIZZAS} LIMIT 1")
    pizzas = "external_code ~ '^(ham|nduja)_'"
    world.skus = copy.ask(f"SELECT array_agg(sku_id) FROM product.skus WHERE {pizzas}")
    counts = [stock_pb2.StockCount(sku_id=sku, counted=STOCK) for sku in world.skus]
    request = stock_pb2.SetStockRequest(request_id="open", store_id=store_id, counts=counts)
    copy.rpc(InventoryServiceStub, "SetStock", request)
    return world


def finished(replay: subprocess.Popen[str]) -> dict[str, str]:
    """The table of a replay that came to its end by itself."""
    said, _ = replay.communicate()
    assert replay.returncode == 0, said
    return table_of(said)


def outlived(world: World, kill: Callable[[], None]) -> None:
    _, replay = world.started()
    kill()
    world.check(finished(replay))


@on_single
@pytest.mark.parametrize("plugin", ["pos_till", "payment_sandbox"])
def test_a_replay_outlives_a_killed_plugin(world: World, plugin: str):
    # Known before the replay begins: it is killed in its middle, and not a command later.
    pid = world.copy.pid_of_plugin(plugin)
    outlived(world, lambda: os.kill(pid, signal.SIGKILL))


@on_single
def test_a_replay_outlives_the_killed_platform_process(world: World):
    outlived(world, lambda: world.copy.kill_process("platform"))


@on_single
def test_a_replay_outlives_the_killed_database(world: World):
    pid = PostgresServer(world.copy.home).pid
    assert pid is not None
    outlived(world, psutil.Process(pid).kill)


@on_single
def test_a_replay_waits_while_a_killed_platform_is_started_again(world: World):
    def kill() -> None:
        world.copy.kill_all()
        world.copy.up()

    outlived(world, kill)


@on_mesh
@pytest.mark.parametrize("center", ["order", "payment", "inventory"])
def test_a_replay_outlives_a_killed_center(world: World, center: str):
    outlived(world, lambda: world.copy.kill_process(center))


@on_both
@pytest.mark.timeout(600)
def test_after_a_power_cut_the_first_start_serves_and_a_replay_goes_on(world: World):
    def cut() -> None:
        world.copy.cut_the_power()
        world.copy.up()

    outlived(world, cut)


@on_single
def test_a_killed_replay_is_finished_by_the_next_even_when_its_unpaid_orders_lapsed(world: World):
    provider = world.copy.pid_of_plugin("payment_sandbox")
    year, replay = world.started()
    unpaid, lapsed = (f"SELECT count(*) {OF_PIZZAS} AND status = {at}" for at in (1, 9))
    # While its provider does not answer no payment ends.
    os.kill(provider, signal.SIGSTOP)
    world.copy.wait_until(f"{unpaid} HAVING count(*) > 0")
    replay.kill()
    replay.wait()
    with contextlib.suppress(ProcessLookupError):  # its host may have thought so, too
        os.kill(provider, signal.SIGKILL)
    # Again and again: a placement may still be under way when its customer is gone.
    world.copy.wait_until(f"""WITH due AS (
        UPDATE "order".orders SET payment_deadline = now() - interval '1 day'
        WHERE status = 1 AND payment_deadline > now()
    ) SELECT ({unpaid}) = 0""")
    assert world.copy.ask(lapsed) > 0
    table, _ = world.copy.replay("pizza-year", str(year.folder))
    world.check(table)


@on_both
@pytest.mark.timeout(900)
def test_after_a_full_disk_all_orders_reach_the_till_without_help(world: World):
    if world.disk is None:
        pytest.skip("no disk may be mounted here")
    _, replay = world.started()
    keep_full(world.disk, FULL_SECONDS)
    world.check(finished(replay))


@dataclass
class Crowd:
    """A crowd at the demo's store on the Bund, in whose middle the apps' process is killed."""

    world: World
    counter: Counter

    @classmethod
    def at(cls, world: World, monkeypatch: pytest.MonkeyPatch) -> "Crowd":
        monkeypatch.setenv("ZHONGTAI_HOME", str(world.copy.home))
        stores = json.loads((world.copy.home / "demo.json").read_text())["stores"]
        of_dish = "SELECT sku_id FROM product.skus WHERE external_code = 'cucumber'"
        return cls(world, Counter(stores["bund"], world.copy.ask(of_dish)))

    def outlives(self, act: Callable[[Connection], Awaitable[list[str]]], middle: str) -> list[str]:
        """Kill the process as soon as the database says that it is the middle of an act."""
        copy = self.world.copy

        async def both() -> list[str]:
            async with connected(16) as connection:
                acting = asyncio.ensure_future(act(connection))
                await asyncio.to_thread(copy.wait_until, middle)
                assert not acting.done()
                copy.kill_process(APPS[copy.topology])
                return await acting

        return asyncio.run(both())

    def kept(self) -> set[str]:
        """Orders of crowds whose money stays."""
        return set(self.world.copy.ask(f"SELECT array_agg(order_id) {KEPT} = 'CNY'") or ())


@on_both
def test_a_flash_sale_whose_process_is_killed_sells_its_pieces_and_charges_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    copy, crowd, pieces = world.copy, Crowd.at(world, monkeypatch), 6
    session = session_of(crowd.counter.sku_id, crowd.counter.store_id, pieces)
    request = flash_pb.CreateSessionRequest(request_id=session.name[-6:], session=session)
    session_id = copy.rpc(FlashSaleServiceStub, "CreateSession", request).session.session_id
    admissions = f"FROM flash_sale.admissions WHERE session_id = '{session_id}'"
    before = crowd.kept()
    bought = crowd.outlives(
        lambda connection: crowd.counter.rush(connection, session_id, 16, pieces),
        f"SELECT count(*) > 1 {admissions} AND state >= 3",
    )
    sales = f"FROM flash_sale.sessions WHERE session_id = '{session_id}'"
    copy.wait_until(f"SELECT sold = pieces AND taken = pieces {sales}")
    sold = copy.ask(f"SELECT array_agg(order_id) {admissions} AND state = 4")
    assert sorted(sold) == sorted(bought)
    assert len(set(sold)) == pieces
    assert copy.ask(f"SELECT count(DISTINCT person_id) {admissions} AND state = 4") == pieces
    assert crowd.kept() - before == set(sold)
    assert copy.breaches() == []


@on_both
def test_groups_whose_process_is_killed_are_made_when_full_and_else_refunded(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    copy, crowd = world.copy, Crowd.at(world, monkeypatch)
    offer = offer_of(crowd.counter.sku_id)
    request = group_pb.CreateOfferRequest(request_id="crowd", offer=offer)
    offer_id = copy.rpc(GroupBuyServiceStub, "CreateOffer", request).offer.offer_id
    of_offer = f"WHERE offer_id = '{offer_id}' AND state"
    before, full, short = crowd.kept(), [3, 3], [2, 1]
    orders = crowd.outlives(
        lambda connection: crowd.counter.gather(connection, offer_id, full + short),
        f"SELECT count(*) > 1 {OF_CROWDS} AND wait_for <> '' AND paid > 0",
    )
    copy.wait_until(f"SELECT count(*) = {len(full)} FROM group_buy.groups {of_offer} = 2")
    made, missed = (set(copy.ask(ORDERS_OF_GROUPS, offer_id, state)) for state in (2, 1))
    assert (len(made), made | missed) == (sum(full), set(orders))
    copy.ask(f"UPDATE group_buy.groups SET deadline = now() {of_offer} = 1")
    copy.kill_process(APPS[copy.topology])
    ended = f"{OF_CROWDS} AND order_id = ANY (ARRAY{sorted(missed)})"
    copy.wait_until(f"SELECT count(*) = 3 {ended} AND status = 9 AND refunded = paid AND paid > 0")
    assert copy.ask(f"SELECT count(*) FROM group_buy.groups {of_offer} = 3") == len(short)
    at_store = "AND order_id = ANY ($1) AND status = 2 AND NOT waits"
    assert copy.ask(f"SELECT count(*) {OF_CROWDS} {at_store}", list(made)) == len(made)
    assert crowd.kept() - before == made
    assert copy.breaches() == []
