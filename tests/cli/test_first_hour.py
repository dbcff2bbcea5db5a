"""The lines of docs/first-hour.md do what the page says, on the platform with its demo."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.pages import SHELLS, run_page, with_own_places
from tests.cli.world import Shell, shell_in


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The platform with its demo, on which each shell orders something."""
    with shell_in(tmp_path_factory.mktemp("demo")) as shell:
        shell.env = with_own_places(shell.env)
        shell.up("single", "--demo")
        yield shell


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("name", SHELLS)
def test_an_order_followed_by_hand_reaches_its_end(demo: Shell, tmp_path: Path, name: str):
    said = run_page("first-hour.md", name, demo.env, tmp_path)
    statuses = re.findall(r'^"status":"(\w+)"', said, re.MULTILINE)
    assert statuses[0] in {"PENDING_PAYMENT", "PLACED"}
    assert statuses[-1] == "COMPLETED"
    assert re.search(r'"pickup_code":"\w+"', said)
