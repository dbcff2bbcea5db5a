"""The plug-in's own folder: what must outlive the process, readable by our user alone."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

MAX_PRIVATE_BYTES = 1024 * 1024

STATE = "ZHONGTAI_PLUGIN_STATE"
"""Environment variable with the folder; the host sets it."""


def state_folder(name: str) -> Path:
    """Return the plug-in's own folder for durable state, made if need be."""
    folder = Path(os.environ.get(STATE) or f".{name}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only our user may read; a reader sees the old content or the new.

    That holds after a power cut too: the content is on the disk before the name is.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)


class NotPrivate(Exception):
    """A file that holds secrets cannot be used; the words say what to do, without its content."""


def read_private(path: Path) -> bytes:
    """Return what stands in a file with secrets. Raise NotPrivate.

    A file that anybody but its owner may read or write is refused: its secrets are none.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
                raise NotPrivate(f"{path} holds secrets: let its owner alone read it (chmod 600)")
            content = file.read(MAX_PRIVATE_BYTES + 1)
    except OSError as problem:
        raise NotPrivate(f"{path} cannot be read ({problem.strerror})") from None
    if len(content) > MAX_PRIVATE_BYTES:
        raise NotPrivate(f"{path} has more than {MAX_PRIVATE_BYTES} bytes")
    return content


def write_access(path: Path, facts: Mapping[str, str]) -> None:
    """Say in a JSON file how the plug-in's own interface is reached, tokens included."""
    write_private(path, json.dumps(dict(facts)).encode())
