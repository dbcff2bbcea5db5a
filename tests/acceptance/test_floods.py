"""Strangers, and a customer, flood a platform, and another caller is answered all the same.

The platform and the flood are processes of their own. What is counted is what the flood was
refused and what the other caller was answered meanwhile: the one has a share of the other, however
fast the machine is and however long a flood lasts. Memory is bounded.
"""

import asyncio
import json
import sys
from contextlib import asynccontextmanager, suppress

import httpx
import psutil
import pytest
import pytest_asyncio
from zhongtai.store.v1 import store_service_pb2, store_service_pb2_grpc

from tests.platform import ROOT, running_platform

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"), pytest.mark.postgres, pytest.mark.topology,
]  # fmt: skip

FLOOD_SECONDS = 6
LEAST = 20
"""So many calls of the flood are refused, and of the other caller answered, at the least."""

ANSWER_SECONDS = 10
MOST_MEGABYTES = 512
LIMITS = {
    "ZHONGTAI_LIMIT_HTTP_HEADER_SECONDS": "2",
    "ZHONGTAI_LIMIT_HTTP_BODY_SECONDS": "2",
}


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def platform(own_database_url: str):
    async with running_platform("single", own_database_url, apart=True, **LIMITS) as platform:
        yield platform


@pytest.fixture(scope="module")
def topology() -> str:
    """The doors are the same in every topology."""
    return "single"


@asynccontextmanager
async def flooding(kind: str, target: str, token: str):
    """A flood that is under way; gives what it was told, as a task that ends with it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.acceptance.floods", kind, target, str(FLOOD_SECONDS), token),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"flooding\n"
    ended = asyncio.create_task(process.stdout.readline())
    try:
        yield ended
    finally:
        ended.cancel()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Other:
    """A caller with an identity, and the platform's memory, while a flood goes on."""

    def __init__(self, platform) -> None:
        self._platform = platform
        self._process = psutil.Process(platform.pid_of("platform"))
        self._stores = store_service_pb2_grpc.StoreServiceStub(platform.channel())
        self._metadata = platform.metadata("operator", "olga")
        self.answered = 0
        self.megabytes = 0.0

    async def call_until(self, ended: asyncio.Task[bytes]) -> None:
        """Call by HTTP and by gRPC. Raises when a call is refused or not answered in time."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as http:
            while not ended.done():
                reply = await http.get(f"{self._platform.http_url}/shop/config.json")
                assert reply.status_code == 200
                request = store_service_pb2.ListStoresRequest(page_size=1)
                await self._stores.ListStores(
                    request, metadata=self._metadata, timeout=ANSWER_SECONDS
                )
                self.answered += 2
                self.megabytes = max(self.megabytes, self._process.memory_info().rss / 2**20)
                # Somebody who looks at something, not another flood.
                await asyncio.sleep(0.02)


FLOODS = [
    ("headers", "http", "431", 1 / 40),
    ("slow", "http", "408", 1 / 40),
    ("watches", "grpc", "RESOURCE_EXHAUSTED", 1 / 60),
    ("messages", "grpc", "UNAUTHENTICATED", 2),
    ("previews", "grpc", "INVALID_ARGUMENT", 1 / 10),
]
"""With the answers that the other caller has for each refusal at the least: a third or less of
what two busy processors give it. What is refused costs more by one flood than by another."""


@pytest.mark.parametrize(("kind", "door", "refusal", "share"), FLOODS)
async def test_a_flood_is_refused_and_another_caller_has_its_share_of_answers(
    platform, kind: str, door: str, refusal: str, share: float
):
    target = platform.grpc_endpoint if door == "grpc" else platform.http_url.removeprefix("http://")
    token = platform.token("person", "per_1", channel="miniapp")
    other = Other(platform)
    async with flooding(kind, target, token) as ended:
        await other.call_until(ended)
        told = json.loads(await ended)
    refused = told.pop(refusal)
    assert refused >= LEAST
    assert "still open" not in told
    assert other.answered >= max(LEAST, refused * share)
    assert other.megabytes < MOST_MEGABYTES
