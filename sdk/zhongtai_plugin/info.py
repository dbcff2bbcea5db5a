"""Who a plug-in is, and the settings it understands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from zhongtai.plugin.v1 import plugin_pb2

from zhongtai_plugin.protocol import PROTOCOL_VERSIONS

_TYPES: dict[str, plugin_pb2.SettingType] = {
    "text": plugin_pb2.SETTING_TYPE_TEXT,
    "integer": plugin_pb2.SETTING_TYPE_INTEGER,
    "boolean": plugin_pb2.SETTING_TYPE_BOOLEAN,
    "url": plugin_pb2.SETTING_TYPE_URL,
    "json": plugin_pb2.SETTING_TYPE_JSON,
}


class SettingRefused(Exception):
    """A setting's value cannot be used; never put a secret into the words."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `type` is text, integer, boolean, url or json."""

    name: str
    description: str
    type: str = "text"
    default: str = ""
    required: bool = False
    secret: bool = False

    def problem_with(self, text: str) -> str:
        """Return what is wrong with a value, without repeating it; empty means nothing."""
        if not text:
            return "is required" if self.required else ""
        if self.type == "integer" and not text.removeprefix("-").isdecimal():
            return "must be a whole number"
        if self.type == "boolean" and text not in ("true", "false"):
            return "must be true or false"
        if self.type == "url" and not is_url(text):
            return "must be an absolute http or https address"
        if self.type == "json" and not _is_json(text):
            return "must be a JSON document"
        return ""

    def as_message(self) -> plugin_pb2.SettingSpec:
        """Return the setting as GetPluginInfo tells it."""
        return plugin_pb2.SettingSpec(
            name=self.name,
            description=self.description,
            required=self.required,
            secret=self.secret,
            default_value=self.default,
            type=_TYPES[self.type],
        )


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """Who the plug-in is; its kinds follow from the services it is run with.

    One that `calls_platform` finds how in `Settings.platform`.
    """

    name: str
    version: str
    summary: str
    capabilities: Sequence[plugin_pb2.Capability] = ()
    settings: Sequence[Setting] = ()
    documentation_url: str = ""
    protocol_versions: Sequence[int] = PROTOCOL_VERSIONS
    calls_platform: bool = False

    def as_message(
        self, kinds: Sequence[plugin_pb2.PluginKind]
    ) -> plugin_pb2.GetPluginInfoResponse:
        """Return the answer of GetPluginInfo."""
        return plugin_pb2.GetPluginInfoResponse(
            name=self.name,
            version=self.version,
            protocol_versions=self.protocol_versions,
            kinds=kinds,
            capabilities=self.capabilities,
            settings=[setting.as_message() for setting in self.settings],
            summary=self.summary,
            documentation_url=self.documentation_url,
            calls_platform=self.calls_platform,
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Values that fit the declared settings, defaults filled in.

    `platform` is how to call the platform; None where the host says nothing of it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    platform: plugin_pb2.PlatformAccess | None = field(default=None, repr=False)

    def text(self, name: str) -> str:
        """Return the value as it was given; empty when it was not and has no default."""
        return self.values.get(name, "")

    def integer(self, name: str) -> int:
        """Return the value as a number; 0 when empty."""
        return int(self.values.get(name) or "0")

    def integer_within(self, name: str, least: int, most: int) -> int:
        """Return the value as a number. Raise SettingRefused for less and for more."""
        number = self.integer(name)
        if not least <= number <= most:
            raise SettingRefused(name, f"must be {least} to {most}")
        return number

    def path(self, name: str) -> Path:
        """Return the value as an absolute path; "~" is the home of our user."""
        return Path(self.text(name)).expanduser().absolute()

    def boolean(self, name: str) -> bool:
        """Return whether the value is "true"."""
        return self.values.get(name) == "true"

    def json(self, name: str) -> object:
        """Return the document; None when empty."""
        text = self.values.get(name)
        return json.loads(text) if text else None


def read_settings(
    declared: Sequence[Setting], given: Mapping[str, str]
) -> tuple[Settings, list[SettingRefused]]:
    """Fill in defaults and check every value; unknown names are a problem of their own."""
    known = {setting.name for setting in declared}
    problems = [
        SettingRefused(name, f"is not a setting; known are {', '.join(sorted(known)) or 'none'}")
        for name in sorted(given)
        if name not in known
    ]
    values: dict[str, str] = {}
    for setting in declared:
        values[setting.name] = given.get(setting.name, setting.default)
        if problem := setting.problem_with(values[setting.name]):
            problems.append(SettingRefused(setting.name, problem))
    return Settings(values), problems


def is_url(text: str) -> bool:
    """Return whether a text is an absolute address of http or https, with a port that can be."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_absolute = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_absolute and port != 0 and text.isprintable()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
