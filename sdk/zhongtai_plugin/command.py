"""`zhongtai-plugin`: what an author of plug-ins needs at the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from zhongtai_plugin.conformance import all_checks
from zhongtai_plugin.conformance import command as checking
from zhongtai_plugin.conformance.target import parsed
from zhongtai_plugin.new import project as projects
from zhongtai_plugin.new.contract import write_protos
from zhongtai_plugin.play import command as playing

_EPILOG = """
examples:
  zhongtai-plugin new pos our_tills
  zhongtai-plugin check --command "python our_tills/main.py"
  zhongtai-plugin check --endpoint 127.0.0.1:7000 --kind payment --hook pay="./pay.sh {id}"
  zhongtai-plugin play pos our_tills
  zhongtai-plugin play payment -- node main.js
  zhongtai-plugin list
  zhongtai-plugin protos ./protos
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 1 when a check failed."""
    options = parsed(_parser(), sys.argv[1:] if arguments is None else arguments)
    if options.action == "check":
        return checking.run(options)
    if options.action == "play":
        return playing.run(options)
    if options.action == "list":
        for item in all_checks():
            print(f"{item.kind or 'all':<9} {item.name}")
        return 0
    try:
        return _new(options) if options.action == "new" else _protos(options)
    except projects.CannotWrite as problem:
        print(problem, file=sys.stderr)
        return 2


def _new(options: argparse.Namespace) -> int:
    project = projects.Project(options.kind, options.name, options.lang)
    for file in projects.write(project, options.folder):
        print(f"wrote   {file}")
    print(f"next    cd {options.folder / project.name}")
    for step in project.steps:
        print(f"        {step}")
    return 0


def _protos(options: argparse.Namespace) -> int:
    for file in write_protos(options.folder):
        print(f"wrote   {file}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhongtai-plugin",
        description="Write a plug-in, play with it, check it: the contract zhongtai.plugin.v1.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    new = actions.add_parser("new", help="write a plug-in that passes, to be changed")
    new.add_argument("kind", choices=sorted(projects.KINDS), help="what it is for")
    new.add_argument("name", help="1 to 64 of a-z 0-9 _, a letter first")
    new.add_argument("--lang", choices=sorted(projects.MAINS), default="python")
    new.add_argument("--folder", type=Path, default=Path(), help="where (the current folder)")
    check = actions.add_parser("check", help="check a plug-in that runs, or that is started here")
    checking.add_arguments(check)
    play = actions.add_parser("play", help="be its host without a platform: a page, a terminal")
    playing.add_arguments(play)
    actions.add_parser("list", help="name every check")
    protos = actions.add_parser("protos", help="write the contract's .proto files into a folder")
    protos.add_argument("folder", type=Path, help="where")
    return parser
