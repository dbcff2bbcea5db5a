"""Attempts to be let into a flash sale through the mini-program's door, and an empty call of it."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import time
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub

from bench.load import Result, run_load
from cli.replay.connection import CALL_SECONDS, MERCHANT, Connection
from cli.replay.customers import Customer, Refused
from mesh.call.context import Identity
from mesh.process.settings import ProcessSettings
from mesh.process.token_records import mint

PEOPLE = 256
PIECES = 64
"""For the fourth of the people: the others stand in line and ask again."""
SESSION_SECONDS = 3600
OPERATOR = Identity(
    "operator", "bench", MERCHANT, frozenset({"audit.read", "promotions.read", "promotions.write"})
)


async def measure(
    connection: Connection, store_id: str, sku_id: str, concurrency: int, seconds: float
) -> dict[str, Result]:
    """Return the attempts per second, each under a key of its own, and the empty calls.

    An empty call passes the door, the guard against repetition and the customer's token, and is
    refused by its form: nothing behind the gateway is asked.
    """
    path = f"/flash-sales/{await running_session(connection, sku_id, PIECES)}/admissions"
    people = [Customer(connection, f"bench-flash-{n}") for n in range(PEOPLE)]
    for customer in people:
        await customer.token()
    turns = itertools.cycle(people)

    async def attempt() -> None:
        body = {"store_id": store_id, "pieces": 1}
        await next(turns).post(path, body, secrets.token_hex(12))

    async def empty() -> None:
        with contextlib.suppress(Refused):
            await next(turns).post(path, {"pieces": 0}, secrets.token_hex(12))

    names = {"gateway_empty": ("empty call of the gateway", empty)}
    names["flash_sale"] = ("flash-sale attempt over HTTP", attempt)
    return {
        key: await run_load(name, call, concurrency=concurrency, seconds=seconds)
        for key, (name, call) in names.items()
    }


def operator_options() -> dict[str, Any]:
    """Return the options of calls that an operator of the chain makes."""
    token = mint(ProcessSettings.read(os.environ).home, OPERATOR, SESSION_SECONDS)
    return {"metadata": (("authorization", f"Bearer {token}"),), "timeout": CALL_SECONDS}


async def running_session(connection: Connection, sku_id: str, pieces: int) -> str:
    """Announce a session of so many pieces, and return its id once it runs."""
    options, now = operator_options(), int(time.time())
    stub = FlashSaleServiceStub(connection.channel)
    session = pb.Session(
        name="bench",
        sku_id=sku_id,
        price=money_pb2.Money(minor_units=1, currency_code="CNY"),
        pieces=pieces,
        pieces_per_person=1,
        begin_time=Timestamp(seconds=now - 1),
        end_time=Timestamp(seconds=now + SESSION_SECONDS),
    )
    create = pb.CreateSessionRequest(request_id=secrets.token_hex(12), session=session)
    kept = (await stub.CreateSession(create, **options)).session
    get = pb.GetSessionRequest(session_id=kept.session_id)
    while kept.state != pb.SESSION_STATE_RUNNING:
        kept = (await stub.GetSession(get, **options)).session
    return str(kept.session_id)
