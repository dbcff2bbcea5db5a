"""What is installed and set up once on a machine, for tests that need a real back office."""

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.machine import place_in_memory

Say = Callable[[str], None]


@contextmanager
def alone_in(place: Path) -> Iterator[None]:
    """One makes what lies in a folder, others wait for it."""
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory, where there is plenty: nothing waits for the disk."""
    with tempfile.TemporaryDirectory(dir=place_in_memory()) as folder:
        yield Path(folder)


def run(words: list[Any], problem: str, env: Mapping[str, str] | None = None) -> None:
    """Run a command to its end. Raise RuntimeError, in words for a person."""
    done = subprocess.run([*map(str, words)], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise RuntimeError("\n".join([f"{problem}:", *lines]))


def digest(*parts: Path | str) -> str:
    """A name that changes with what something is made of."""
    contents = (x.encode() if isinstance(x, str) else x.read_bytes() for x in parts)
    return hashlib.sha256(b"".join(contents)).hexdigest()[:12]


def forget(place: Path, pattern: str) -> None:
    """Remove what was made before of something else."""
    for old in place.glob(pattern):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
