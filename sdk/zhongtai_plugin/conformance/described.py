"""plugin.toml, as far as a plug-in is started by it without a platform."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhongtai_plugin.conformance.expecting import Failed

FILE = "plugin.toml"


@dataclass(frozen=True, slots=True)
class Described:
    """How a plug-in is started, and the settings that it is told."""

    command: Sequence[str]
    settings: Mapping[str, str]


def read(folder: Path, environ: Mapping[str, str], given: Mapping[str, str]) -> Described:
    """Read a folder's plugin.toml as a host would; `given` are settings that go before its own.

    A port that a host would count from its own is any that is free. Raise Failed where it cannot
    be used, or where a setting is missing that it needs.
    """
    path = folder / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise Failed(f"{path}: {problem.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Failed(f"{path}: {problem}") from None
    name, tables, needs = content.get("name"), content.get("settings", {}), content.get("needs", [])
    if not isinstance(tables, dict) or not isinstance(needs, list):
        raise Failed(f"{path}: settings must be tables, and needs a list of names")
    settings = dict(given)
    for setting in map(str, [*tables, *needs]):
        own = environ.get(f"ZHONGTAI_{name}_{setting}".upper())
        value = own if own is not None else _value(tables.get(setting, {}), environ)
        if value is not None:
            settings.setdefault(setting, value)
    for missing in [setting for setting in map(str, needs) if not settings.get(setting)]:
        raise Failed(f"it needs the setting {missing}: give --setting {missing}=…")
    return Described(_command(path, content), settings)


def _value(spec: object, environ: Mapping[str, str]) -> str | None:
    if not isinstance(spec, dict):
        return str(spec)
    named = environ.get(str(spec.get("environment", "")))
    if named is not None:
        return named
    if "http_port_offset" in spec:
        return "0"
    value = spec.get("value")
    # What stands in braces is an address of the platform, and there is none.
    return None if value is None or "{http_" in str(value) else str(value)


def _command(path: Path, content: Mapping[str, object]) -> Sequence[str]:
    module, command = content.get("module"), content.get("command")
    if isinstance(module, str) and command is None:
        return ["python3", "-m", module]
    if isinstance(command, list) and command and module is None:
        return [str(word) for word in command]
    raise Failed(f"{path}: give either module or command")
