"""The running platform as the command sees it: gRPC, the mini-program's REST, till and cashier."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import grpc
import httpx

from cli.demo import read_credentials
from cli.home import demand_running, read_running
from cli.problems import Problem
from cli.replay.patience import patiently
from mesh.call.context import Identity
from mesh.call.pages import Asking, Page, each_page
from mesh.edge.public_tls import local_channel
from mesh.edge.transport import SpreadTransport
from mesh.process.settings import ProcessSettings
from mesh.process.token_records import mint

MERCHANT = "demo"
REPLAYER = Identity(
    "service",
    "replay",
    MERCHANT,
    frozenset(
        {"catalog.read", "catalog.write", "orders.read", "orders.write"}
        | {"stores.read", "stores.write"}
    ),
)
TOKEN_SECONDS = 12 * 3600
CALL_SECONDS = 30.0
POOLS, MAX_POOLS = 8, 64
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
PAGE = 200
"""Rows of a page of a list: the most that a center gives at once."""

Request = TypeVar("Request")
Reply = TypeVar("Reply")
Listing = TypeVar("Listing", bound=Asking)
Method = grpc.aio.UnaryUnaryMultiCallable[Request, Reply]


@dataclass(frozen=True, slots=True)
class Link:
    """A channel to one platform, and the options that go with every call of a stub."""

    channel: grpc.aio.Channel
    options: dict[str, Any]

    async def ask(self, method: Method[Request, Reply], request: Request) -> Reply:
        """Call what may be repeated, again while the platform is away."""

        async def attempt() -> Reply:
            return await method(request, **self.options)

        return await patiently()(attempt)

    def paged(self, method: Method[Listing, Page], request: Listing) -> AsyncIterator[Page]:
        """Yield the pages of a list; a page that was not answered is asked for again."""
        return each_page(partial(self.ask, method), request)


@dataclass(frozen=True, slots=True)
class Connection(Link):
    """All ways into one platform that has the demo.

    `phones` is the client of all customers, `http` that of all others.
    """

    http: httpx.AsyncClient
    phones: httpx.AsyncClient
    miniapp_url: str
    till_url: str
    cashier_url: str
    till_token: str
    app_id: str


@asynccontextmanager
async def linked(caller: Identity) -> AsyncIterator[Link]:
    """Link to the platform of this state folder as `caller`. Raise Problem when none is there."""
    home = ProcessSettings.read(os.environ).home
    target = demand_running(home)["endpoints"]["grpc"]
    token = mint(home, caller, TOKEN_SECONDS)
    options = [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        # A connection of its own, also where several link to the same platform.
        ("grpc.use_local_subchannel_pool", 1),
    ]
    async with local_channel(target, os.environ, options) as channel:
        metadata = (("authorization", f"Bearer {token}"),)
        of_calls = {"metadata": metadata, "timeout": CALL_SECONDS, "wait_for_ready": True}
        yield Link(channel, of_calls)


@asynccontextmanager
async def connected(concurrency: int, caller: Identity = REPLAYER) -> AsyncIterator[Connection]:
    """Connect to the platform of this state folder as `caller`.

    Raise Problem when none is there.
    """
    home = ProcessSettings.read(os.environ).home
    running, demo = read_running(home), read_credentials(home)
    if running is None or not demo:
        raise Problem(
            f"No platform with the demo runs in {home}. Start it with `make run`, or "
            "set ZHONGTAI_HOME to the state folder of the one that runs."
        )
    endpoints: dict[str, str] = running["endpoints"]
    # Everything is on this machine or behind a proxy of the operator's: one context serves all.
    tls = ssl.create_default_context()
    async with AsyncExitStack() as stack:
        link = await stack.enter_async_context(linked(caller))
        http, phones = [
            await stack.enter_async_context(
                httpx.AsyncClient(
                    timeout=CALL_SECONDS, transport=SpreadTransport(pools, verify=tls)
                )
            )
            for pools in (POOLS, min(concurrency, MAX_POOLS))
        ]
        yield Connection(
            channel=link.channel,
            options=link.options,
            http=http,
            phones=phones,
            miniapp_url=endpoints["miniapp"],
            till_url=endpoints["till_rest"],
            cashier_url=endpoints["cashier"],
            till_token=str(demo.get("till_token", "")),
            app_id=str(demo.get("app_id", "")),
        )
