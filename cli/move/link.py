"""The platform as a move sees it: its public port, as an operator of one chain."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from cli.home import read_running
from cli.problems import Problem
from cli.replay.connection import CALL_SECONDS, MAX_MESSAGE_BYTES
from cli.replay.patience import ask
from mesh.call.context import Identity
from mesh.call.errors_wire import refusal_of
from mesh.edge.public_tls import local_channel
from mesh.process.settings import ProcessSettings
from mesh.process.token_records import mint

TOKEN_SECONDS = 12 * 3600
AT_ONCE = 16
"""Calls under way at once, where each is about one row."""
READS = frozenset(
    {"catalog.read", "members.read", "orders.read", "persons.read", "stock.read", "stores.read"}
)
CHECKS = frozenset({"catalog.write", "members.write", "persons.write"})
"""What a dry run needs besides: centers are asked what they would do."""
WRITES = frozenset(
    {
        *("catalog.write", "members.write", "orders.write", "persons.write", "stock.write"),
        "stores.write",
    }
)

Request = TypeVar("Request", bound=Message)
Reply = TypeVar("Reply", bound=Message)
Item = TypeVar("Item")
Method = grpc.aio.UnaryUnaryMultiCallable[Request, Reply]


@dataclass(frozen=True, slots=True)
class Link:
    """A channel to the platform, and what goes with every call of a stub."""

    channel: grpc.aio.Channel
    options: Mapping[str, Any]

    async def ask(self, method: Method[Request, Reply], request: Request) -> Reply:
        """Call what may be repeated, again while the platform is away."""
        return await ask(method, request, self.options)

    async def paged(self, method: Method[Request, Reply], request: Any) -> AsyncIterator[Reply]:
        """Yield the pages of a list; a page that was not answered is asked for again."""
        while True:
            page: Any = await self.ask(method, request)
            yield page
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token


@asynccontextmanager
async def linked(merchant: str, scopes: frozenset[str]) -> AsyncIterator[Link]:
    """Connect to the platform of this state folder. Raise Problem when none is there."""
    home = ProcessSettings.read(os.environ).home
    running = read_running(home)
    if running is None:
        raise Problem(
            f"No platform runs in {home}. Start it with `zhongtai up`, or set ZHONGTAI_HOME to "
            "the state folder of the one that runs."
        )
    token = mint(home, Identity("operator", "move", merchant, scopes), TOKEN_SECONDS)
    size = [("grpc.max_receive_message_length", MAX_MESSAGE_BYTES)]
    async with local_channel(running["endpoints"]["grpc"], os.environ, size) as channel:
        metadata = (("authorization", f"Bearer {token}"),)
        options = {"metadata": metadata, "timeout": CALL_SECONDS, "wait_for_ready": True}
        yield Link(channel, options)


async def each(
    items: Iterable[Item], work: Callable[[Item], Awaitable[None]], done: Callable[[], object]
) -> None:
    """Do some work for each item, several at once; call `done` after each."""
    waiting = iter(items)

    async def go_on() -> None:
        for item in waiting:
            await work(item)
            done()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(go_on())
    except BaseExceptionGroup as failed:
        # The first says why; the others were ended by it, or say the same.
        raise failed.exceptions[0] from None


def key_of(*parts: object) -> str:
    """Return a request id that is the same whenever the same is asked for."""
    words = "\n".join(map(str, parts))
    return f"move-{hashlib.sha256(words.encode()).hexdigest()[:40]}"


def why(exc: grpc.aio.AioRpcError) -> str:
    """Return in words why something was refused; raise it again where it is no refusal."""
    reason = refusal_of(exc).reason
    if not reason:
        raise exc
    return f"{reason}: {exc.details()}"
