"""What the readers of another system have still to do, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a reader has still to do before both sides can agree."""

    reader: str
    waiting: int
    letters: int
    advice: str


def backlogs_of(status: Mapping[str, Any], kind: str, names: Collection[str]) -> list[Backlog]:
    """Return the readers of plug-ins of a kind that have something to do, or something put aside.

    `names` are what the names of its readers end with.
    """
    plugins = {each["name"]: each for each in status["plugins"] if each["kind"] == kind}
    found = []
    for reader in status["readers"]:
        _, _, rest = reader["reader"].partition(".")
        plugin, _, what = rest.rpartition(".")
        waiting, letters = int(reader["events_behind"]), int(reader["letters"])
        if plugin in plugins and what in names and (waiting or letters):
            advice = _advice(plugins[plugin], letters)
            found.append(Backlog(reader["reader"], waiting, letters, advice))
    return found


def _advice(plugin: Mapping[str, Any], letters: int) -> str:
    if letters:
        return "see `zhongtai letters list`: mend what they say, and retry them"
    if plugin["state"] != "ready":
        return f"{plugin['name']} is {plugin['state']}: {plugin['message'] or 'see its log'}"
    return "wait: it is being told"
