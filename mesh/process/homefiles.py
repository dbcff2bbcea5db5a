"""Files in the state folder that several processes may make at the same first start."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HomeTaken(Exception):
    """Another process of the same name runs in this state folder; says what to do."""


@contextmanager
def held_alone(file: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; the kernel frees it when the process dies.

    Raise HomeTaken when another process holds it.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeTaken(
                f"{file.stem} already runs with the state folder {file.parent.parent}: stop it, "
                "or set ZHONGTAI_HOME to another folder."
            ) from None
        yield


@contextmanager
def private_folder(folder: Path) -> Iterator[Path]:
    """Hold the folder (made if missing, for its owner only) alone among processes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that a reader sees the old content or the new, never a half.

    That holds after a power cut too: the content is on the disk before the name is.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)
