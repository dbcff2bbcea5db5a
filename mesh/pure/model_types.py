"""The types of a model's attributes, along a path such as "times.created_at"."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_hints = cache(get_type_hints)


def type_at(model: Any, path: str, wanted_by: str) -> Any:
    """Return the type of what lies at a path of attributes and properties of a model.

    Raise TypeError when there is no such attribute; `wanted_by` says who looks for it.
    """
    kind = model
    for name in path.split("."):
        kind = _attribute(without_none(kind)[0], name)
        if kind is None:
            raise TypeError(f"{wanted_by}: {model.__name__} has no attribute {path}")
    return kind


def path_to(model: Any, name: str, inside: Iterable[str]) -> str:
    """Return the path to the attribute `name` of a model, or of one of its attributes `inside`.

    Where there is none the name itself is returned.
    """
    for path in (name, *(f"{part}.{name}" for part in inside)):
        with contextlib.suppress(TypeError):
            type_at(model, path, "")
            return path
    return name


def without_none(kind: Any) -> tuple[Any, bool]:
    """Return the type without None, and whether None was one of its values."""
    if get_origin(kind) not in {Union, UnionType}:
        return kind, False
    parts = [part for part in get_args(kind) if part is not NoneType]
    return (parts[0] if len(parts) == 1 else kind), len(parts) < len(get_args(kind))


def _attribute(model: Any, name: str) -> Any:
    found = getattr(model, name, None)
    if isinstance(found, property) and found.fget is not None:
        return _hints(found.fget).get("return")
    return _hints(model).get(name)
