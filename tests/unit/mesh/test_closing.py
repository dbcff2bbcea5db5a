"""Databases are tidied and closed side by side: one that hangs or fails keeps no other waiting."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from mesh.data.database import Database
from mesh.process import base
from mesh.process.base import ProcessBase
from mesh.pure.errors import DeadlineExceeded


async def nothing() -> None:
    pass


def process(*databases: object) -> Any:
    """What of a process is used here."""
    plugins = SimpleNamespace(close=nothing)
    return SimpleNamespace(databases=databases, plugins=plugins, peers=None)


async def test_no_database_waits_for_another_to_be_closed(monkeypatch):
    all_closing = asyncio.Barrier(3)
    monkeypatch.setattr(Database, "close", lambda _: all_closing.wait())
    await ProcessBase.close(process("a", "b", "c"))


async def test_answers_are_forgotten_in_all_databases_though_one_fails(monkeypatch):
    tidied = []

    async def forget(database: str) -> None:
        if database == "a":
            raise DeadlineExceeded
        tidied.append(database)

    monkeypatch.setattr(base, "forget_answers", forget)
    with pytest.raises(DeadlineExceeded):
        await ProcessBase.tidy(process("a", "b", "c"))
    assert tidied == ["b", "c"]
