"""Pure work that takes long, cut into steps: who runs it can let others have their turn in between.

::

    def plan(content: Content, wanted: Sequence[Item]) -> Steps[list[Decision]]:
        owned = yield from one_by_one(with_ids(content, item) for item in wanted)
        return (yield from one_by_one(decide(content, item) for item in owned))

Where others wait for the same event loop it is run by `mesh.call.batch_answers.in_turns`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[None, None, T]
"""Yields between its steps, and returns its result."""


def one_by_one(results: Iterable[T]) -> Steps[list[T]]:
    """Return a list of what is worked out when it is asked for: a step for each."""
    found = []
    for result in results:
        found.append(result)
        yield
    return found


def in_one_go(steps: Steps[T]) -> T:
    """Take all steps, one after the other, and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
