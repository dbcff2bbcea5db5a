"""Simulated platforms with every fault against the platform: both books hold the same."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from simulators.core.center import Center
from simulators.core.clock import Clock
from simulators.core.faults import Fault
from simulators.core.simulation import Plan, Simulation, simulation
from simulators.core.stores import Tills
from simulators.core.stories import stories_with
from simulators.eleme import platform as eleme
from simulators.meituan import platform as meituan
from tests.acceptance.shop import Shop
from tests.acceptance.test_platform_orders import breaches
from tests.platform import free_ports, running_platform

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

ACCOUNT, SECRET = "app-1", "what the platform gave"
ALL = frozenset(Fault)
PLATFORMS = {"meituan": meituan, "eleme": eleme}
OWN_RIDERS = {"eleme": frozenset({"xujiahui"})}

Listen = dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def listen() -> Listen:
    """Where each platform listens."""
    ports = free_ports(len(PLATFORMS))
    return {name: ("127.0.0.1", port) for name, port in zip(PLATFORMS, ports, strict=True)}


@pytest.fixture(scope="module")
def settings(listen: Listen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    file: Path = tmp_path_factory.mktemp("accounts") / "accounts.toml"
    file.touch(mode=0o600)
    file.write_text(f'[{ACCOUNT}]\nmerchant = "demo"\nsecret = "{SECRET}"\n', encoding="utf-8")
    found = {}
    for name, (host, port) in listen.items():
        prefix = f"ZHONGTAI_TAKEAWAY_{name.upper()}"
        found |= {
            f"{prefix}_ACCOUNTS": str(file),
            f"{prefix}_URL": f"http://{host}:{port}",
            f"{prefix}_CALLS_PER_SECOND": "200",
            f"{prefix}_SWEEP_SECONDS": "1",
        }
        if name in OWN_RIDERS:
            found[f"{prefix}_SELF_DELIVERY_STORES"] = ",".join(OWN_RIDERS[name])
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str, own_database_url: str, settings: dict[str, str]
) -> AsyncIterator[Shop]:
    """The demo chain on a platform whose gateway has an account at the simulated one."""
    async with (
        running_platform(topology, own_database_url, **settings) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop


@asynccontextmanager
async def selling(
    shop: Shop, listen: Listen, name: str, faults: frozenset[Fault]
) -> AsyncIterator[tuple[Simulation, Tills, Center]]:
    """A platform, the tills of the stores, and the order center as outsiders read it."""
    host, port = listen[name]
    plan = Plan(
        ACCOUNT, SECRET, f"{shop.url}/takeaway/{name}", f"http://{host}:{port}", (host, port),
        faults=faults, own_riders=OWN_RIDERS.get(name),
    )  # fmt: skip
    clock = Clock(pace=0.2)
    tills = Tills(
        shop.http,
        f"http://127.0.0.1:{shop.platform.env['ZHONGTAI_TILL_PORT']}",
        shop.till_secret,
        name,
        clock,
    )
    center = Center(shop.channel, shop.operator["metadata"], name, time.time() - 1)
    async with simulation(PLATFORMS[name], plan, clock) as simulated:
        following = asyncio.create_task(tills.follow())
        yield simulated, tills, center
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


@pytest.mark.parametrize("name", PLATFORMS)
async def test_every_story_with_every_fault_leaves_no_difference_and_a_clean_audit(
    shop: Shop, listen: Listen, name: str
):
    orders = len(stories_with(ALL))
    async with selling(shop, listen, name, ALL) as (simulated, tills, center):
        outcome = await simulated.run(orders, tills, center, shop.store_ids)
    assert outcome.differences == []
    assert len(outcome.held) == orders
    assert outcome.counts["forged"] > 0
    assert outcome.counts["outages"] > 0
    assert outcome.counts["lost for ever"] > 0
    assert await breaches(shop) == []
