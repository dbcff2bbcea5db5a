"""plugin.toml: what the host must know of a plug-in before it starts it.

    name = "pos_till"
    kind = "pos"                        # payment, identity, carrier, erp, oms, crm, policy, sms
    also = ["crm"]                      # optional: other kinds that it is, too
    version = "1.0.0"
    summary = "One sentence."
    module = "plugins.pos_till"         # a Python module; or: command = ["./my-plugin"]
    needs = ["accounts"]                # optional: settings without which it is not started

    [settings.http_port]
    environment = "ZHONGTAI_TILL_PORT"  # taken when set
    http_port_offset = 10               # else the edge's port plus this; or: value = "…"
    [settings.origins]
    value = "http://127.0.0.1:{http_port} {http_origin}"   # the edge as it listens, as it is called

    [page]                              # optional: a page that the HTTP edge serves to people
    path = "/till"
    folder = "page"
    index = "till.html"

A setting `s` of the plug-in `p` may always be given as ZHONGTAI_<P>_<S>. What cannot be used
disables its own plug-in only; `zhongtai status` says why.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KIND_OWNERS: Mapping[str, str] = {
    "pos": "order",
    "payment": "payment",
    "identity": "user",
    "carrier": "delivery",
    "erp": "inventory",
    "oms": "order",
    "crm": "member",
    "policy": "order_control",
    "sms": "user",
}
"""Which unit talks to the plug-ins of a kind; its process starts them."""

KIND_GUESTS: Mapping[str, frozenset[str]] = {
    "erp": frozenset({"product", "order"}),
    "policy": frozenset({"delivery"}),
}
"""Which other units talk to the plug-ins of a kind: where the owner's process serves them."""

DEFAULT_HTTP_PORT = 8080
LAST_PORT = 65535
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PAGE_PATH = re.compile(r"/[a-z][a-z0-9_-]{0,63}")
_SETTING_KEYS = frozenset({"environment", "http_port_offset", "value"})
_SCHEMES = ("dns:///", "dns:", "ipv4:", "ipv6:")


class ManifestInvalid(Exception):
    """A plugin.toml cannot be used; the text names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a plug-in brings along: where people find it, its files, its first file."""

    path: str
    folder: Path
    index: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One plug-in that can be started, or one that runs elsewhere (`address` is set).

    Who talks to its `kind` starts it; who talks to kinds that it is also finds it there.

    `answers_as` is the name it gives itself, which is compared with what it answers.
    """

    name: str
    kind: str
    answers_as: str
    also: tuple[str, ...] = ()
    version: str = ""
    summary: str = ""
    command: tuple[str, ...] = ()
    folder: Path = Path()
    settings: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    page: Page | None = None
    address: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    tls_name: str = ""

    def is_of(self, units: Collection[str]) -> bool:
        """Return whether any of the units talks to it."""
        callers = {unit for kind in self.kinds for unit in _callers_of(kind)}
        return not callers.isdisjoint(units)

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds that it is."""
        return (self.kind, *self.also)

    @property
    def owner(self) -> str:
        """The unit that talks to it."""
        return KIND_OWNERS[self.kind]

    def not_set(self, environ: Mapping[str, str]) -> list[str]:
        """Return the environment variables of the settings that it needs and that are not set."""
        given = self.resolved_settings(environ, self.needs)
        return [_variable(self.name, name) for name in self.needs if not given.get(name)]

    def resolved_settings(
        self, environ: Mapping[str, str], known: Iterable[str] = ()
    ) -> dict[str, str]:
        """Return the values to hand over; a setting without a value is left to the plug-in.

        `known` are the settings that the plug-in itself names.
        """
        values: dict[str, str] = {}
        for name in {*self.settings, *known}:
            own = environ.get(_variable(self.name, name))
            value = own if own is not None else _value(self.settings.get(name, {}), environ)
            if value is not None:
                values[name] = value
        return values


@dataclass(frozen=True, slots=True)
class Unusable:
    """A plug-in that was found and cannot be used. `kind` is empty when it could not be read."""

    name: str
    kind: str
    problem: str

    @property
    def owner(self) -> str:
        """The unit whose process tells of it: of an unknown kind, the first of all owners."""
        return KIND_OWNERS.get(self.kind, next(iter(KIND_OWNERS.values())))


@dataclass(frozen=True, slots=True)
class Found:
    """The plug-ins that can be used, and those that cannot, with the reasons."""

    manifests: Sequence[Manifest]
    unusable: Sequence[Unusable]


def discover(environ: Mapping[str, str], folders: Iterable[Path] | None = None) -> Found:
    """Return every plug-in in the plug-in folders, by name.

    The folders are the one that comes with the platform and those in ZHONGTAI_PLUGIN_PATH
    (separated as in PATH). ZHONGTAI_PLUGINS, a list of names with commas, keeps only those.
    """
    found: dict[str, Manifest] = {}
    unusable: list[Unusable] = []
    for folder in folders if folders is not None else _plugin_folders(environ):
        for path in sorted(folder.glob("*/plugin.toml")):
            content: dict[str, Any] = {}
            try:
                content.update(_content(path))
                manifest = _manifest(path, content)
                if (other := found.get(manifest.name)) is not None:
                    raise ManifestInvalid(f"{path}: its name is taken by {other.folder}")
                found[manifest.name] = manifest
            except ManifestInvalid as problem:
                unusable.append(_unusable(path.parent.name, content, problem))
    wanted = {name.strip() for name in environ.get("ZHONGTAI_PLUGINS", "").split(",")} - {""}
    return Found(
        [found[name] for name in sorted(found) if not wanted or name in wanted],
        [each for each in unusable if not wanted or each.name in wanted],
    )


