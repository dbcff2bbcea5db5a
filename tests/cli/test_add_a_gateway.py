"""What `zhongtai new gateway` writes works, as its page says, in a copy of the source tree."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.new.gateway import Gateway, write
from tests.cli.pages import run_page, with_own_places
from tests.cli.world import ROOT, Shell

NOT_SOURCE = shutil.ignore_patterns(
    ".*", "node_modules", "__pycache__", "*.egg-info", "build", "results.json"
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A copy of the tree with a gateway of each kind, and the environment to run it in."""
    tree = tmp_path_factory.mktemp("written") / "tree"
    shutil.copytree(ROOT, tree, ignore=NOT_SOURCE)
    write(Gateway("hub", "platform"), tree)
    write(Gateway("shopapp", "app"), tree)
    path = os.pathsep.join((str(tree), str(tree / "sdk")))
    return tree, {**os.environ, "PYTHONPATH": path}


def copy_of_the_tree(folder: Path, shell: Shell) -> dict[str, str]:
    """Copy the source; answer the environment in which the copy is what is run."""
    shutil.copytree(ROOT, folder, ignore=NOT_SOURCE)
    path = os.pathsep.join((str(folder), str(folder / "sdk")))
    return with_own_places(shell.env) | {"PYTHONPATH": path}


@pytest.mark.parametrize("check", ["mypy", "lint-imports", "pytest"])
def test_what_is_written_has_sound_types_and_imports_and_passes_its_tests(written, check: str):
    tree, env = written
    words = {
        "mypy": ["--no-error-summary", "-p", "gateways.hub", "-p", "gateways.shopapp"],
        "lint-imports": ["--no-cache"],
        "pytest": ["-q", *(f"tests/unit/gateways/test_{name}.py" for name in ("hub", "shopapp"))],
    }
    program = Path(sys.executable).parent / check
    done = subprocess.run(
        [program, *words[check]], cwd=tree, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout, done.stderr)


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_an_order_of_a_new_channel_reaches_the_till_and_its_platform_is_told(
    shell: Shell, tmp_path: Path
):
    tree = tmp_path / "tree"
    said = run_page("add-a-gateway.md", "bash", copy_of_the_tree(tree, shell), tree)
    assert "callbacks of hub" in said
    assert "hub.statuses" in said
    assert said.count('{"message":"ok"}') == 2
    assert '"reason":"UNAUTHENTICATED"' in said
    assert '/orders/N-1/status {"status":"accepted"}' in said.replace(": ", ":")
