"""What a platform hides of its customers: texts that only it can open; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HIDDEN = "ENC_#"
"""How a text begins that is hidden."""


def hidden_in(told: Any) -> Iterator[str]:
    """Yield the hidden texts of JSON, wherever they stand."""
    if isinstance(told, str) and told.startswith(HIDDEN):
        yield told
    elif isinstance(told, dict):
        for each in told.values():
            yield from hidden_in(each)
    elif isinstance(told, list):
        for each in told:
            yield from hidden_in(each)


def opened(told: Any, plain: Mapping[str, str]) -> Any:
    """Return JSON with its hidden texts opened; those that are not stand empty."""
    if isinstance(told, str) and told.startswith(HIDDEN):
        return plain.get(told, "")
    if isinstance(told, dict):
        return {name: opened(each, plain) for name, each in told.items()}
    if isinstance(told, list):
        return [opened(each, plain) for each in told]
    return told
