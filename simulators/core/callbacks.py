"""Brings a delivery company's callbacks: again until taken, in disorder, with strangers."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from simulators.core.bringing import Bringing
from simulators.core.on_demand import OnDemand

CallFault = TypeVar("CallFault", bound=StrEnum)


class CarrierFaults(OnDemand[CallFault], Generic[CallFault], kw_only=True):
    """What goes wrong with calls, callbacks and riders."""

    duplicate_callbacks: int = 0
    """Copies of a callback that are sent at once, beside the first."""
    reorder_callbacks: bool = False
    """Every callback waits until the next one of its order has been sent."""
    lost_callbacks: int = 0
    """So many callbacks are never sent."""
    strangers: bool = False
    """With each callback come one with a wrong signature and one of two days ago."""
    no_riders: bool = False
    """Orders are refused since nobody rides."""
    no_balance: bool = False
    """Orders are refused since the merchant has used up its balance."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback on its way: the order's number, and the address with its query."""

    number: str
    url: str
    body: bytes


F = TypeVar("F", bound=CarrierFaults)  # type: ignore[type-arg]


@dataclass
class CallbackCourier(Bringing, Generic[F]):
    """Sends callbacks. A company's own says what strangers send."""

    ladder = (5.0, 30.0, 60.0, 300.0)
    seconds_to_answer = 5.0
    what = "callback"

    faults: F = field(kw_only=True)
    _held: dict[str, Callback] = field(default_factory=dict)

    @abstractmethod
    def strange(self, callback: Callback) -> list[tuple[str, Callback]]:
        """Return what must not be taken beside a callback, and what is wrong with each."""

    def send(self, callback: Callback) -> None:
        """Begin to bring a callback."""
        if self.faults.lost_callbacks:
            self.faults.lost_callbacks -= 1
            self.counts["lost"] += 1
            return
        waited = self._held.pop(callback.number, None)
        if self.faults.reorder_callbacks and waited is None:
            self._held[callback.number] = callback
            self.counts["held back"] += 1
            return
        for _ in range(1 + self.faults.duplicate_callbacks):
            self.errands.start(self._bring(callback, waited))

    async def _bring(self, callback: Callback, later: Callback | None) -> None:
        if self.faults.strangers:
            for how, strange in self.strange(callback):
                await self.demand_refused(how, strange.url, strange.body, {})
        await self.until_taken(self.faults, callback.url, callback.body)
        if later is not None:
            self.counts["out of order"] += 1
            await self.until_taken(self.faults, later.url, later.body)
