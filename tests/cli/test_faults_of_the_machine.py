"""A power cut, another locale, an output that nobody reads: the platform serves all the same."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mesh.process.postgres import PostgresServer
from tests.cli.world import ROOT, Shell, all_end, descendants, shell_in


def until_healthy(shell: Shell) -> None:
    deadline = time.monotonic() + 60
    while not shell.status()["healthy"]:
        assert time.monotonic() < deadline


def cut_the_power(shell: Shell) -> None:
    """End everything at once, and leave on the disk what stands there."""
    server = PostgresServer(shell.home)
    postmaster = psutil.Process(server.pid)
    everything = [
        *descendants(shell.running[-1].pid),
        *postmaster.children(recursive=True),
        postmaster,
        psutil.Process(shell.running[-1].pid),
    ]
    for process in everything:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    shell.running[-1].wait()
    assert all_end(everything)


@pytest.fixture(scope="module")
def powered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A running platform with a PostgreSQL of its own, which runs again after each cut."""
    with shell_in(tmp_path_factory.mktemp("powered")) as shell:
        del shell.env["ZHONGTAI_DATABASE_URL"]
        shell.up("single")
        yield shell


@pytest.mark.postgres
@pytest.mark.parametrize("lock", ["as it was left", "of a stranger", "empty"])
def test_after_a_power_cut_the_first_start_serves(powered: Shell, lock: str):
    file = PostgresServer(powered.home).data_folder / "postmaster.pid"
    _, _, rest = file.read_text().partition("\n")
    cut_the_power(powered)
    if lock == "of a stranger":
        file.write_text(f"{os.getpid()}\n{rest}")
    elif lock == "empty":
        file.write_text("")
    powered.up("single")
    assert powered.status()["healthy"]


@pytest.fixture
def gbk(tmp_path: Path) -> dict[str, str]:
    """The environment of a terminal in simplified Chinese that knows no UTF-8."""
    place = tmp_path / "locales"
    place.mkdir()
    command = ["localedef", "-f", "GBK", "-i", "zh_CN", str(place / "zh_CN.GBK")]
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as exc:
        pytest.skip(f"the locale cannot be made here: {exc}")
    return {"LOCPATH": str(place), "LC_ALL": "zh_CN.GBK"}


def test_a_terminal_that_does_not_know_our_characters_is_no_hindrance(shell: Shell, gbk: dict):
    encoding = [sys.executable, "-c", "import sys; print(sys.stdout.encoding)"]
    told = subprocess.run(
        encoding, env=os.environ | gbk, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "gbk"
    shell.env |= gbk
    shell.up("pair")
    assert shell.call_anew("status").returncode == 0


def started_with(shell: Shell, stdout: object) -> subprocess.Popen[bytes]:
    """`up` with an output of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "up", "--topology", "pair"],
        env=shell.env, cwd=ROOT, stdout=stdout, stderr=subprocess.STDOUT,
    )  # fmt: skip
    shell.running.append(process)
    return process


def test_an_output_on_a_full_disk_ends_nothing(shell: Shell):
    with Path("/dev/full").open("wb") as full:
        platform = started_with(shell, full)
        until_healthy(shell)
        psutil.Process(shell.pid_of("rear")).kill()
        until_healthy(shell)
        platform.send_signal(signal.SIGTERM)
        assert platform.wait() == 0


def test_an_output_whose_reader_has_left_ends_nothing(shell: Shell):
    read_end, write_end = os.pipe()
    platform = started_with(shell, write_end)
    os.close(write_end)
    os.close(read_end)
    until_healthy(shell)
    assert platform.poll() is None


def test_a_process_logs_on_though_its_disk_is_full(shell: Shell):
    (shell.home / "logs").mkdir(parents=True)
    (shell.home / "logs" / "rear.log").symlink_to("/dev/full")
    shell.up("pair")
    assert shell.status()["healthy"]
