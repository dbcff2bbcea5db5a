"""An `up` after one that was killed waits until the killed one's processes have left its ports."""

import os
import socket

import pytest

from cli import ports
from cli.home import LOCK_FILE, locked
from cli.ports import decide
from cli.problems import Problem
from mesh.process.settings import GRPC_PORT, ProcessSettings

HOST = "127.0.0.1"


@pytest.fixture
def dying(monkeypatch):
    """A listener that leaves its port while it is waited for."""
    with socket.create_server((HOST, 0)) as listener:
        monkeypatch.setattr(ports.time, "sleep", lambda _seconds: listener.close())
        yield listener


def settings_of(listener: socket.socket) -> tuple[dict[str, str], ProcessSettings]:
    free = {f"ZHONGTAI_{name}_PORT": "0" for name in ("HTTP", "TILL", "CASHIER")}
    env = free | {GRPC_PORT: str(listener.getsockname()[1])}
    return env, ProcessSettings.read(env)


def test_a_port_that_becomes_free_within_the_patience_is_had(dying):
    number = dying.getsockname()[1]
    assert decide(*settings_of(dying), patience=60).grpc == number


def test_without_patience_a_taken_port_is_refused_at_once(dying):
    with pytest.raises(Problem, match="is taken by"):
        decide(*settings_of(dying))
    assert dying.fileno() >= 0


def test_a_folder_knows_whether_the_one_before_was_killed(tmp_path):
    with locked(tmp_path) as was_killed:
        assert not was_killed
    with locked(tmp_path) as was_killed:
        assert not was_killed
    (tmp_path / LOCK_FILE).write_text(str(os.getpid()))
    with locked(tmp_path) as was_killed:
        assert was_killed
