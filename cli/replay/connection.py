"""The running platform as a replay sees it: gRPC, the mini-program's REST, till and cashier."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import httpx

from cli.demo import read_credentials
from cli.home import read_running
from cli.problems import Problem
from mesh.call.context import Identity
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


@dataclass(frozen=True, slots=True)
class Connection:
    """Ways into one platform; `options` go with every call of a stub.

    `phones` is the client of all customers, `http` that of all others.
    """

    channel: grpc.aio.Channel
    options: dict[str, Any]
    http: httpx.AsyncClient
    phones: httpx.AsyncClient
    miniapp_url: str
    till_url: str
    cashier_url: str
    till_token: str
    app_id: str


@asynccontextmanager
async def connected(concurrency: int, caller: Identity = REPLAYER) -> AsyncIterator[Connection]:
    """Connect to the platform of this state folder as `caller`.

    Raise Problem when none is there.
    """
    settings = ProcessSettings.read(os.environ)
    running, demo = read_running(settings.home), read_credentials(settings.home)
    if running is None or not demo:
        raise Problem(
            f"No platform with the demo runs in {settings.home}. Start it with `make run`, or "
            "set ZHONGTAI_HOME to the state folder of the one that runs."
        )
    endpoints: dict[str, str] = running["endpoints"]
    token = mint(settings.home, caller, TOKEN_SECONDS)
    # Everything is on this machine or behind a proxy of the operator's: one context serves all.
    tls = ssl.create_default_context()
    size = [("grpc.max_receive_message_length", MAX_MESSAGE_BYTES)]
    async with AsyncExitStack() as stack:
        channel = local_channel(endpoints["grpc"], os.environ, size)
        await stack.enter_async_context(channel)
        http, phones = [
            await stack.enter_async_context(
                httpx.AsyncClient(
                    timeout=CALL_SECONDS, transport=SpreadTransport(pools, verify=tls)
                )
            )
            for pools in (POOLS, min(concurrency, MAX_POOLS))
        ]
        yield Connection(
            channel=channel,
            options={
                "metadata": (("authorization", f"Bearer {token}"),),
                "timeout": CALL_SECONDS,
                "wait_for_ready": True,
            },
            http=http,
            phones=phones,
            miniapp_url=endpoints["miniapp"],
            till_url=endpoints["till_rest"],
            cashier_url=endpoints["cashier"],
            till_token=str(demo.get("till_token", "")),
            app_id=str(demo.get("app_id", "")),
        )
