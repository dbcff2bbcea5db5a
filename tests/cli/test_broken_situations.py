"""Each broken situation ends in one message that says what to do, with exit code 2."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import home
from cli.problems import Problem
from tests.cli.world import Shell


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


@pytest.mark.parametrize("which", ["GRPC", "HTTP", "TILL", "CASHIER"])
def test_a_taken_port_is_named_with_its_holder_and_its_setting(
    shell: Shell, taken_port: str, which: str
):
    said = shell.refused("up", **{f"ZHONGTAI_{which}_PORT": taken_port})
    assert f"Port {taken_port} on 127.0.0.1 is taken" in said
    assert f"(process {os.getpid()})" in said
    assert f"set ZHONGTAI_{which}_PORT" in said


def test_two_settings_with_the_same_port_are_both_named(shell: Shell):
    port = "39001"
    said = shell.refused("up", ZHONGTAI_GRPC_PORT=port, ZHONGTAI_TILL_PORT=port)
    assert "ZHONGTAI_GRPC_PORT and ZHONGTAI_TILL_PORT are both 39001" in said


def test_a_port_that_is_no_number_is_refused(shell: Shell):
    assert "ZHONGTAI_HTTP_PORT must be" in shell.refused("up", ZHONGTAI_HTTP_PORT="eighty")


def test_an_unknown_topology_is_refused(shell: Shell):
    assert "no topology 'galaxy'" in shell.refused("up", "--topology", "galaxy")


def test_an_unknown_command_is_refused_with_the_list_of_commands(shell: Shell):
    said = shell.refused("fly")
    assert "no command 'fly'" in said
    assert "status" in said


def test_a_state_folder_that_is_a_file_is_refused(shell: Shell):
    shell.home.write_text("a shopping list")
    assert "is a file, not a folder" in shell.refused("up")


def test_a_folder_with_strange_things_in_it_is_left_alone(shell: Shell):
    shell.home.mkdir()
    (shell.home / "diary.txt").write_text("dear diary")
    said = shell.refused("up")
    assert "things that are not ours (diary.txt)" in said
    assert [entry.name for entry in shell.home.iterdir()] == ["diary.txt"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps({"version": 0}), "made by an older version"),
        (json.dumps({"version": 99}), "made by a newer version"),
        ("{", "state unreadable"),
    ],
)
def test_a_state_folder_of_another_version_is_refused(shell: Shell, content: str, words: str):
    shell.home.mkdir()
    (shell.home / home.VERSION_FILE).write_text(content)
    said = shell.refused("up")
    assert words in said
    assert "set ZHONGTAI_HOME to a new folder" in said


def test_a_second_start_with_the_same_folder_names_the_first(shell: Shell):
    first = shell.up("pair")
    said = shell.refused("up", "--topology", "pair")
    assert f"already runs with {shell.home} (process {first.pid})" in said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full. Make room"),
        (errno.EDQUOT, "is full. Make room"),
        (errno.EACCES, "may not be written by this user"),
        (errno.EROFS, "read-only"),
    ],
)
def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
):
    def fail(path: Path, data: bytes) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(Problem, match=words):
        home.prepare(tmp_path / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_refused(shell: Shell):
    shell.home.parent.chmod(0o500)
    said = shell.refused("up")
    shell.home.parent.chmod(0o700)
    assert "may not be written by this user" in said


def test_a_nearly_full_disk_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(home, "NEEDED_FREE_MB", 2**40)
    with pytest.raises(Problem, match="MB left, at least"):
        home.prepare(tmp_path / "home")


def test_a_database_that_does_not_answer_is_named_without_its_address(shell: Shell):
    url = "postgresql://till:secret@127.0.0.1:1/none"
    said = shell.refused("up", ZHONGTAI_DATABASE_URL=url)
    assert "The database of keeper cannot be used" in said
    assert "secret" not in said


def test_a_process_that_cannot_start_shows_its_last_words_and_ends_the_rest(shell: Shell):
    said = shell.refused("up", "--topology", "faulty")
    assert "the oven is cold" in said
    assert not (shell.home / home.RUN_FILE).exists()
    assert shell.status()["running"] is False


def test_a_port_is_not_shared_with_another_program_that_would_share_it(shell: Shell):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        said = shell.refused("up", "--workers", "2", ZHONGTAI_GRPC_PORT=port)
    assert f"Port {port} on 127.0.0.1 is taken" in said


def test_workers_of_a_topology_of_several_processes_are_refused(shell: Shell):
    said = shell.refused("up", "--topology", "pair", "--workers", "2")
    assert "pair has 2 processes: workers are for a topology of one" in said


@pytest.mark.parametrize("count", ["0", "33", "many"])
def test_a_number_of_workers_that_cannot_be_is_refused(shell: Shell, count: str):
    assert "ZHONGTAI_WORKERS must be" in shell.refused("up", "--workers", count)
