"""What a platform tells when it is polled: its events, pulled as `pulling.py` pulls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.pulling import Told
from mesh.edge.callbacks import Account


@dataclass(frozen=True, slots=True)
class Polled:
    """The events of every account."""

    events: Events

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The chains' clients by their client_id."""
        return self.events.platform.accounts

    async def told(self, app: str) -> Sequence[Told]:
        """Return what the platform has to tell, the oldest first."""
        return [
            Told(each.event_id, each.order_id, msgspec.to_builtins(each))
            for each in await self.events.platform.events(app)
        ]

    async def take(self, app: str, content: Mapping[str, Any]) -> None:
        """Bring our books along with an event; the same may come again. Raise StillSold."""
        await self.events.take(app, msgspec.convert(content, bodies.Event))

    async def confirm(self, app: str, messages: Sequence[Told]) -> None:
        """Say that events are dealt with: the platform tells them no more."""
        events = [msgspec.convert(each.content, bodies.Event) for each in messages]
        await self.events.platform.acknowledge(app, events)
