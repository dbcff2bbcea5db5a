"""Pure work that takes long, cut into steps: who runs it can let others have their turn in between.

::

    def total_of(prices: Iterable[int]) -> Steps[int]:
        total = 0
        for price in prices:
            yield
            total += price
        return total

Where others wait for the same event loop it is run by `mesh.call.batch_answers.in_turns`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[None, None, T]
"""Yields between its steps, and returns its result."""


def in_one_go(steps: Steps[T]) -> T:
    """Take all steps, one after the other, and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
            return result
