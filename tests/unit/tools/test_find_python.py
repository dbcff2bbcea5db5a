"""Which Python `make setup` takes: what each of those in PATH says of itself is played here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.sources import ROOT

TOOL = ROOT / "tools" / "find-python"


@pytest.fixture
def there(tmp_path: Path):
    """Put Pythons into PATH, each with what it prints, and say which one is taken."""

    def taken(*pythons: str) -> str:
        folders = []
        for place, words in enumerate(pythons):
            folder = tmp_path / f"{place}"
            folder.mkdir()
            python = folder / "python3"
            python.write_text(f"#!/bin/sh\n{words}\n")
            python.chmod(0o755)
            folders.append(str(folder))
        tools = tmp_path / "tools"
        tools.mkdir()
        for name in ("awk", "bash", "env"):
            (tools / name).symlink_to(shutil.which(name) or name)
        path = os.pathsep.join([*folders, str(tools)])
        done = subprocess.run(
            [TOOL], check=False, env={"PATH": path}, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    return taken


def test_the_first_is_taken_where_another_is_about_as_quick(there):
    assert there("echo 3.11 310 /first", "echo 3.11 300 /second") == "/first"


def test_a_much_quicker_build_of_the_same_version_is_taken(there):
    assert there("echo 3.11 460 /first", "echo 3.11 300 /second") == "/second"


def test_a_quicker_python_of_another_version_is_not(there):
    assert there("echo 3.11 460 /first", "echo 3.14 300 /second") == "/first"


def test_one_that_is_too_old_or_has_no_venv_is_passed_over(there):
    assert there("exit 1", "echo 3.11 460 /second") == "/second"


def test_nothing_is_printed_where_there_is_none(there):
    assert there("exit 1") == ""


def test_this_machine_has_one():
    done = subprocess.run([TOOL], capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_file()
