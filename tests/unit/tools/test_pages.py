"""What the pages promise is there: files, targets, commands, settings."""

import re
from pathlib import Path

import pytest

from cli.main import COMMANDS
from mesh.process.topology import deploy_folder, load_units
from tools.sources import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    return [link for link in found if not link.startswith("http")]


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_link_of_a_page_leads_to_something(page: Path):
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_file_that_a_page_names_is_there(page: Path):
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", page.read_text(encoding="utf-8"))
    ours = [path for path in named if path.split("/")[0] in FOLDERS]
    assert [path for path in ours if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_make_target_and_command_of_a_page_exists(page: Path):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+)`?", text)) - set(
        re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
    )
    commands = set(re.findall(r"`zhongtai ([a-z]+)", text)) - set(COMMANDS)
    assert (targets & set(re.findall(r"`make ([a-z]+)", text)), commands) == (set(), set())


def test_both_readmes_say_the_same_things_in_the_same_order():
    english, chinese = (links(page) for page in PAGES[:2])
    assert [link for link in english if "README" not in link] == [
        link.replace(".zh-CN", "") for link in chinese if "README" not in link
    ]


def test_the_readmes_are_doors_and_not_books():
    assert max(len(page.read_text(encoding="utf-8").splitlines()) for page in PAGES[:2]) <= 150


def test_every_setting_of_the_page_for_operators_is_read_somewhere():
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("mesh", "centers", "apps", "gateways", "cli", "plugins")
        for suffix in ("py", "toml")
        for path in (ROOT / folder).rglob(f"*.{suffix}")
    )
    settings = set(re.findall(r"`(ZHONGTAI_[A-Z_]+)`", page))
    # What every gateway has is read under the name of its unit, or under a prefix of its own.
    gateways = [
        *(unit.name.upper() for unit in load_units(deploy_folder()).values() if unit.is_gateway),
        *re.findall(r'PREFIX = "ZHONGTAI_([A-Z_]+)"', code),
        *(f"TAKEAWAY_{name}" for name in ("OPENDELIVERY", "KEETA")),
    ]
    read = {
        f"ZHONGTAI_{name}{end}"
        for name in gateways
        for end in re.findall(r"{prefix}(_[A-Z_]+)", code)
    }
    assert {name for name in settings - read if name not in code} == set()


def test_make_alone_lists_the_targets_with_their_meaning():
    wanted = ["setup", "run", "mesh", "test", "check", "bench", "protos", "clean", "hooks"]
    documented = re.findall(r"^# [^\n]+\n([a-z]+):", MAKEFILE, re.MULTILINE)
    assert set(wanted) <= set(documented)
