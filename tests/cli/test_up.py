"""`zhongtai up` serves, mends itself, ends in order and leaves nothing running."""

import signal
from collections.abc import Iterator

import psutil
import pytest

from mesh.process.postgres import PostgresServer
from tests.cli.world import Shell, all_end, descendants, shell_in


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A running platform of two processes, which the last test that needs it ends."""
    with shell_in(tmp_path_factory.mktemp("pair")) as shell:
        shell.up("pair")
        yield shell


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_in_order(shell: Shell, number: signal.Signals):
    platform = shell.up("pair")
    children = descendants(platform.pid)
    assert len(children) == 2
    platform.send_signal(number)
    shell.read_until(platform, "stopped")
    assert platform.wait() == 0
    assert not any(child.is_running() for child in children)


def test_processes_die_with_a_supervisor_that_is_killed(shell: Shell):
    platform = shell.up("pair")
    children = descendants(platform.pid)
    platform.kill()
    assert all_end(children)


def test_a_killed_platform_starts_again(shell: Shell):
    shell.up("pair").kill()
    shell.up("pair")
    assert shell.status()["healthy"]


def test_status_tells_what_runs_and_where(pair: Shell):
    [platform] = pair.running
    status = pair.status()
    assert status["running"]
    assert status["healthy"]
    assert status["pid"] == platform.pid
    assert {process["name"] for process in status["processes"]} == {"edge", "rear"}
    assert {"grpc", "http", "docs", "shop", "till", "metrics"} <= set(status["endpoints"])
    assert pair.call("status").stdout.count("serving") == 2


def test_a_process_that_dies_is_started_again_and_said(pair: Shell):
    [platform] = pair.running
    before = pair.pid_of("rear")
    psutil.Process(before).kill()
    pair.read_until(platform, "rear was killed by SIGKILL")
    child = next(child for child in _until_new(platform.pid, before))
    assert child.is_running()


def _until_new(supervisor: int, before: int):
    """The new process, as soon as there is one: the old one has ended and two are there."""
    while True:
        children = [child for child in descendants(supervisor) if child.pid != before]
        if len(children) == 2:
            yield from children


def test_status_says_so_when_nothing_runs(shell: Shell):
    done = shell.call("status")
    assert done.returncode == 1
    assert "nothing runs with" in done.stdout


def test_down_ends_what_runs(pair: Shell):
    [platform] = pair.running
    children = descendants(platform.pid)
    assert f"stopped process {platform.pid}" in pair.call("down").stdout
    assert all_end(children)
    assert "nothing runs" in pair.call("down").stdout


@pytest.mark.postgres
def test_our_postgresql_is_taken_over_after_a_kill_and_ends_with_the_platform(shell: Shell):
    del shell.env["ZHONGTAI_DATABASE_URL"]
    shell.up("single").kill()
    server = PostgresServer(shell.home)
    left_behind = server.pid
    assert left_behind is not None
    second = shell.up("single")
    assert server.pid == left_behind
    second.terminate()
    shell.read_until(second, "stopped")
    assert second.wait() == 0
    assert server.pid is None


@pytest.mark.postgres
def test_down_stops_a_postgresql_left_behind(shell: Shell):
    del shell.env["ZHONGTAI_DATABASE_URL"]
    shell.up("single").kill()
    assert "stopped PostgreSQL" in shell.call("down").stdout
    assert PostgresServer(shell.home).pid is None


@pytest.mark.postgres
def test_migrate_applies_once_and_then_has_nothing_to_do(shell: Shell, database_url: str):
    shell.env |= {"ZHONGTAI_DATABASE_URL": database_url}
    assert "0001_kept.sql" in shell.call("migrate").stdout
    assert "up to date" in shell.call("migrate").stdout


@pytest.mark.postgres
def test_status_says_which_database_does_not_answer(shell: Shell, database_url: str):
    shell.up("single", ZHONGTAI_DATABASE_URL=database_url)
    (problem,) = shell.status()["problems"]
    assert problem.startswith("keeper: ")


def test_workers_are_shown_started_again_and_ended_together(shell: Shell):
    platform = shell.up("plugged", "--workers", "2")
    status = shell.status()
    names = {process["name"]: process["pid"] for process in status["processes"]}
    assert status["healthy"]
    assert set(names) == {"platform", "platform-2"}
    psutil.Process(names["platform-2"]).kill()
    shell.read_until(platform, "platform-2 was killed by SIGKILL")
    again = next(_until_new(platform.pid, names["platform-2"]))
    assert shell.pid_of("platform") == names["platform"]
    platform.terminate()
    shell.read_until(platform, "stopped")
    assert platform.wait() == 0
    assert not again.is_running()
