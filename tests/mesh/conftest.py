"""The test contract is generated here, before test modules import its stubs."""

import atexit
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from grpc_tools import protoc

from mesh.data.database import Database
from mesh.feed.feed import Feed
from tests.conftest import CenterDatabase
from tests.mesh.feeds import LONG_SECONDS

_PROTOS = Path(__file__).with_name("protos")
_OUT = tempfile.mkdtemp(prefix="zhongtai-stubs-")
atexit.register(shutil.rmtree, _OUT, ignore_errors=True)

_FAILED = protoc.main(
    [
        "protoc",
        f"-I{_PROTOS}",
        f"--python_out={_OUT}",
        f"--grpc_python_out={_OUT}",
        *(str(file) for file in _PROTOS.rglob("*.proto")),
    ]
)
if _FAILED:
    raise RuntimeError("the test contract does not compile")
sys.path.insert(0, _OUT)


@pytest.fixture
async def open_feed() -> AsyncIterator[Callable[..., Feed]]:
    opened: list[Feed] = []

    def make(db: Database, **options: float) -> Feed:
        opened.append(Feed(db, **options))
        return opened[-1]

    yield make
    for feed in opened:
        await feed.close()


@pytest.fixture
async def db(center_database: CenterDatabase) -> Database:
    return await center_database("order", None)


@pytest.fixture
def feed(db: Database, open_feed: Callable[..., Feed]) -> Feed:
    return open_feed(db)


@pytest.fixture
def sleepy(db: Database, open_feed: Callable[..., Feed]) -> Feed:
    """A feed whose readers do not poll."""
    return open_feed(db, poll_seconds=LONG_SECONDS)
