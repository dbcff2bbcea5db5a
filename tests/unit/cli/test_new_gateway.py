"""`zhongtai new gateway` writes all of a gateway or nothing, in the form that checks want."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from cli.main import main
from cli.new.gateway import KINDS, Gateway, hosted_in, write
from cli.problems import Problem
from mesh.process.topology import Topology, load_units
from tools import edges, imports, sizes, sources

ROOT = sources.ROOT

LONGEST = "channel_of_all16"
RUFF = Path(sys.executable).parent / "ruff"


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """The command sets up its own logs; other tests of this process capture theirs."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What a source tree has that a gateway is written into."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "gateways").mkdir()
    return tmp_path


def files_of(tree: Path) -> dict[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_gateway_is_a_unit_with_its_address_in_the_process_that_serves_http(tree: Path, kind):
    written = write(Gateway("hub", kind), tree)
    assert {path.as_posix() for path in written} <= set(files_of(tree))
    unit = load_units(tree / "deploy")["hub"]
    assert (unit.package, unit.path.split("/")[1], "hub" in unit.title) == (
        "gateways.hub", "hub", True,
    )  # fmt: skip
    for name in ("single", "mesh"):
        assert Topology.load(name, tree / "deploy").process_of("hub").http


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ab", LONGEST])
def test_short_and_long_names_make_files_in_good_form(tree: Path, kind: str, name: str):
    write(Gateway(name, kind), tree)
    # Imports are sorted by whose they are, and the mesh is ours.
    (tree / "mesh").symlink_to(ROOT / "mesh")
    (tree / "gateways/__init__.py").write_text('"""Gateways."""\n')
    for words in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [RUFF, *words, "--quiet", "gateways", "tests"],
            cwd=tree, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_of_the_house_hold_in_what_is_written(
    tree: Path, kind: str, monkeypatch: pytest.MonkeyPatch
):
    for module in (imports, sources):
        monkeypatch.setattr(module, "ROOT", tree)
    write(Gateway(LONGEST, kind), tree)
    rules = (
        *(imports.impure_imports, imports.stray_stubs, imports.stray_settings),
        *(edges.untyped_handlers, edges.untyped_stubs, sizes.long_files, sizes.long_functions),
    )
    assert [str(finding) for rule in rules for finding in rule()] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((name, "no name") for name in ("", "a", "A1", "1a", "a-b", "a.b", "é1", "a" * 17)),
        ("order", "already"),
        ("miniapp", "already"),
        ("taken", "taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(tree: Path, name, words):
    (tree / "gateways/taken").mkdir()
    before = files_of(tree)
    with pytest.raises(Problem, match=words):
        write(Gateway(name, "platform"), tree)
    assert files_of(tree) == before


def test_elsewhere_than_in_a_source_tree_it_is_refused_in_one_line(tmp_path: Path, capsys):
    assert main(["new", "gateway", "hub", "--root", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "no source tree" in said
    assert said.count("\n") == 1


EDGE = '[processes.rest]\nunits = ["a"]\n\n[processes.edge]\nhttp = true\nunits = '


@pytest.mark.parametrize(
    ("units", "hosted"),
    [
        ("[]\n", '["hub"]\n'),
        ('["a"]\n', '["a", "hub"]\n'),
        ('["a",]\n', '["a", "hub"]\n'),
        ('[\n    "a",\n]\n', '[\n    "a",\n    "hub",\n]\n'),
        ('[\n    "a", "b"\n]\n', '[\n    "a", "b",\n    "hub",\n]\n'),
    ],
)
def test_the_unit_is_added_where_http_is_served_and_nowhere_else(units: str, hosted: str):
    end = '\n[processes.last]\nunits = ["c"]\n'
    assert hosted_in(EDGE + units + end, "hub") == EDGE + hosted + end


def test_a_topology_that_serves_no_http_is_left_alone():
    text = '# A comment.\n[processes.rest]\nunits = ["a"]\n'
    assert hosted_in(text, "hub") == text
