"""Starts a program that dies when the process that started it dies, however that dies.

Run as a script, before anything else is imported: it asks the kernel for a signal at the
parent's death, and becomes the program. (A function run between fork and exec could do the
same, but only at the mercy of every library's threads.)
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
ORPHANED = 3


def main() -> None:
    """leash.py PARENT_PID PROGRAM [ARGUMENTS]: never returns."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        print(f"leash: prctl failed, errno {ctypes.get_errno()}", file=sys.stderr)
    if os.getppid() != parent:
        # The parent died before the kernel was asked.
        raise SystemExit(ORPHANED)
    os.execv(program[0], program)  # noqa: S606 - becoming the program is the point


if __name__ == "__main__":
    main()
