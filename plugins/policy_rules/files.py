"""The folder with a file for each chain, read again when a file has changed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog
from zhongtai_plugin import RetryLater

from plugins.policy_rules.model import Rules

log = structlog.get_logger()

MAX_BYTES = 1_000_000
NO_RULES = Rules()
_CHAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}")


class CannotRead(Exception):
    """Why a file cannot be used."""


@dataclass(slots=True)
class _File:
    """A file as it was read last; `rules` are the last that could be read, None without any."""

    state: tuple[int, int, int]
    rules: Rules | None = None
    problem: str = ""


class Folder:
    """Knows the rules of each chain."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, _File] = {}

    def rules_of(self, chain: str) -> Rules:
        """Return the rules of a chain as its file has them now, or had them when it was right.

        Raise RetryLater where its file was never right.
        """
        if not _CHAIN.fullmatch(chain):
            return NO_RULES
        file = self._look(chain)
        if file is None:
            return NO_RULES
        if file.rules is None:
            raise RetryLater("RULES_UNREADABLE", f"{chain}.toml: {file.problem}")
        return file.rules

    def look(self) -> tuple[list[str], list[str]]:
        """Return the chains that have rules, and what is wrong with files."""
        names = sorted(path.stem for path in self._path.glob("*.toml"))
        chains = [name for name in names if _CHAIN.fullmatch(name)]
        files = ((name, self._look(name)) for name in chains)
        wrong = [f"{name}.toml: {file.problem}" for name, file in files if file and file.problem]
        strange = sorted(set(names) - set(chains))
        return chains, [*wrong, *(f"{name}.toml: no merchant is called so" for name in strange)]

    def _look(self, chain: str) -> _File | None:
        path = self._path / f"{chain}.toml"
        try:
            found = path.stat()
        except OSError:
            self._files.pop(chain, None)
            return None
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        file = self._files.setdefault(chain, _File((0, -1, 0)))
        if file.state != state:
            file.state = state
            _read_into(file, path)
        return file


def _read_into(file: _File, path: Path) -> None:
    try:
        file.rules, file.problem = read_rules(path), ""
        log.info("rules_read", file=path.name)
    except CannotRead as problem:
        file.problem = str(problem)
        log.warning("rules_unreadable", file=path.name, problem=file.problem)


def read_rules(path: Path) -> Rules:
    """Return the rules in a file. Raise CannotRead."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise CannotRead(f"has more than {MAX_BYTES} bytes")
        rules = msgspec.convert(tomllib.loads(content.decode()), Rules)
        ZoneInfo(rules.time_zone)
    except OSError as problem:
        raise CannotRead(problem.strerror or "cannot be read") from None
    except (ZoneInfoNotFoundError, ValueError) as problem:
        # TOML, text and form: each is a ValueError that says where.
        raise CannotRead(str(problem).strip("'\"")) from None
    return rules
