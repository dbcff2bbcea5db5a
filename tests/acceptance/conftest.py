"""One platform of each topology for the acceptance tests of a worker.

Each module is a chain of its own on it, so that what one does no other sees. The tests of one
topology are run before those of the other, and the platform ends with the last that needs it.
"""

import itertools
import logging
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import structlog

from simulators.sf.platform import Sf
from simulators.square.platform import Square
from tests import sf, square
from tests.acceptance.meituan import Meituan, Pushes
from tests.acceptance.shop import Phone, Shop
from tests.databases import fresh_database, in_own_loop, migrate_all, name_in
from tests.platform import MERCHANT, Platform, running_platform

MOST_CHAINS = 200
ERP_CHAIN = "chain-erp"
"""The chain whose ERP and CRM are a folder."""

CRM_CHAIN = "chain-crm"
"""The chain whose points are kept at a CRM."""
POLICY_CHAIN = "chain-policy"
"""The chain that has rules of its own, in a folder."""
SQUARE_CHAIN = "chain-square"
"""The chain that has an account at Square, with one location."""
SQUARE_STORE = "harbour"
"""What that location is called."""
SF_CHAIN = "chain-sf"
"""The chain that has an account at SF, whose riders bring its orders."""

CHAINS = (
    *(MERCHANT, ERP_CHAIN, CRM_CHAIN, POLICY_CHAIN, SQUARE_CHAIN, SF_CHAIN),
    *(f"chain{n}" for n in range(MOST_CHAINS)),
)
SHARED = {
    "ZHONGTAI_MINIAPP_APPS": ",".join(f"wx-{chain}={chain}" for chain in CHAINS),
    "ZHONGTAI_MALL_APPS": ",".join(f"app-{chain}={chain}" for chain in CHAINS),
    "ZHONGTAI_MINIAPP_RATE_PER_SECOND": "10000",
    "ZHONGTAI_CARRIER_SANDBOX_STEP_MILLISECONDS": "300",
    # Besides the usual plug-ins a till that does as the remark of an order says.
    "ZHONGTAI_PLUGIN_PATH": str(Path(__file__).with_name("plugins")),
    "ZHONGTAI_POS_PLUGIN": "pos_till",
}

_numbers = itertools.count()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the processes of its platform logged."""
    report = yield
    shop = getattr(item, "funcargs", {}).get("shop")
    if report.failed and isinstance(shop, Shop):
        report.sections += [(f"log of {name}", text) for name, text in shop.platform.logs().items()]
    return report


@pytest.fixture(scope="package", autouse=True)
def logs() -> Iterator[None]:
    """Of `single`, which runs in here, no more is logged than of processes: a line costs a call."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="package", params=["single", "mesh"])
def topology(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def migrated_url(pg_url: str) -> Iterator[str]:
    """A database with the schemas of all centers and nothing in them, to be copied."""
    with fresh_database(pg_url) as url:
        in_own_loop(migrate_all(url))
        yield url


@pytest.fixture(scope="module")
def own_database_url(topology: str, pg_url: str, migrated_url: str) -> Iterator[str]:
    """A fresh database for the tests of one module on one topology."""
    with fresh_database(pg_url, template=name_in(migrated_url)) as url:
        yield url


@pytest.fixture(scope="package")
def erp_folder(topology: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the ERP of one chain of the shared platform."""
    root = tmp_path_factory.mktemp(f"erp-{topology}")
    (root / ERP_CHAIN / "in").mkdir(parents=True)
    return root


@pytest.fixture(scope="package")
def policy_folder(topology: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the rules of one chain of the shared platform."""
    return tmp_path_factory.mktemp(f"policy-{topology}")


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def at_square(
    topology: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Square, dict[str, str]]]:
    """Square, and the settings with which a platform finds it."""
    folder = tmp_path_factory.mktemp(f"square-{topology}")
    there = square.chains(folder, SQUARE_CHAIN, stores=(SQUARE_STORE,), currency="CNY")
    async with square.simulated(there) as side:
        more = {"ZHONGTAI_POS_SQUARE_POLL_SECONDS": "2", "ZHONGTAI_SQUARE_PORT": "0"}
        yield side, there.env(side.url) | more


@pytest.fixture(scope="module")
def square_side(at_square: tuple[Square, dict[str, str]]) -> Square:
    """The Square of the shared platform."""
    return at_square[0]


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def at_sf(
    topology: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Sf, dict[str, str]]]:
    """SF, and the settings with which a platform finds it."""
    there = sf.chains(tmp_path_factory.mktemp(f"sf-{topology}"), SF_CHAIN)
    async with sf.simulated(there) as side:
        yield side, there.env(side.url)


