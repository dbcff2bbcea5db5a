"""plugin.toml: what the host must know of a plug-in before it starts it.

    name = "pos_till"
    kind = "pos"                        # pos, payment, identity or carrier
    version = "1.0.0"
    summary = "One sentence."
    module = "plugins.pos_till"         # a Python module; or: command = ["./my-plugin"]

    [settings.http_port]
    environment = "ZHONGTAI_TILL_PORT"  # taken when set
    http_port_offset = 10               # else the edge's port plus this; or: value = "…"
    [settings.origins]
    value = "http://127.0.0.1:{http_port} {http_origin}"   # the edge as it listens, as it is called

A setting `s` of the plug-in `p` may always be given as ZHONGTAI_<P>_<S>.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KIND_OWNERS: Mapping[str, str] = {
    "pos": "order",
    "payment": "payment",
    "identity": "user",
    "carrier": "delivery",
}
"""Which unit talks to the plug-ins of a kind; its process starts them."""

DEFAULT_HTTP_PORT = 8080
LAST_PORT = 65535
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class ManifestInvalid(Exception):
    """A plugin.toml cannot be used; the text names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One plug-in that can be started, or one that runs elsewhere (`address` is set)."""

    name: str
    kind: str
    version: str = ""
    summary: str = ""
    command: tuple[str, ...] = ()
    folder: Path = Path()
    settings: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    tls_name: str = ""

    @property
    def owner(self) -> str:
        """The unit that talks to it."""
        return KIND_OWNERS[self.kind]

    def resolved_settings(
        self, environ: Mapping[str, str], known: Iterable[str] = ()
    ) -> dict[str, str]:
        """The values to hand over; a setting without a value is left to the plug-in.

        `known` are the settings that the plug-in itself names.
        """
        values: dict[str, str] = {}
        for name in {*self.settings, *known}:
            own = environ.get(f"ZHONGTAI_{self.name}_{name}".upper())
            value = own if own is not None else _value(self.settings.get(name, {}), environ)
            if value is not None:
                values[name] = value
        return values


def discover(environ: Mapping[str, str], folders: Iterable[Path] | None = None) -> list[Manifest]:
    """Every plug-in in the plug-in folders, by name. Raises ManifestInvalid.

    The folders are the one that comes with the platform and those in ZHONGTAI_PLUGIN_PATH
    (separated as in PATH). ZHONGTAI_PLUGINS, a list of names with commas, keeps only those.
    """
    found: dict[str, Manifest] = {}
    for folder in folders if folders is not None else _plugin_folders(environ):
        for path in sorted(folder.glob("*/plugin.toml")):
            manifest = read_manifest(path)
            if manifest.name in found:
                raise ManifestInvalid(
                    f"{path}: the name {manifest.name} is taken by {found[manifest.name].folder}"
                )
            found[manifest.name] = manifest
    wanted = {name.strip() for name in environ.get("ZHONGTAI_PLUGINS", "").split(",")} - {""}
    return [found[name] for name in sorted(found) if not wanted or name in wanted]


def read_manifest(path: Path) -> Manifest:
    """Read one plugin.toml."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ManifestInvalid(f"{path}: {problem}") from None
    name, kind = str(content.get("name", "")), str(content.get("kind", ""))
    _check_name(str(path), name, kind)
    return Manifest(
        name=name,
        kind=kind,
        version=str(content.get("version", "")),
        summary=str(content.get("summary", "")),
        command=_command(path, content),
        folder=path.parent,
        settings=content.get("settings", {}),
    )


def bound(bindings: Mapping[str, Mapping[str, Any]]) -> list[Manifest]:
    """Plug-ins that run elsewhere, as a topology names them below [plugins.<name>].

    Each has kind and address, and may have settings, and tls_ca, tls_cert, tls_key (files)
    with tls_name, the name in its certificate where that is not its address.
    """
    manifests = []
    for name, spec in sorted(bindings.items()):
        kind = str(spec.get("kind", ""))
        _check_name(f"[plugins.{name}] of the topology", name, kind)
        settings = {key: {"value": str(value)} for key, value in spec.get("settings", {}).items()}
        address = str(spec.get("address", ""))
        if not address:
            raise ManifestInvalid(f"[plugins.{name}] of the topology: address is missing")
        manifests.append(
            Manifest(
                name,
                kind,
                settings=settings,
                address=address,
                tls_ca=str(spec.get("tls_ca", "")),
                tls_cert=str(spec.get("tls_cert", "")),
                tls_key=str(spec.get("tls_key", "")),
                tls_name=str(spec.get("tls_name", "")),
            )
        )
    return manifests


def _plugin_folders(environ: Mapping[str, str]) -> Sequence[Path]:
    spec = find_spec("plugins")
    own = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    more = environ.get("ZHONGTAI_PLUGIN_PATH", "").split(os.pathsep)
    return [*own, *(Path(place) for place in more if place)]


def _check_name(where: str, name: str, kind: str) -> None:
    if not _NAME.fullmatch(name):
        raise ManifestInvalid(f"{where}: name must be lower snake case, at most 64 characters")
    if kind not in KIND_OWNERS:
        raise ManifestInvalid(f"{where}: kind must be one of {', '.join(KIND_OWNERS)}")


def _command(path: Path, content: Mapping[str, Any]) -> tuple[str, ...]:
    module, command = content.get("module"), content.get("command")
    if isinstance(module, str) and command is None:
        return (sys.executable, "-m", module)
    if isinstance(command, list) and command and module is None:
        return (_program(path.parent, str(command[0])), *map(str, command[1:]))
    raise ManifestInvalid(f"{path}: give either module or command")


def _program(folder: Path, name: str) -> str:
    """The program to start: our own Python for "python3", a file of the folder, or by PATH."""
    if name in ("python", "python3"):
        return sys.executable
    return str(folder / name) if (folder / name).is_file() else name


def _value(spec: Any, environ: Mapping[str, str]) -> str | None:
    if not isinstance(spec, Mapping):
        return str(spec)
    named = environ.get(str(spec.get("environment", "")))
    if named is not None:
        return named
    http_port = int(environ.get("ZHONGTAI_HTTP_PORT") or DEFAULT_HTTP_PORT)
    if "http_port_offset" in spec:
        port = http_port + int(spec["http_port_offset"])
        return str(port if port <= LAST_PORT else 0)
    value = spec.get("value")
    if value is None:
        return None
    public = urlsplit(environ.get("ZHONGTAI_HTTP_URL", ""))
    origin = f"{public.scheme}://{public.netloc}" if public.netloc else ""
    text = str(value).replace("{http_port}", str(http_port))
    return text.replace("{http_origin}", origin).strip()
