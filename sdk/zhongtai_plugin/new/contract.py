"""Writes the files of the contract, for languages whose stubs are made from them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_GOOGLE_RPC = ("code.proto", "error_details.proto", "status.proto")
"""What the details of a refusal are made of."""


def write_protos(folder: Path) -> list[Path]:
    """Write every file of the contract, and google/rpc, into a folder; return them."""
    written = []
    for path, source in sources():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        written.append(target)
    return written


def sources() -> Iterator[tuple[str, Traversable]]:
    """Yield each file of the contract, and of google/rpc, with its path among them."""
    yield from _below(files("zhongtai_plugin") / "protos" / "zhongtai", "zhongtai")
    for name in _GOOGLE_RPC:
        yield f"google/rpc/{name}", files("google.rpc") / name


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _below(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(".proto"):
            yield f"{path}/{entry.name}", entry
