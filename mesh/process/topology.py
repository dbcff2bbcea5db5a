"""Which process hosts which units: read from deploy/, found in the source tree or the wheel."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

Folder = Path | Traversable


def deploy_folder() -> Folder:
    """Return the folder deploy/ that ships with the program."""
    return files("deploy")


class TopologyError(Exception):
    """The description of the platform contradicts itself; the text names where."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A center, app or gateway: its Python package and the proto packages it offers.

    `path` is below which path of the HTTP edge a gateway has its routes, `title` what people
    read before its address; both are empty for units without.
    """

    name: str
    package: str
    offers: tuple[str, ...] = ()
    path: str = ""
    title: str = ""

    @property
    def is_gateway(self) -> bool:
        """Whether the unit speaks with the outside."""
        return self.package.startswith("gateways.")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its units; whether it takes calls from outside over gRPC (`edge`) and HTTP.

    `listen` and `reach` are host:port for other machines; empty means a local socket. `worker`
    counts from 1 where several processes do the same side by side: what must be done in one
    process at a time, the first does.
    """

    name: str
    units: tuple[str, ...]
    edge: bool = False
    http: bool = False
    listen: str = ""
    reach: str = ""
    worker: int = 1

    @property
    def is_first(self) -> bool:
        """Whether it does what one of the workers does for all: feeds, sweeps, plug-ins."""
        return self.worker == 1


@dataclass(frozen=True, slots=True)
class Topology:
    """All processes of a platform and all units known.

    `plugins` binds plug-ins that run elsewhere, by name (see mesh.plugins.manifest);
    `folder` is the deploy folder with the access table that goes with it.
    """

    name: str
    processes: Mapping[str, Process]
    units: Mapping[str, Unit] = field(default_factory=dict)
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    folder: Folder = field(default_factory=deploy_folder)

    def __post_init__(self) -> None:
        hosted: dict[str, str] = {}
        for process in self._firsts:
            for unit in process.units:
                if unit not in self.units:
                    raise TopologyError(f"{self.name}: {process.name} hosts {unit}, not known")
                if unit in hosted:
                    raise TopologyError(f"{self.name}: {unit} is in {hosted[unit]} and elsewhere")
                hosted[unit] = process.name
        for what in ("edge", "http"):
            if sum(getattr(process, what) for process in self._firsts) > 1:
                raise TopologyError(f"{self.name}: more than one process has {what} = true")

    @property
    def is_single(self) -> bool:
        """Whether everything is in one process, or in each of its workers."""
        return len(self._firsts) == 1

    @property
    def workers(self) -> list[Process]:
        """The processes that share the public ports of a single one, the first before others."""
        return list(self.processes.values()) if self.is_single else []

    @property
    def _firsts(self) -> list[Process]:
        return [process for process in self.processes.values() if process.is_first]

    def with_workers(self, count: int) -> Topology:
        """Return the same with so many workers of its only process. Raise TopologyError."""
        if count == 1:
            return self
        if not self.is_single:
            raise TopologyError(
                f"{self.name} has {len(self.processes)} processes: workers are for a topology "
                "of one, such as single. Set ZHONGTAI_WORKERS to 1, or leave it out."
            )
        [only] = self._firsts
        others = [replace(only, name=f"{only.name}-{n}", worker=n) for n in range(2, count + 1)]
        return replace(self, processes={each.name: each for each in (only, *others)})

    def process(self, name: str) -> Process:
        """Return a process by name. Raise TopologyError."""
        try:
            return self.processes[name]
        except KeyError:
            known = ", ".join(self.processes)
            raise TopologyError(f"{self.name} has no process {name!r}, only {known}") from None

    def process_of(self, unit: str) -> Process:
        """Return the process that hosts a unit. Raise TopologyError."""
        for process in self.processes.values():
            if unit in process.units:
                return process
        raise TopologyError(f"{self.name}: no process hosts {unit!r}")

    def units_of(self, process: str) -> Collection[str] | None:
        """Return the units of a process, None for a name that is not a process here."""
        found = self.processes.get(process)
        return None if found is None else found.units

    @classmethod
    def load(cls, name: str, folder: Folder | None = None) -> Topology:
        """The topology `topologies/<name>.toml` of a deploy folder, our own when none is given.

        Raise TopologyError.
        """
        folder = folder or deploy_folder()
        file = folder / "topologies" / f"{name}.toml"
        if not file.is_file():
            raise TopologyError(f"There is no topology {name!r}.")
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        processes = {key: _process(key, value) for key, value in raw["processes"].items()}
        return cls(name, processes, load_units(folder), raw.get("plugins", {}), folder)


def load_units(folder: Folder) -> dict[str, Unit]:
    """Return all units of units.toml."""
    raw = tomllib.loads((folder / "units.toml").read_text(encoding="utf-8"))
    return {name: _unit(name, entry) for name, entry in raw.items()}


def load_natural_keys(folder: Folder) -> frozenset[str]:
    """Return the methods of retries.toml that a natural key makes repeatable."""
    raw = tomllib.loads((folder / "retries.toml").read_text(encoding="utf-8"))
    return frozenset(raw["natural_keys"])


def _unit(name: str, entry: Mapping[str, Any]) -> Unit:
    return Unit(
        name=name,
        package=entry["package"],
        offers=tuple(entry["offers"]),
        path=entry.get("path", ""),
        title=entry.get("title", ""),
    )


def _process(name: str, entry: Mapping[str, Any]) -> Process:
    unknown = entry.keys() - {"units", "edge", "http", "listen", "reach"}
    if unknown:
        raise TopologyError(f"{name}: {', '.join(sorted(unknown))} means nothing here")
    return Process(
        name=name,
        units=tuple(entry["units"]),
        edge=entry.get("edge", False),
        http=entry.get("http", False),
        listen=entry.get("listen", ""),
        reach=entry.get("reach", ""),
    )