@pytest.fixture(scope="module")
def sf_side(at_sf: tuple[Sf, dict[str, str]], shared_platform: Platform) -> Sf:
    """The SF of the shared platform, at which the platform's address is entered."""
    side = at_sf[0]
    side.courier.address = f"{shared_platform.http_url}/notices/carrier/sf"
    return side


@pytest.fixture(scope="package")
def plugin_settings(
    erp_folder: Path,
    policy_folder: Path,
    at_square: tuple[Square, dict[str, str]],
    at_sf: tuple[Sf, dict[str, str]],
) -> dict[str, str]:
    """What the plug-ins of the shared platform are told: each serves a chain of its own."""
    return {
        **at_square[1],
        **at_sf[1],
        "ZHONGTAI_FILE_DROP_FOLDER": str(erp_folder),
        "ZHONGTAI_FILE_DROP_LOOK_MILLISECONDS": "200",
        "ZHONGTAI_FILE_DROP_SETTLE_MILLISECONDS": "0",
        "ZHONGTAI_ERP_PLUGIN": f"{ERP_CHAIN}=file_drop",
        "ZHONGTAI_ERP_PULL_SECONDS": "0.3",
        "ZHONGTAI_OMS_SANDBOX_CHAINS": "*",
        "ZHONGTAI_CRM_LEDGER_CHAINS": CRM_CHAIN,
        "ZHONGTAI_CRM_PLUGIN": f"{CRM_CHAIN}=crm_ledger,{ERP_CHAIN}=file_drop",
        "ZHONGTAI_CRM_PULL_SECONDS": "0.3",
        "ZHONGTAI_POLICY_RULES_FOLDER": str(policy_folder),
        "ZHONGTAI_POLICY_PLUGIN": f"{POLICY_CHAIN}=policy_rules",
        # Longer than where people wait: a machine that runs tests is busy.
        "ZHONGTAI_POLICY_SECONDS": "3",
    }


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def shared_platform(
    topology: str, pg_url: str, migrated_url: str, plugin_settings: dict[str, str]
) -> AsyncIterator[Platform]:
    """The platform on which each module is a chain of its own."""
    with fresh_database(pg_url, template=name_in(migrated_url)) as url:
        async with running_platform(topology, url, **SHARED, **plugin_settings) as platform:
            yield platform


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def own_platform(topology: str, own_database_url: str) -> AsyncIterator[Platform]:
    """A platform for one module alone, which overrides `platform` with it."""
    async with running_platform(topology, own_database_url, **SHARED) as platform:
        yield platform


@pytest.fixture(scope="module")
def merchant() -> str:
    """The chain that a module is."""
    return f"chain{next(_numbers)}"


@pytest.fixture(scope="module")
def platform(shared_platform: Platform, merchant: str) -> Platform:
    """The platform, whose tokens are of the module's chain."""
    shared_platform.merchant = merchant
    return shared_platform


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(platform: Platform) -> AsyncIterator[Shop]:
    """The demo chain, open."""
    # Servers close what is idle for longer: none is used in the moment in which it is closed.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=1.0)
    async with httpx.AsyncClient(timeout=60, limits=limits) as http:
        shop = Shop(platform, http)
        await shop.open()
        yield shop


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def anna(shop: Shop) -> Phone:
    return await shop.phone("anna")


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def known(shop: Shop, anna: Phone) -> dict[str, str]:
    """Texts that name something there is, by the name of their field."""
    order = await anna.paid_order("cucumber")
    sku_id = shop.skus["cucumber"]["sku_id"]
    return {
        **dict.fromkeys(("store_id", "store_ids"), shop.store_id),
        **dict.fromkeys(("order_id", "order_ids"), order["order_id"]),
        **dict.fromkeys(("person_id", "person_ids"), anna.person_id),
        **dict.fromkeys(("sku_id", "sku_ids"), sku_id),
        **dict.fromkeys(("channel", "channels"), "miniapp"),
        **dict.fromkeys(("date", "business_date", "bill_date"), "2026-12-25"),
        **dict.fromkeys(("line_id", "line_ref", "contact_phone", "pickup_code"), "1"),
        "currency_code": "CNY",
        "time_zone": "Asia/Shanghai",
        "provider": "sandbox",
    }


@pytest.fixture(scope="module")
def meituan(topology: str) -> Iterator[Meituan]:
    """Meituan, for the modules whose chain has an account there; for each topology a new one."""
    side = Meituan()
    yield side
    side.close()


@pytest.fixture
def push(shop: Shop) -> Pushes:
    """Meituan's way to the gateway."""
    return Pushes(shop.http, shop.url)
