"""What the machine has for a run of tests: how many run at a time, and where their files lie."""

import os
import shutil
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")
_GIB = 2**30
_PLENTY = 8 * _GIB
_OF_A_WORKER = 2.5 * _GIB
# Tests wait for more than half of their time.
_WORKERS_PER_PROCESSOR = 2.5
_MOST_WORKERS = 6


def workers() -> int:
    """Return how many files of tests may run at a time: as processors and free memory allow."""
    processors = len(os.sched_getaffinity(0)) * _WORKERS_PER_PROCESSOR
    memory = psutil.virtual_memory().available / _OF_A_WORKER
    return max(1, int(min(processors, memory, _MOST_WORKERS)))


def place_in_memory() -> Path | None:
    """Return a folder whose files lie in memory, where there is plenty of it; else None."""
    if not _MEMORY.is_dir():
        return None
    room = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available)
    return _MEMORY if room >= _PLENTY else None
