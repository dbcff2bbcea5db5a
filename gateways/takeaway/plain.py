"""Makes plain what platforms send: null, "" and a missing field mean the same to them."""

from __future__ import annotations

from typing import Any

NOTHING: tuple[object, ...] = ("", None)


def plain(value: Any) -> Any:
    """Return JSON without empty values, which mean "not said", and with numbers as texts."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if each not in NOTHING}
    if isinstance(value, list):
        return [plain(each) for each in value if each not in NOTHING]
    return str(int(value) if isinstance(value, bool) else value)
