"""A crowd at a flash sale: attempts per second, that they end exactly, and what others notice."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Coroutine
from functools import partial
from typing import Any

from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub

from bench.crowd import ATTEMPTS_EACH
from bench.flash_sales import operator_options, running_session
from bench.load import Result
from bench.orders import SKU, Orders
from cli.replay.connection import Connection
from cli.replay.customers import Customer

PEOPLE_A_PIECE = 10
OTHERS = 4
PAUSE_SECONDS = 0.2
"""Of each other customer, from one order to the next."""
SETTLE_SECONDS = 60.0
MOST_BYTES = 64 * 1024 * 1024


class NotExact(Exception):
    """The flash sale sold what it had not, or sold it to the wrong; the text says how."""


async def measure(
    connection: Connection, orders: Orders, store_id: str, sku_id: str, *, people: int, quiet: float
) -> dict[str, Result]:
    """Return the attempts of the crowd, and others' paid orders: `quiet` seconds before, and then.

    Raise NotExact.
    """
    pieces = max(1, people // PEOPLE_A_PIECE)
    session_id = await running_session(connection, sku_id, pieces)
    words = ("-m", "bench.crowd", session_id, store_id, sku_id, str(people))
    crowd = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=PIPE, stdout=PIPE, limit=MOST_BYTES
    )
    if crowd.stdin is None or crowd.stdout is None:
        raise RuntimeError("the crowd says nothing")
    await crowd.stdout.readline()
    others = partial(_others, connection, orders)
    _, before = await others("paid order of others, quiet", asyncio.sleep(quiet))
    crowd.stdin.write(b"go\n")
    line, during = await others("paid order of others meanwhile", crowd.stdout.readline())
    await crowd.wait()
    told = json.loads(line)
    await _demand_exact(connection, session_id, pieces, list(told["bought"].values()))
    attempts = people * ATTEMPTS_EACH
    name = f"{attempts:,} attempts by {people:,} people for {pieces:,} pieces"
    return {
        "flash_rush": Result(name, attempts / told["seconds"], told["latencies"]),
        "others_quiet": before,
        "others_rush": during,
    }


async def _others(
    connection: Connection, orders: Orders, name: str, meanwhile: Coroutine[Any, Any, Any]
) -> tuple[Any, Result]:
    """Have other customers order now and then, until something has happened."""
    happening, began = asyncio.ensure_future(meanwhile), time.perf_counter()
    latencies: list[float] = []

    async def order(customer: Customer) -> None:
        while not happening.done():
            asked = time.perf_counter()
            await orders.paid_by(customer, [SKU])
            latencies.append((time.perf_counter() - asked) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)

    customers = [Customer(connection, f"bench-other-{number}") for number in range(OTHERS)]
    await asyncio.gather(*map(order, customers))
    rate = len(latencies) / (time.perf_counter() - began)
    return await happening, Result(name, rate, latencies)


async def _demand_exact(
    connection: Connection, session_id: str, pieces: int, bought: list[str]
) -> None:
    """Raise NotExact unless each piece went to another person, who has paid it and nobody else."""
    stub, options = FlashSaleServiceStub(connection.channel), operator_options()
    get, ends = pb.GetSessionRequest(session_id=session_id), time.monotonic() + SETTLE_SECONDS
    session = (await stub.GetSession(get, **options)).session
    # The last notices may still be on their way.
    while session.sold < len(bought) and time.monotonic() < ends:
        session = (await stub.GetSession(get, **options)).session
        await asyncio.sleep(PAUSE_SECONDS)
    if not session.sold == session.taken == pieces == len(set(bought)) == len(bought):
        raise NotExact(
            f"{pieces} pieces: {session.taken} taken, {session.sold} sold, {len(bought)} bought"
        )
    audit = await stub.Audit(admission_pb2.AuditRequest(), **options)
    if broken := [check.name for check in audit.checks if check.breach_count]:
        raise NotExact(", ".join(broken))
