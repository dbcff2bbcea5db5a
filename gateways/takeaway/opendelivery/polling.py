"""Polls what a platform has to tell: acknowledged when it is durable, so nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.platform import OpenDelivery
from mesh.call.context import Identity, as_call

ROUND_SECONDS = 300.0

log = structlog.get_logger()


class Polling:
    """Polls for every account; one's failure is not another's."""

    def __init__(
        self, platform: OpenDelivery, events: Events, identify: Callable[[str], Identity]
    ) -> None:
        self._platform = platform
        self._events = events
        self._identify = identify

    async def do_round(self) -> bool:
        """Poll once; what comes meanwhile is for the next round."""
        for app, account in self._platform.accounts.items():
            with as_call(self._identify(account.merchant_id), "poll", timeout=ROUND_SECONDS):
                try:
                    await self._poll(app)
                except Exception as exc:  # noqa: BLE001 - the next round tries again
                    log.warning("poll_failed", account=app, why=type(exc).__name__)
        return False

    async def _poll(self, app: str) -> None:
        events = await self._platform.events(app)
        done: list[bodies.Event] = []
        failed: set[str] = set()
        for event in events:
            if event.order_id in failed:
                continue  # In turn: it comes again behind the one that failed.
            try:
                await self._events.take(app, event)
            except Exception as exc:  # noqa: BLE001 - one order's failure is not another's
                failed.add(event.order_id)
                why = f"{type(exc).__name__}: {exc}"[:300]
                log.warning("event_not_taken", event=event.event_type, why=why)
            else:
                done.append(event)
        if done:
            await self._platform.acknowledge(app, done)
