"""Broken situations: one message that says what is wrong and what to do, never a traceback."""

from __future__ import annotations

import errno
from pathlib import Path

EXIT_CODE = 2


class Problem(Exception):
    """Something outside the program must be mended first; the text says what."""


def of_os_error(exc: OSError, folder: Path | str = "") -> Problem:
    """Return what an error of the operating system means for the person who started the command."""
    where = str(exc.filename or folder or "the state folder")
    if exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(
            f"The disk that holds {where} is full. Make room, or set ZHONGTAI_HOME to a folder "
            "on another disk."
        )
    if exc.errno in (errno.EACCES, errno.EPERM):
        return Problem(
            f"{where} may not be written by this user. Give it to the user, or set "
            "ZHONGTAI_HOME to a folder that is theirs."
        )
    if exc.errno == errno.EROFS:
        return Problem(
            f"{where} is on a disk that is read-only. Set ZHONGTAI_HOME to a folder that can "
            "be written."
        )
    return Problem(f"{where}: {exc.strerror or exc}.")


def known() -> tuple[type[Exception], ...]:
    """Return the errors of the mesh whose text already says what to do."""
    from mesh.call.server import PortTaken
    from mesh.data.migrations import MigrationError
    from mesh.process.postgres import PostgresError
    from mesh.process.settings import SettingInvalid
    from mesh.process.topology import TopologyError

    return (
        MigrationError,
        PortTaken,
        PostgresError,
        Problem,
        SettingInvalid,
        TopologyError,
    )
