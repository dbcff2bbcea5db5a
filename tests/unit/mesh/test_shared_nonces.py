"""Processes that share a table take each message once, between them."""

import fcntl
from pathlib import Path

import pytest

from mesh.edge import shared_nonces
from mesh.edge.replays import ReplayGuard
from mesh.edge.shared_nonces import WAYS, Crowded, SharedNonces
from mesh.pure.errors import RateLimited, Unauthenticated

NOW = 1_800_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "miniapp.nonces"


def guard(file: Path) -> ReplayGuard:
    return ReplayGuard(lambda: NOW, shared=SharedNonces(file))


def test_a_message_that_one_process_took_no_other_takes(file):
    here, there = guard(file), guard(file)
    here.admit("anna", str(NOW), "nonce-0001")
    for each in (here, there):
        with pytest.raises(Unauthenticated):
            each.admit("anna", str(NOW + 1), "nonce-0001")
    there.admit("bert", str(NOW), "nonce-0001")


def test_a_process_that_comes_back_knows_what_it_took(file):
    guard(file).admit("anna", str(NOW), "nonce-0001")
    with pytest.raises(Unauthenticated):
        guard(file).admit("anna", str(NOW), "nonce-0001")


def test_a_message_is_forgotten_when_its_time_refuses_it(file):
    table = SharedNonces(file)
    assert table.add("m", until=NOW, now=NOW)
    assert not table.add("m", until=NOW, now=NOW)
    assert table.add("m", until=NOW + 300, now=NOW + 1)


def test_no_message_is_taken_that_could_not_be_remembered(file, monkeypatch):
    monkeypatch.setattr(shared_nonces, "_ROWS", 1)
    table = SharedNonces(file)
    for number in range(WAYS):
        assert table.add(str(number), until=NOW, now=NOW)
    with pytest.raises(Crowded):
        table.add("one more", until=NOW, now=NOW)
    with pytest.raises(RateLimited):
        ReplayGuard(lambda: NOW, shared=table).admit("anna", str(NOW), "nonce-0001")
    assert table.add("one more", until=NOW + 1, now=NOW + 1)


def test_a_table_that_another_process_holds_keeps_nobody_waiting(file, monkeypatch):
    monkeypatch.setattr(shared_nonces, "TRIES", 2)
    table = SharedNonces(file)
    with file.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Crowded):
            table.add("m", until=NOW, now=NOW)
    assert table.add("m", until=NOW, now=NOW)
