"""Small made-up files, and the recorded ones where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def recorded(name: str) -> pytest.MarkDecorator:
    """Marks a test that needs a recorded data set beside the project."""
    place = DATA / name
    return pytest.mark.skipif(not place.exists(), reason=f"{place} is not there")


def write(folder: Path, name: str, *lines: str | bytes) -> Path:
    """A file of these lines."""
    path = folder / name
    parts = (line if isinstance(line, bytes) else line.encode() for line in lines)
    path.write_bytes(b"\n".join(parts) + b"\n")
    return path