def read_manifest(path: Path) -> Manifest:
    """Read one plugin.toml. Raise ManifestInvalid."""
    return _manifest(path, _content(path))


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ManifestInvalid(f"{path}: {problem}") from None
    except OSError as problem:
        raise ManifestInvalid(f"{path}: {problem.strerror}") from None


def _manifest(path: Path, content: Mapping[str, Any]) -> Manifest:
    name, kind = str(content.get("name", "")), str(content.get("kind", ""))
    _check_name(str(path), name, kind)
    return Manifest(
        name=name,
        kind=kind,
        answers_as=name,
        also=_also(str(path), content.get("also", [])),
        version=str(content.get("version", "")),
        summary=str(content.get("summary", "")),
        command=_command(path, content),
        folder=path.parent,
        settings=_settings(path, content.get("settings", {})),
        needs=_needs(path, content.get("needs", [])),
        page=_page(path, content["page"]) if "page" in content else None,
    )


def _unusable(fallback: str, content: Mapping[str, Any], problem: Exception) -> Unusable:
    name, kind = content.get("name"), str(content.get("kind", ""))
    known = isinstance(name, str) and _NAME.fullmatch(name)
    return Unusable(str(name) if known else fallback, kind, str(problem))


def bound(bindings: Mapping[str, Any]) -> Found:
    """Plug-ins that run elsewhere, as a topology names them below [plugins.<name>].

    Each has kind and address, and may have settings; `plugin`, the name it gives itself
    where that is not the binding's; tls_ca, tls_cert, tls_key (files) with tls_name, the
    name in its certificate where that is not its address. An address off this machine needs
    tls_ca, or `plain_text = true`.
    """
    manifests: list[Manifest] = []
    unusable: list[Unusable] = []
    for name, spec in sorted(bindings.items()):
        try:
            manifests.append(_bound(name, spec))
        except ManifestInvalid as problem:
            content = spec if isinstance(spec, Mapping) else {}
            unusable.append(_unusable(name, {**content, "name": name}, problem))
    return Found(manifests, unusable)


def _bound(name: str, spec: Any) -> Manifest:
    where = f"[plugins.{name}] of the topology"
    if not isinstance(spec, Mapping):
        raise ManifestInvalid(f"{where}: must be a table")
    kind, address = str(spec.get("kind", "")), str(spec.get("address", ""))
    _check_name(where, name, kind)
    if not address:
        raise ManifestInvalid(f"{where}: address is missing")
    settings = spec.get("settings", {})
    if not isinstance(settings, Mapping):
        raise ManifestInvalid(f"{where}: settings must be a table")
    files = {key: str(spec.get(key, "")) for key in ("tls_ca", "tls_cert", "tls_key")}
    for key, file in files.items():
        if file and not os.access(file, os.R_OK):
            raise ManifestInvalid(f"{where}: {key} names a file that cannot be read: {file}")
    plain = not files["tls_ca"] and spec.get("plain_text") is not True
    if plain and not is_on_this_machine(address):
        raise ManifestInvalid(
            f"{where}: {address} is not on this machine, so give tls_ca, or say "
            "plain_text = true if the way to it is safe"
        )
    return Manifest(
        name,
        kind,
        answers_as=str(spec.get("plugin", name)),
        also=_also(where, spec.get("also", [])),
        settings={key: {"value": str(value)} for key, value in settings.items()},
        address=address,
        tls_ca=files["tls_ca"],
        tls_cert=files["tls_cert"],
        tls_key=files["tls_key"],
        tls_name=str(spec.get("tls_name", "")),
    )


def is_on_this_machine(address: str) -> bool:
    """Return whether a gRPC address is a Unix socket or a loopback address."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    for scheme in _SCHEMES:
        address = address.removeprefix(scheme)
    try:
        host = urlsplit(f"//{address}").hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


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


def _also(where: str, kinds: Any) -> tuple[str, ...]:
    if not isinstance(kinds, list) or not all(kind in KIND_OWNERS for kind in kinds):
        raise ManifestInvalid(f"{where}: also must be a list of {', '.join(KIND_OWNERS)}")
    return tuple(kinds)


def _callers_of(kind: str) -> frozenset[str]:
    return KIND_GUESTS.get(kind, frozenset()) | {KIND_OWNERS[kind]}


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


def _settings(path: Path, settings: Any) -> Mapping[str, Any]:
    if not isinstance(settings, Mapping):
        raise ManifestInvalid(f"{path}: settings must be tables: [settings.<name>]")
    for name, spec in settings.items():
        if not isinstance(spec, Mapping):
            continue
        strange = spec.keys() - _SETTING_KEYS
        if strange:
            raise ManifestInvalid(
                f"{path}: settings.{name}: {', '.join(sorted(strange))} means nothing here"
            )
        if type(spec.get("http_port_offset", 0)) is not int:
            raise ManifestInvalid(f"{path}: settings.{name}: http_port_offset is a whole number")
    return settings


def _needs(path: Path, needs: Any) -> tuple[str, ...]:
    if not isinstance(needs, list) or not all(isinstance(name, str) for name in needs):
        raise ManifestInvalid(f"{path}: needs must be a list of names of settings")
    return tuple(needs)


def _page(path: Path, page: Any) -> Page:
    def said(key: str, fits: Callable[[str], object]) -> str:
        value = page.get(key) if isinstance(page, Mapping) else None
        if not isinstance(value, str) or not fits(value):
            raise ManifestInvalid(f"{path}: page.{key} cannot be used")
        return value

    folder = path.parent / said("folder", lambda name: (path.parent / name).is_dir())
    index = said("index", lambda name: (folder / name).is_file())
    return Page(said("path", _PAGE_PATH.fullmatch), folder, index)


def _variable(plugin: str, setting: str) -> str:
    return f"ZHONGTAI_{plugin}_{setting}".upper()


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
