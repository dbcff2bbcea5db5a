"""The mixed load: guests who log in, place three lines, pay, and read their order paid."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass

import psutil

from bench.load import Result, run_load
from bench.orders import Orders
from bench.usage import IDLE_SECONDS, SETTLE_SECONDS, Usage, idle_usage, usage_now
from cli.replay.customers import Customer

LINES = ("scallion-pancake", "cucumber", "soy-milk")


@dataclass(slots=True)
class Cost:
    """A run of the mixed load, and what one paid order used in it."""

    result: Result
    orders: int
    per_order: Usage


class MixedLoad:
    """Guests at one platform."""

    def __init__(self, orders: Orders, platform: psutil.Process, metrics_url: str) -> None:
        self._orders = orders
        self._platform = platform
        self._metrics_url = metrics_url
        self._run = secrets.token_hex(3)
        self._guests = 0

    async def measure(self, customers: int, seconds: float, idle: Usage) -> Cost:
        """Run as many guests at a time; `idle` is what `idle` returned before."""
        began, before = time.perf_counter(), await self._usage()
        result = await run_load(
            f"guest to paid order, {customers} at a time",
            self._journey,
            concurrency=customers,
            seconds=seconds,
        )
        orders, self._guests = self._guests, 0
        # What orders cause after they are paid belongs to them.
        await asyncio.sleep(SETTLE_SECONDS)
        used = (await self._usage()).since(before)
        share = (time.perf_counter() - began) / IDLE_SECONDS
        return Cost(result, orders, _divided(used.less(idle, share), orders))

    async def idle(self) -> Usage:
        """Return what the platform uses in `IDLE_SECONDS` when nobody asks it for anything."""
        return await idle_usage(self._platform, self._metrics_url)

    async def _journey(self) -> None:
        self._guests += 1
        guest = Customer(self._orders.connection, f"guest-{self._run}-{secrets.token_hex(6)}")
        await self._orders.paid_by(guest, LINES)

    async def _usage(self) -> Usage:
        return await usage_now(self._platform, self._metrics_url)


def _divided(usage: Usage, by: int) -> Usage:
    for figures in (usage.cpu, usage.statements):
        for key in figures:
            figures[key] /= by
    return usage
