"""Git asks the fast half of `make check` before a commit, and takes none that it refuses."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import check
from tools.sources import ROOT

HOOK = ".githooks/pre-commit"
ALONE = ("-c", "core.hooksPath=.githooks", "-c", "user.name=a", "-c", "user.email=a@b")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with our hook, and a Python that says what it was asked for and fails."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".githooks").mkdir()
    shutil.copy(ROOT / HOOK, tmp_path / HOOK)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> asked\nexit $(cat outcome)\n')
    python.chmod(0o755)
    return tmp_path


def commit(repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *ALONE, "commit", "-q", "--allow-empty", "-m", "x", *words]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("outcome", [0, 1])
def test_a_commit_is_taken_when_the_check_passes_and_only_then(repository: Path, outcome: int):
    (repository / "outcome").write_text(str(outcome))
    assert commit(repository).returncode == outcome
    assert (repository / "asked").read_text() == "-m tools.check --fast\n"


def test_a_commit_without_an_installed_tree_says_what_to_do(repository: Path):
    shutil.rmtree(repository / ".venv")
    done = commit(repository)
    assert done.returncode == 1
    assert "make setup" in done.stderr


def test_the_fast_half_needs_nothing_but_the_source():
    fast = {step.title for step in check.STEPS if step.fast}
    slow = {step.title for step in check.STEPS if not step.fast}
    assert {"format (ruff)", "lint (ruff)", "centers in one shape"} <= fast
    assert {"types (mypy)", "stubs are fresh", "contract (buf lint)"} <= slow
