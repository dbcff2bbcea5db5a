"""A small disk in memory, and how it is kept full."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = "900m"
CHUNK = b"\0" * (1 << 20)


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A disk of its own; None where none may be mounted, which only root may."""
    folder = Path(tempfile.mkdtemp(prefix="zt-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    command = ["mount", *options]
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def keep_full(disk: Path, seconds: float) -> None:
    """Take all that is left on the disk, again and again, and then give it back."""
    filler = disk / "filler"
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with filler.open("ab", buffering=0) as file:
            for size in (len(CHUNK), 4096):
                with contextlib.suppress(OSError):
                    while file.write(CHUNK[:size]):
                        pass
        assert shutil.disk_usage(disk).free < len(CHUNK)
        time.sleep(0.2)
    filler.unlink()
