"""Whoever listens on the ports that workers share, and is none of them, is found."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import ports
from cli.ports import demand_alone, free_port, strangers_at
from cli.problems import Problem
from mesh.call.server import PortTaken
from mesh.edge.listener import bind

HOST = "127.0.0.1"


@pytest.fixture
def worker() -> Iterator[socket.socket]:
    with bind(HOST, 0, shared=True) as listener:
        yield listener


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_a_worker_leaves_room_for_others_and_for_nobody_else(worker):
    with bind(HOST, port_of(worker), shared=True) as other:
        assert port_of(other) == port_of(worker)
    with pytest.raises(PortTaken):
        bind(HOST, port_of(worker))


def test_an_only_process_shares_its_port_with_nobody():
    with bind(HOST, 0) as listener, pytest.raises(PortTaken):
        bind(HOST, port_of(listener), shared=True)


def test_a_stranger_on_a_shared_port_is_named(worker):
    ours, number = {os.getpid()}, port_of(worker)
    assert strangers_at(HOST, [number], ours) == {}
    demand_alone(HOST, [number], ours)
    found = strangers_at(HOST, [number], ())
    assert f"(process {os.getpid()})" in found[number]
    with pytest.raises(Problem, match=f"Port {number} on {HOST} is shared with"):
        demand_alone(HOST, [number], ())


def test_a_stranger_at_another_address_is_none(worker):
    assert strangers_at("127.0.0.9", [port_of(worker)], ()) == {}
    assert strangers_at("0.0.0.0", [port_of(worker)], ())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("20000\t60999", range(10_000, 20_000)),
        ("", range(10_000, 32_768)),
        ("1024\t65535", range(1024, 65_536)),
    ],
)
def test_a_free_port_is_none_that_connections_are_given_unless_they_are_given_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, expected: range
):
    (tmp_path / "range").write_text(given)
    monkeypatch.setattr(ports, "_GIVEN", tmp_path / "range")
    assert all(free_port("127.0.0.1") in expected for _ in range(50))
