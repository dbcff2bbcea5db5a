"""A replay outlives the death of any process, and a full disk: the same totals as without, and a
clean audit.
"""

import itertools
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from zhongtai.inventory.v1 import stock_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub

from mesh.process.postgres import PostgresServer
from tests.acceptance.copies import Copy, copy_of, table_of
from tests.acceptance.disks import keep_full, small_disk
from tests.acceptance.recorded import Year, pizza_year

pytestmark = [pytest.mark.topology, pytest.mark.postgres]

ORDERS = 60
STOCK = 100_000
FULL_SECONDS = 30.0
OF_PIZZAS = """FROM "order".orders WHERE channel = 'miniapp'"""


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
        before = sum(year.orders for year in self.years)
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
        kept = "SELECT count(*) FROM payment.payments WHERE captured > refunded + refunding"
        assert self.copy.ask(kept) == orders
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
    outlived(world, lambda: world.copy.kill_plugin(plugin))


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
    year, replay = world.started()
    unpaid, lapsed = (f"SELECT count(*) {OF_PIZZAS} AND status = {at}" for at in (1, 9))
    # While its provider does not answer no payment ends.
    world.copy.kill_plugin("payment_sandbox", signal.SIGSTOP)
    world.copy.wait_until(f"{unpaid} HAVING count(*) > 0")
    replay.kill()
    replay.wait()
    world.copy.kill_plugin("payment_sandbox")
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
