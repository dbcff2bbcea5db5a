"""State tables: which state may follow which, readable in one place and checked at start-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar

from mesh.pure.errors import Refusal

State = TypeVar("State")


class StateTableError(ValueError):
    """The table contradicts itself; a defect, found when the program starts."""


class StateTable(Generic[State]):
    """The allowed moves between the states of one machine.

    Construction proves: every state named is in the table, every member of an enum is
    there, every state can be reached from the first one, from every state a final one can
    be reached, and no move leads out of a final state. StateTableError names what is wrong.
    """

    def __init__(
        self,
        name: str,
        moves: Mapping[State, Collection[State]],
        initial: State,
        final: Collection[State],
    ) -> None:
        self.name = name
        self.initial = initial
        self.final = frozenset(final)
        self._moves = {state: frozenset(following) for state, following in moves.items()}
        for state in self.final:
            self._moves.setdefault(state, frozenset())
        self._verify()

    @property
    def states(self) -> frozenset[State]:
        """Every state of the table."""
        return frozenset(self._moves)

    def allows(self, current: State, following: State) -> bool:
        """Return whether the machine may move from `current` to `following`.

        Staying where one is counts as a move: it is allowed only when the table says so.
        """
        return following in self._moves.get(current, frozenset())

    def demand(self, current: State, following: State, refusal: Callable[..., Refusal]) -> None:
        """Raise the refusal, with the names of both states, unless the machine may move so."""
        if not self.allows(current, following):
            raise refusal(from_state=_name(current), to_state=_name(following))

    def _verify(self) -> None:
        self._demand_none("unknown", self._unknown())
        self._demand_none("not in the table", self._missing_members())
        self._demand_none("unreachable", self.states - self._closure([self.initial]))
        self._demand_none("left although final", (s for s in self.final if self._moves[s]))
        self._demand_none("a dead end", (s for s in self.states if not self._can_end(s)))

    def _demand_none(self, fault: str, states: Iterable[State]) -> None:
        names = sorted(map(_name, states))
        if names:
            raise StateTableError(f"{self.name}: {fault}: {', '.join(names)}")

    def _unknown(self) -> set[State]:
        named = {self.initial}.union(*self._moves.values())
        return named - self.states

    def _missing_members(self) -> set[State]:
        if not isinstance(self.initial, Enum):
            return set()
        members: Iterable[State] = type(self.initial)
        return set(members) - self.states

    def _closure(self, start: Iterable[State]) -> set[State]:
        reached: set[State] = set()
        waiting = list(start)
        while waiting:
            state = waiting.pop()
            if state not in reached:
                reached.add(state)
                waiting.extend(self._moves[state])
        return reached

    def _can_end(self, state: State) -> bool:
        return not self.final.isdisjoint(self._closure([state]))


def _name(state: object) -> str:
    return str(getattr(state, "name", state))
