"""One PostgreSQL server for a whole run of tests, and fresh databases on it.

Workers of pytest-xdist share the server: it lies in the folder of their run.
"""

import os

# Servers are started as another user, by fork: what gRPC does around a fork can end the child.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

import gc
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Iterator
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import psutil
import pytest
import structlog
from hypothesis import HealthCheck, settings

from mesh.data.database import Database
from mesh.process.postgres import PostgresServer
from tests import machine
from tests.databases import Schemas, fresh_database, in_own_loop, loop_in_a_thread

if TYPE_CHECKING:
    from tests.pretix import Pretix
    from tests.tryton import Tryton

# Nothing is timed in the tests: a busy machine is no fault of what they prove.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Processes of a platform that do not find what is compiled would each compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_FOLDER_PREFIX = "zt-tests-"
_SERVER = "server"
# A worker may have the shared platform and one or two of a module's own, of some 80 each.
_CONNECTIONS_PER_WORKER = 250
# Thousands of examples of values leave much that ends by itself, and next to no cycles.
_GARBAGE = (50_000, 20, 50)
# What is loaded and collected before the first test stays to the end.
gc.disable()


class CenterDatabase(Protocol):
    """Makes a center's migrated database: ``db = await center_database("order", folder)``."""

    def __call__(self, name: str, migrations: Path | None) -> Awaitable[Database]: ...


def pytest_configure(config: pytest.Config) -> None:
    """Keep this run's files together, and clear away what earlier runs left behind.

    Unless TMPDIR says where, they lie in memory if there is plenty of it: databases are made and
    removed by the hundred. Those of a run in which something failed stay until the next.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    in_memory = None if "TMPDIR" in os.environ else machine.place_in_memory()
    place = in_memory or Path(tempfile.gettempdir())
    for folder in place.glob(f"{_FOLDER_PREFIX}*"):
        if not psutil.pid_exists(int(folder.name.removeprefix(_FOLDER_PREFIX))):
            _remove(folder)
    folder = place / f"{_FOLDER_PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o755)
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    # State folders that tests make may be closed to the server's user: no trace beyond the run.
    os.environ["ZHONGTAI_PG_PLACE"] = str(folder / "places")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Have the run's files removed at the end, unless something failed."""
    if "PYTEST_XDIST_WORKER" not in os.environ and exitstatus == pytest.ExitCode.OK:
        # Behind what multiprocessing itself removes, at -100.
        Finalize(None, _remove, (Path(tempfile.gettempdir()),), exitpriority=-200)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage among what tests make, and not again and again in all that is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many workers `-n auto` is."""
    return machine.workers()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share out the tests by file and topology where files are asked for."""
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.shares import FilesByTopology

    return FilesByTopology(config, log)


def _remove(folder: Path) -> None:
    pid = PostgresServer(folder / _SERVER).pid
    if pid is not None:
        server = psutil.Process(pid)
        server.send_signal(signal.SIGQUIT)
        psutil.wait_procs([server], timeout=10)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Let no test that sets up the log, as a command does, do so for those that follow."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
    """The URL of a temporary PostgreSQL server, empty but for what tests make in it."""
    folder = Path(tempfile.gettempdir()) / _SERVER
    folder.mkdir(mode=0o755, exist_ok=True)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    connections = _CONNECTIONS_PER_WORKER * workers
    server = PostgresServer(folder, durable=False, connections=connections)
    in_own_loop(server.start())
    yield server.url
    in_own_loop(server.stop())


@pytest.fixture(scope="module")
def database_url(pg_url: str) -> Iterator[str]:
    """The URL of a fresh database for the tests of one module."""
    with fresh_database(pg_url) as url:
        yield url


@pytest.fixture(scope="session")
def schemas(pg_url: str) -> Iterator[Schemas]:
    """The database in which tests of centers have their schemas."""
    with fresh_database(pg_url) as url, loop_in_a_thread() as loop:
        schemas = Schemas(url, loop)
        yield schemas
        schemas.close()


@pytest.fixture
async def center_database(schemas: Schemas) -> AsyncIterator[CenterDatabase]:
    """Makes databases for one test: ``await center_database("order", migrations_folder)``.

    The first call of a test gives a schema that is migrated and empty; another call with
    the same name gives another pool on it, as a second process would have.
    """
    made: list[Database] = []

    async def make(name: str, migrations: Path | None) -> Database:
        if name not in {database.schema for database in made}:
            await schemas.take(name, migrations)
        made.append(Database(schemas.url, name))
        return made[-1]

    yield make
    for database in made:
        await database.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A headless Chromium for the tests of a worker; each tab is another person's."""
    from tests.plugins.browser import a_browser

    with a_browser(tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture(scope="module")
def tryton(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Tryton"]:
    """A real Tryton for the tests of one module. Where nobody has installed it, that is done."""
    from tests.tryton import Tryton, installed

    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        programs, database = installed()
    there = Tryton(programs, database, tmp_path_factory.mktemp("tryton"))
    there.start()
    yield there
    there.close()


@pytest.fixture(scope="module")
def pretix(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Pretix"]:
    """A real pretix for the tests of one module. Where nobody has installed it, that is done."""
    from tests.pretix import Pretix, installed

    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        programs, database = installed()
    there = Pretix(programs, database, tmp_path_factory.mktemp("pretix"))
    there.start()
    yield there
    there.close()
