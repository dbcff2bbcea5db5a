"""Protocol versions: which ones this SDK speaks, and how two sides agree on one."""

from __future__ import annotations

from collections.abc import Iterable

PROTOCOL_VERSIONS: tuple[int, ...] = (1,)
"""The versions of zhongtai.plugin that this SDK speaks, oldest first."""


class VersionMismatch(Exception):
    """The two sides have no protocol version in common; the text is for a person."""


def negotiate(name: str, plugin_versions: Iterable[int], host_versions: Iterable[int]) -> int:
    """Return the highest version both sides speak; raises VersionMismatch in words for a person."""
    ours, theirs = set(host_versions), set(plugin_versions)
    common = ours & theirs
    if common:
        return max(common)
    raise VersionMismatch(_explain(name, theirs, ours))


def parse_versions(text: str) -> tuple[int, ...]:
    """Return the versions in a text like "1,2"; what is not a number is left out."""
    return tuple(int(part) for part in text.split(",") if part.strip().isdecimal())


def _explain(name: str, plugin: set[int], host: set[int]) -> str:
    if not plugin:
        return f"The plug-in {name} names no protocol version: it must speak one of {_list(host)}."
    newer = min(plugin) > max(host, default=0)
    advice = (
        f"upgrade the platform, or install a version of {name} that speaks {_list(host)}"
        if newer
        else f"upgrade {name} to a version that speaks {_list(host)}"
    )
    return (
        f"The plug-in {name} speaks protocol {_list(plugin)}, "
        f"this platform speaks protocol {_list(host)}: {advice}."
    )


def _list(versions: set[int]) -> str:
    return " or ".join(str(version) for version in sorted(versions)) or "none"
