"""Whether calls of a plug-in are let through: of all chains, or of one whose system is slow.

A connection that fails speaks against the plug-in. A call that is not answered in time speaks
against the system of its chain, as long as the plug-in itself answers its probes.
"""

from __future__ import annotations

from collections.abc import Callable

from mesh.call.circuit import Circuit, CircuitState


class Circuits:
    """The breaker of a plug-in, and those of its chains that had failures."""

    def __init__(self, make: Callable[[], Circuit] = Circuit) -> None:
        self.whole = make()
        self._make = make
        self._chains: dict[str, Circuit] = {}

    def allow(self, chain: str) -> bool:
        """Return whether a call for a chain may be made now; it is for none when empty."""
        own = self._chains.get(chain)
        if own is not None:
            # The plug-in's life is no sign of that of its system: each rest ends with a try.
            own.sign_of_life()
            if not own.allow():
                return False
        if self.whole.allow():
            return True
        if own is not None:
            own.abandoned()
        return False

    def succeeded(self, chain: str) -> None:
        """A call worked, or was refused with a reason."""
        self.whole.succeeded()
        self._chains.pop(chain, None)

    def broke(self, chain: str) -> None:
        """A call failed with its connection."""
        self.whole.failed()
        self._abandon(chain)

    def timed_out(self, chain: str, *, answers: bool) -> None:
        """A call was not answered in time; `answers` tells whether probes are."""
        if chain and answers and self.whole.state is CircuitState.CLOSED:
            self._chains.setdefault(chain, self._make()).failed()
        else:
            self.whole.failed()
            self._abandon(chain)

    def abandoned(self, chain: str) -> None:
        """A call ended without telling anything."""
        self.whole.abandoned()
        self._abandon(chain)

    def reset(self) -> None:
        """Forget the past, as after a restart."""
        self.whole.reset()
        self._chains.clear()

    def describe(self) -> str:
        """Return how they are, for a person."""
        state = self.whole.state
        apart = sorted(
            chain for chain, own in self._chains.items() if own.state is not CircuitState.CLOSED
        )
        if state is not CircuitState.CLOSED or not apart:
            return state.value
        more = f" and {len(apart) - 1} more" if len(apart) > 1 else ""
        return f"{CircuitState.OPEN.value} for {apart[0]}{more}"

    def _abandon(self, chain: str) -> None:
        if chain in self._chains:
            self._chains[chain].abandoned()
