"""One platform of each topology for all acceptance tests of a module."""

from collections.abc import Iterator

import httpx
import pytest
import pytest_asyncio

from tests.acceptance.shop import Phone, Shop
from tests.databases import fresh_database, in_own_loop, migrate_all, name_in
from tests.platform import running_platform

RIDER_PAUSE = "ZHONGTAI_CARRIER_SANDBOX_STEP_MILLISECONDS"


@pytest.fixture(scope="module", params=["single", "mesh"])
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


@pytest.fixture(scope="module")
def more_env() -> dict[str, str]:
    """What a module adds to the environment of its platform."""
    return {}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(topology: str, own_database_url: str, more_env: dict[str, str]):
    """The demo chain, open."""
    env = {"ZHONGTAI_MINIAPP_RATE_PER_SECOND": "10000", RIDER_PAUSE: "300", **more_env}
    async with (
        running_platform(topology, own_database_url, **env) as platform,
        httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None)) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def anna(shop: Shop) -> Phone:
    return await shop.phone("anna")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
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
