"""A disk that was full for a while costs no order, and nobody has to help afterwards."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.copies import copy_of
from tests.acceptance.test_crashes import finished, opened

pytestmark = [pytest.mark.topology, pytest.mark.postgres]

SIZE = "900m"
FULL_SECONDS = 30.0
CHUNK = b"\0" * (1 << 20)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A small disk of its own, in memory."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="zt-disk-"))
    options = ["-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        folder.rmdir()
        pytest.skip(f"no disk may be mounted here: {done.stderr.strip()}")
    yield folder
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


@pytest.mark.timeout(900)
@pytest.mark.parametrize("topology", ["single", "mesh"])
def test_after_a_full_disk_all_orders_reach_the_till_without_help(
    small_disk: Path, tmp_path: Path, topology: str
) -> None:
    with copy_of(topology, disk=small_disk) as copy:
        world = opened(copy, tmp_path)
        _, replay = world.started()
        keep_full(small_disk, FULL_SECONDS)
        world.check(finished(replay))
