"""Nodes that something has passed on its way through the platform, each as the node itself says.

A node that takes an order on its way calls `mesh.call.context.passed`; calls between our own units
carry what was passed on (`header`), and whoever writes the order down keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_PASSAGES = 16

_PASSAGE = re.compile(r"([A-Za-z0-9_.:-]{1,80})@([0-9]{1,13})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Passage:
    """A node, and when it was passed, by the node's own clock, to the millisecond."""

    node: str
    at: datetime


def header(passages: Iterable[Passage]) -> str:
    """Passages as the value of a header."""
    return ",".join(f"{each.node}@{int(each.at.timestamp() * 1000)}" for each in passages)


def passages_in(value: str) -> tuple[Passage, ...]:
    """Return the passages that `header` wrote; what is none is left out."""
    found = (_PASSAGE.fullmatch(part) for part in value.split(",")[:MAX_PASSAGES])
    return tuple(
        Passage(each[1], datetime.fromtimestamp(int(each[2]) / 1000, UTC)) for each in found if each
    )
