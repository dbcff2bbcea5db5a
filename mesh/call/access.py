"""Which identity may call which method: a table, as data, denying by default.

Files `deploy/access/*.toml` hold lines such as

    "zhongtai.order.v1.OrderService/*" = ["internal"]
    "zhongtai.order.v1.OrderService/GetOrder" = ["internal", "person", "service:orders.read"]

A name is a kind of identity: person, guest, till or plugin as they are; operator and service (a
system outside) only with the scope that their token must carry; `person:mall` only those who
logged in through the channel mall, `guest:mall` who entered it without. `internal` means our own
units. `anybody`, which stands alone, opens one method with one answer to callers without an
identity, as a gateway's log-in is. The exact line wins over the one with the star.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from mesh.call.context import INTERNAL, Identity

SCOPED = ("operator", "service")
"""Kinds of identity that may do only what the scopes of their token say."""

ANYBODY = "anybody"
PERSON = "person"
GUEST = "guest"
OF_CHANNELS = (GUEST, PERSON)
"""Kinds of identity that belong to a channel, which the table may name."""
KINDS = (INTERNAL, PERSON, GUEST, "till", "plugin", ANYBODY)
"""Names that stand alone in the table, in the order in which they are told."""

_CHANNEL = re.compile(r"[a-z0-9_]{1,32}")
_KNOWN_CALLERS = 4096


class AccessTable:
    """Says which identity may call which method."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._entries = {pattern: frozenset(names) for pattern, names in entries.items()}
        self._open = frozenset(f"/{name}" for name, to in self._entries.items() if ANYBODY in to)
        self._answers: dict[tuple[str, str, str, frozenset[str]], bool] = {}

    @classmethod
    def load(cls, folder: Path | Traversable) -> AccessTable:
        """Read all files of a folder.

        Raise ValueError when two speak of the same method, and for names that are none.
        """
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
        """Return the methods and stars that have a line."""
        return frozenset(self._entries)

    def names_for(self, path: str) -> frozenset[str]:
        """Who may call the method at `path` ("/package.Service/Method"); empty for nobody."""
        full_name = path.lstrip("/")
        exact = self._entries.get(full_name)
        if exact is not None:
            return exact
        return self._entries.get(full_name.partition("/")[0] + "/*", frozenset())

    def callers(self, path: str) -> str:
        """Return who may call the method at `path`, in words."""
        return in_words(self.names_for(path))

    def is_open(self, path: str) -> bool:
        """Return whether the method at `path` is called without an identity."""
        return path in self._open

    def allows(self, identity: Identity, path: str) -> bool:
        """Return whether `identity` may call the method at `path`."""
        key = (path, identity.kind, identity.channel, identity.scopes)
        answer = self._answers.get(key)
        if answer is None:
            answer = not self.names_for(path).isdisjoint(names_of(identity))
            if len(self._answers) >= _KNOWN_CALLERS:
                self._answers.clear()
            self._answers[key] = answer
        return answer


def names_of(identity: Identity) -> frozenset[str]:
    """Return the names under which a caller may appear in the table."""
    if identity.is_internal:
        return frozenset({INTERNAL})
    if identity.kind in SCOPED:
        return frozenset(f"{identity.kind}:{scope}" for scope in identity.scopes)
    if identity.kind in OF_CHANNELS and identity.channel:
        return frozenset({identity.kind, f"{identity.kind}:{identity.channel}"})
    return frozenset({identity.kind})


def in_words(names: Iterable[str]) -> str:
    """Return names of the table as a person reads them.

    For example "internal, person, operator or service with scope orders.read".
    """
    known = set(names)
    words = [kind for kind in KINDS if kind in known]
    by_scope: dict[str, list[str]] = {}
    for name in sorted(known - set(words)):
        kind, _, scope = name.partition(":")
        if kind in OF_CHANNELS:
            words.append(f"{kind} of the channel {scope}")
        else:
            by_scope.setdefault(scope, []).append(kind)
    words += [f"{' or '.join(kinds)} with scope {scope}" for scope, kinds in by_scope.items()]
    return ", ".join(words) or "nobody"


def load_scopes(folder: Path | Traversable) -> dict[str, str]:
    """Return the scopes that there are, with their meaning, from a `deploy` folder."""
    text = (folder / "scopes.toml").read_text(encoding="utf-8")
    return {name: str(meaning) for name, meaning in tomllib.loads(text).items()}


def _checked(file: str, pattern: str, names: object) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{file}: {pattern} must be a list of names of callers")
    for name in names:
        kind, _, scope = name.partition(":")
        of_channel = kind in OF_CHANNELS and _CHANNEL.fullmatch(scope)
        if name not in KINDS and not (kind in SCOPED and scope) and not of_channel:
            raise ValueError(
                f"{file}: {pattern} names {name!r}: it must be one of {', '.join(KINDS)}, "
                'operator or service with a scope, such as "service:orders.read", or '
                'person or guest with a channel, such as "person:mall"'
            )
    if ANYBODY in names and (len(names) > 1 or pattern.endswith("/*")):
        raise ValueError(f"{file}: {pattern}: anybody stands alone, and not for a whole service")
    return names
