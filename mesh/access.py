"""Which identity may call which method: a table, as data, denying by default.

Files `deploy/access/*.toml` hold lines such as

    "zhongtai.order.v1.OrderService/*" = ["internal", "operator"]
    "zhongtai.order.v1.OrderService/GetOrder" = ["internal", "operator", "person"]

A name is a kind of identity (person, till, operator, plugin, service for a system outside)
or a role; `internal` means our own units. The exact line wins over the one with the star.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from mesh.context import INTERNAL_ROLE, Identity

_KNOWN_CALLERS = 4096


class AccessTable:
    """Says which identity may call which method."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._entries = {pattern: frozenset(names) for pattern, names in entries.items()}
        self._answers: dict[tuple[str, str, frozenset[str]], bool] = {}

    @classmethod
    def load(cls, folder: Path | Traversable) -> AccessTable:
        """Read all files of a folder. Raises ValueError when two speak of the same method."""
        entries: dict[str, list[str]] = {}
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if not file.name.endswith(".toml"):
                continue
            for pattern, names in tomllib.loads(file.read_text(encoding="utf-8")).items():
                if pattern in entries:
                    raise ValueError(f"{file.name}: {pattern} already has an entry elsewhere")
                entries[pattern] = _checked(file.name, pattern, names)
        return cls(entries)

    def patterns(self) -> frozenset[str]:
        """The methods and stars that have a line."""
        return frozenset(self._entries)

    def names_for(self, path: str) -> frozenset[str]:
        """Who may call the method at `path` ("/package.Service/Method"); empty for nobody."""
        full_name = path.lstrip("/")
        exact = self._entries.get(full_name)
        if exact is not None:
            return exact
        return self._entries.get(full_name.partition("/")[0] + "/*", frozenset())

    def allows(self, identity: Identity, path: str) -> bool:
        """Whether `identity` may call the method at `path`."""
        key = (path, identity.kind, identity.roles)
        answer = self._answers.get(key)
        if answer is None:
            answer = not self.names_for(path).isdisjoint(names_of(identity))
            if len(self._answers) >= _KNOWN_CALLERS:
                self._answers.clear()
            self._answers[key] = answer
        return answer


def names_of(identity: Identity) -> frozenset[str]:
    """The names under which a caller may appear in the table."""
    if INTERNAL_ROLE in identity.roles:
        return identity.roles
    return identity.roles | {identity.kind}


def _checked(file: str, pattern: str, names: object) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{file}: {pattern} must be a list of names of kinds and roles")
    return names
