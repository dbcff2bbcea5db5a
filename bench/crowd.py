"""People who run for a flash sale, in a process of their own: others' calls do not wait for theirs.

They log in and say "ready"; told to go, they ask to be let in, each four times, and whoever is let
in orders and pays at once. In the end they tell, as JSON, how long attempts took and what was
bought.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import sys
import time
from dataclasses import dataclass, field

import uvloop

from cli.replay.connection import Connection, connected
from cli.replay.customers import Cashier, Customer, Refused
from mesh.data.batching import GroupCommit

AT_ONCE = 64
BUYING_AT_ONCE = 8
ATTEMPTS_EACH = 4


@dataclass(slots=True)
class Crowd:
    """People at one session; `bought` has the order of each who was let in, by the person."""

    connection: Connection
    session_id: str
    store_id: str
    sku_id: str
    latencies: list[float] = field(default_factory=list)
    bought: dict[int, str] = field(default_factory=dict)
    _inside: set[str] = field(default_factory=set)
    _buying: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, people: list[Customer]) -> float:
        """Have everybody ask, in any order; return how many seconds that took."""
        turns = [number for number in range(len(people)) for _ in range(ATTEMPTS_EACH)]
        random.Random(len(people)).shuffle(turns)
        cashier: GroupCommit[str, str] = GroupCommit(Cashier(self.connection).pay)
        few, waiting = asyncio.Semaphore(BUYING_AT_ONCE), iter(turns)

        async def buy(number: int, token: str) -> None:
            async with few:
                self.bought[number] = await self._buy(people[number], token, cashier)

        async def ask() -> None:
            for number in waiting:
                token = await self._attempt(people[number])
                if token:
                    self._buying.append(asyncio.create_task(buy(number, token)))

        began = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
        took = time.perf_counter() - began
        await asyncio.gather(*self._buying)
        return took

    async def _attempt(self, customer: Customer) -> str:
        """Ask once, under a key of its own; return the token of who was let in just now."""
        body, began = {"store_id": self.store_id, "pieces": 1}, time.perf_counter()
        path = f"/flash-sales/{self.session_id}/admissions"
        try:
            admission = await customer.post(path, body, secrets.token_hex(12))
        except Refused:
            admission = {"state": "", "token": ""}
        self.latencies.append((time.perf_counter() - began) * 1000)
        token = str(admission["token"])
        if admission["state"] != "ADMITTED" or token in self._inside:
            return ""
        self._inside.add(token)
        return token

    async def _buy(self, customer: Customer, token: str, cashier: GroupCommit[str, str]) -> str:
        line = {"sku_id": self.sku_id, "quantity": 1}
        body = {"store_id": self.store_id, "service_type": "PICK_UP", "lines": [line]}
        order = await customer.post(
            "/orders", body | {"flash_sale_token": token}, secrets.token_hex(12)
        )
        path = f"/orders/{order['order_id']}/payments"
        payment = await customer.post(path, {"provider": "sandbox"}, secrets.token_hex(12))
        await cashier.submit(payment["payment_id"])
        return str(order["order_id"])


async def _run(session_id: str, store_id: str, sku_id: str, count: int) -> None:
    async with connected(AT_ONCE) as connection:
        people = [Customer(connection, f"bench-crowd-{number}") for number in range(count)]
        at_once = asyncio.Semaphore(AT_ONCE)

        async def log_in(customer: Customer) -> None:
            async with at_once:
                await customer.token()

        await asyncio.gather(*map(log_in, people))
        print("ready", flush=True)
        if not await asyncio.to_thread(sys.stdin.readline):
            # Whoever measures is gone.
            return
        crowd = Crowd(connection, session_id, store_id, sku_id)
        seconds = await crowd.run(people)
        told = {"seconds": seconds, "latencies": crowd.latencies, "bought": crowd.bought}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    session, store, sku, people = sys.argv[1:]
    uvloop.run(_run(session, store, sku, int(people)))
