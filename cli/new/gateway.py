"""Writes a gateway: its folder and tests from templates, and its lines in deploy/.

Templates are the files of `templates/<kind>/`, with `.txt` at their end so that nothing takes them
for code; `$name`, `$NAME` and `$path` stand for what the name makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from string import Template

from cli.problems import Problem
from mesh.process.topology import Topology, load_units

KINDS = ("platform", "app")
# No longer: the lines of the templates are within the limit with such a name.
NAME = re.compile(r"[a-z][a-z0-9_]{1,15}", re.ASCII)
PATHS = {"platform": "/{name}", "app": "/{name}/v1"}
TITLES = {"platform": "callbacks of {name}", "app": "{name} API"}
TEST_TEMPLATE = "test.py.txt"
UNITS = PurePosixPath("deploy/units.toml")
TOPOLOGIES = PurePosixPath("deploy/topologies")


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway to be written."""

    name: str
    kind: str

    @property
    def folder(self) -> PurePosixPath:
        """Where its code goes, from the root of the source tree."""
        return PurePosixPath("gateways", self.name)

    @property
    def test(self) -> PurePosixPath:
        """Where its tests go."""
        return PurePosixPath("tests/unit/gateways", f"test_{self.name}.py")

    @property
    def path(self) -> str:
        """Below which path of the HTTP edge its routes are."""
        return PATHS[self.kind].format(name=self.name)

    def unit(self) -> str:
        """Return its lines in units.toml."""
        title = TITLES[self.kind].format(name=self.name)
        return (
            f'\n[{self.name}]\npackage = "gateways.{self.name}"\noffers = []\n'
            f'path = "{self.path}"\ntitle = "{title}"\n'
        )


def write(gateway: Gateway, root: Path) -> list[PurePosixPath]:
    """Write it into a source tree; return what was written or changed.

    Nothing is written when anything is in its way. Raise Problem.
    """
    _check(gateway, root)
    texts = dict(_texts(gateway))
    texts[UNITS] = (root / UNITS).read_text(encoding="utf-8") + gateway.unit()
    for file in sorted((root / TOPOLOGIES).glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        hosted = hosted_in(text, gateway.name)
        if hosted != text:
            texts[TOPOLOGIES / file.name] = hosted
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for file in sorted((root / TOPOLOGIES).glob("*.toml")):
        Topology.load(file.stem, root / "deploy")
    return list(texts)


def hosted_in(topology: str, name: str) -> str:
    """Return a topology's text in which the process that serves HTTP hosts the unit, too."""
    processes = re.split(r"(?m)^(?=\[)", topology)
    return "".join(
        _with_unit(process, name) if re.search(r"(?m)^http\s*=\s*true", process) else process
        for process in processes
    )


def _with_unit(process: str, name: str) -> str:
    begin = re.search(r"(?m)^units\s*=\s*\[", process)
    if begin is None:
        return process
    end = process.index("]", begin.end())
    before = process[:end].rstrip()
    several_lines = "\n" in process[begin.end() : end]
    if several_lines:
        comma = "" if before.endswith((",", "[")) else ","
        return f'{before}{comma}\n    "{name}",\n{process[end:]}'
    comma = "" if before.endswith("[") else ", "
    return f'{before.removesuffix(",")}{comma}"{name}"{process[end:]}'


def _check(gateway: Gateway, root: Path) -> None:
    if not NAME.fullmatch(gateway.name):
        raise Problem(f"{gateway.name!r} is no name: 2 to 16 of a-z 0-9 _, a letter first.")
    if not (root / UNITS).is_file() or not (root / "gateways").is_dir():
        where = root.resolve()
        raise Problem(f"{where} is no source tree of the platform: name one with --root.")
    units = load_units(root / "deploy")
    if gateway.name in units:
        raise Problem(f"There is a unit {gateway.name!r} already: take another name.")
    paths = {unit.path.split("/")[1] for unit in units.values() if unit.path}
    taken = [path for path in (gateway.folder, gateway.test) if (root / path).exists()]
    if gateway.name in paths or taken:
        what = taken[0] if taken else f"the path /{gateway.name}"
        raise Problem(f"{what} is taken: take another name.")


def _texts(gateway: Gateway) -> Iterator[tuple[PurePosixPath, str]]:
    words = {"name": gateway.name, "NAME": gateway.name.upper(), "path": gateway.path}
    for template in _templates(gateway.kind):
        text = Template(template.read_text(encoding="utf-8")).substitute(words)
        if template.name == TEST_TEMPLATE:
            yield gateway.test, text
        else:
            yield gateway.folder / template.name.removesuffix(".txt"), text


def _templates(kind: str) -> list[Traversable]:
    folder = files("cli.new") / "templates" / kind
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda f: f.name
    )
