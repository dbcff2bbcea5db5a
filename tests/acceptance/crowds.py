"""Customers who go on through a crash, each of whose wishes has one key until it is answered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cli.replay.connection import Connection
from cli.replay.customers import Cashier, Customer, Refused

LOOK_SECONDS = 0.1
NOT_YET = {"FLASH_PRICE_NOT_READY", "GROUP_PRICE_NOT_READY", "SESSION_NOT_RUNNING"}
"""Refusals that pass, once every process knows of the price."""


class Buyer(Customer):
    """A customer who buys and pays one thing."""

    def __init__(self, connection: Connection, name: str) -> None:
        super().__init__(connection, name)
        self._cashier = Cashier(connection)

    async def wish(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Send a wish until the price that it is about applies. Raise Refused."""
        while True:
            try:
                return await self.post(path, body, key)
            except Refused as refused:
                if refused.reason not in NOT_YET:
                    raise
            await asyncio.sleep(LOOK_SECONDS)

    async def pay(self, order_id: str) -> None:
        """Pay an order, and wait until the platform has heard of it."""
        path = f"/orders/{order_id}"
        payment = await self.post(f"{path}/payments", {"provider": "sandbox"}, "pay")
        await self._cashier.pay([payment["payment_id"]])
        await self.look_while(path, "status", "PENDING_PAYMENT", lambda: True)

    async def look_while(
        self, path: str, field: str, value: str, patient: Callable[[], bool]
    ) -> bool:
        """Look until a field has another value, as long as the buyer is patient; say whether."""
        while (await self.get(path))[field] == value:
            if not patient():
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True


@dataclass(frozen=True)
class Counter:
    """Where crowds buy, and what: one piece of a dish without choices."""

    store_id: str
    sku_id: str

    @property
    def line(self) -> dict[str, Any]:
        return {"sku_id": self.sku_id, "quantity": 1}

    async def rush(
        self, connection: Connection, session_id: str, people: int, pieces: int
    ) -> list[str]:
        """Have people run for the pieces of a flash sale; gives the orders that were paid.

        Every fourth gives a piece back, and who waits goes once all are paid.
        """
        bought: list[str] = []

        async def buy(number: int) -> None:
            buyer = Buyer(connection, f"rush-{session_id[-8:]}-{number}")
            path, wanted = "/flash-sales", {"store_id": self.store_id, "pieces": 1}
            try:
                asked = await buyer.wish(f"{path}/{session_id}/admissions", wanted, "ask")
            except Refused as refused:
                if refused.reason == "SOLD_OUT":
                    return
                raise
            token, some_left = asked["token"], lambda: len(bought) < pieces
            mine = f"{path}/admissions/{token}"
            if not await buyer.look_while(mine, "state", "WAITING", some_left):
                return
            if number % 4 == 0:
                await buyer.post(f"{mine}/return", {}, "return")
                return
            wanted = {"service_type": "PICK_UP", "store_id": self.store_id, "lines": [self.line]}
            order = await buyer.wish("/orders", wanted | {"flash_sale_token": token}, "order")
            await buyer.pay(order["order_id"])
            bought.append(order["order_id"])

        await asyncio.gather(*(buy(number) for number in range(people)))
        return bought

    async def gather(self, connection: Connection, offer_id: str, sizes: list[int]) -> list[str]:
        """Have a group of each size come together and pay; gives their orders."""

        async def place(name: str, path: str) -> tuple[str, str]:
            buyer = Buyer(connection, f"group-{offer_id[-8:]}-{name}")
            wanted = {"service_type": "PICK_UP", "line": self.line}
            taken = await buyer.wish(f"/stores/{self.store_id}{path}", wanted, "place")
            await buyer.pay(taken["order"]["order_id"])
            return taken["group"]["group_id"], taken["order"]["order_id"]

        async def one(number: int, size: int) -> list[str]:
            group_id, first = await place(f"{number}-0", f"/group-offers/{offer_id}/groups")
            join = f"/groups/{group_id}/places"
            others = [place(f"{number}-{n}", join) for n in range(1, size)]
            return [first, *(order_id for _, order_id in await asyncio.gather(*others))]

        groups = await asyncio.gather(*(one(*each) for each in enumerate(sizes)))
        return [order_id for group in groups for order_id in group]
