"""Moves riders on by themselves: one step after each pause, not before the goods are ready."""

from __future__ import annotations

import asyncio
import time

import structlog
from zhongtai_plugin import Rejected

from plugins.carrier_sandbox.depot import Depot
from plugins.carrier_sandbox.model import AT_STORE, Delivery, next_status

LOOK_EVERY_SECONDS = 0.2


async def keep_moving(depot: Depot, step_seconds: float) -> None:
    """Move each open delivery one step when it has stood `step_seconds`. Runs for ever."""
    while True:
        depot.created.clear()
        now, moving = time.time(), depot.open_deliveries()
        if not moving:
            await depot.created.wait()
            continue
        due = [item for item in moving if _due(item, now, step_seconds)]
        await asyncio.gather(*(_step(depot, item) for item in due))
        await asyncio.sleep(min(LOOK_EVERY_SECONDS, step_seconds))


def _due(delivery: Delivery, now: float, step_seconds: float) -> bool:
    if delivery.status == AT_STORE and now < delivery.ready:
        return False
    return now - delivery.status_time >= step_seconds


async def _step(depot: Depot, delivery: Delivery) -> None:
    try:
        await depot.move(delivery.delivery_id, next_status(delivery.status))
    except Rejected as overtaken:
        # Called off, or moved by hand, between looking and moving.
        structlog.get_logger().debug("not moved", reason=overtaken.code)
