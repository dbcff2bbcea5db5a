"""A store's menu read over HTTP again and again, whole and by its ETag."""

from __future__ import annotations

from typing import TypedDict

import psutil

from bench.load import Result
from bench.reader import Reader, read
from cli.replay.connection import Connection
from cli.replay.customers import Customer


class _Load(TypedDict):
    concurrency: int
    seconds: float


async def measure(
    connection: Connection, server: psutil.Process, store_id: str, concurrency: int, seconds: float
) -> dict[str, Result]:
    """Return the reads per second of a whole menu, and of one that the reader has already.

    `server` is the process of the gateway and of the centers that it asks.
    """
    customer = Customer(connection, "bench-menu")
    url = f"{connection.miniapp_url}/stores/{store_id}/menu?service_type=PICK_UP"
    headers = {"authorization": f"Bearer {await customer.token()}"}
    _, answered = await Reader(url, headers).get()
    known = headers | {"if-none-match": answered["etag"]}
    load: _Load = {"concurrency": concurrency, "seconds": seconds}
    return {
        "menu": await read("menu over HTTP", url, headers, server, **load),
        "menu_known": await read("menu by its ETag", url, known, server, expected=304, **load),
    }
