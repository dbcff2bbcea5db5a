"""One platform of each topology for all acceptance tests of a module."""

import httpx
import pytest
import pytest_asyncio

from tests.acceptance.shop import Shop
from tests.platform import running_platform


@pytest.fixture(scope="module", params=["single", "mesh"])
def topology(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(topology: str, database_url: str):
    """The demo chain, open."""
    rate = {"ZHONGTAI_MINIAPP_RATE_PER_SECOND": "10000"}
    async with (
        running_platform(topology, database_url, **rate) as platform,
        httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None)) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop
