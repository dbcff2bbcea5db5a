"""Writes a plug-in's folder from templates.

Templates are the files of `templates/<language>/`, with `.txt` at their end so that nothing takes
them for code; `$name`, `$kind`, `$summary` and `$arguments` stand for what makes them a plug-in.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from zhongtai_plugin.new.contract import write_protos

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
KINDS = {
    "carrier": "Has orders delivered by a carrier.",
    "crm": "Tells a CRM of members and their points.",
    "erp": "Posts sales in an ERP.",
    "identity": "Knows the customers of a channel.",
    "oms": "Has an OMS issue e-vouchers, and say which may be used.",
    "payment": "Has customers pay at a provider.",
    "policy": "Decides about orders by the rules of an enterprise.",
    "pos": "Brings orders to tills.",
    "sms": "Has codes sent to phones.",
}
"""What the plug-ins of each kind are for, as their summary says it."""
ARGUMENTS = {
    "crm": " --setting merchant=conformance",
    "erp": " --setting merchant=conformance",
    "identity": " --param code=4711",
    "oms": " --setting merchant=conformance --param strange_merchant_id=another",
    "policy": " --param refused_person_id=blocked",
    "sms": (
        " --setting merchant=conformance --param strange_merchant_id=another"
        " --param refused_phone=+8613800000000"
    ),
}
"""What `zhongtai-plugin check` needs to be told for a kind."""
MAINS = {"python": "main.py", "node": "main.js"}


class CannotWrite(Exception):
    """Why a project is not written, and what would be right."""


@dataclass(frozen=True, slots=True)
class Project:
    """A plug-in to be written."""

    kind: str
    name: str
    language: str = "python"

    @property
    def main(self) -> str:
        """The file that is run."""
        return MAINS[self.language]

    @property
    def steps(self) -> list[str]:
        """What to call in its folder to play with it, and to see it pass."""
        setup = {"python": [], "node": ["npm install"]}[self.language]
        arguments = ARGUMENTS.get(self.kind, "")
        play = f"zhongtai-plugin play {self.kind}{arguments}"
        check = f'zhongtai-plugin check --command "{self.language} {self.main}"{arguments}'
        return [*setup, play, check]


def write(project: Project, folder: Path) -> list[Path]:
    """Write the project into a folder of its name, all or nothing; return its files.

    Raise CannotWrite.
    """
    if not NAME.fullmatch(project.name):
        raise CannotWrite(f"{project.name!r} is no name: 1 to 64 of a-z 0-9 _, a letter first.")
    place = folder / project.name
    if place.exists():
        raise CannotWrite(f"{place} is there already: take another name, or another --folder.")
    draft = folder / f".{project.name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    for path, text in _texts(project):
        (draft / path).parent.mkdir(parents=True, exist_ok=True)
        (draft / path).write_text(text, encoding="utf-8")
    if project.language != "python":
        write_protos(draft / "protos")
    written = sorted(file.relative_to(draft) for file in draft.rglob("*") if file.is_file())
    draft.rename(place)
    return [place / path for path in written]


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    words = {
        "name": project.name,
        "kind": project.kind,
        "summary": KINDS[project.kind],
        "arguments": ARGUMENTS.get(project.kind, ""),
    }
    for template in _templates(project.language):
        name = template.name.removesuffix(".txt")
        stem, _, end = name.partition(".")
        if stem in KINDS and stem != project.kind:
            continue
        # Not substitute: JavaScript has a dollar of its own.
        text = Template(template.read_text(encoding="utf-8")).safe_substitute(words)
        yield (f"main.{end}" if stem in KINDS else name), text


def _templates(language: str) -> list[Traversable]:
    folder = files("zhongtai_plugin.new") / "templates" / language
    found = [file for file in folder.iterdir() if file.name.endswith(".txt")]
    return sorted(found, key=lambda file: file.name)
