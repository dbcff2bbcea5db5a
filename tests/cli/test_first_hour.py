"""The lines of docs/first-hour.md do what the page says, on the platform with its demo."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.pages import SHELLS, run_page, with_own_places
from tests.cli.world import Shell


@pytest.mark.topology
@pytest.mark.postgres
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("name", SHELLS)
def test_an_order_followed_by_hand_reaches_its_end(shell: Shell, tmp_path: Path, name: str):
    shell.env = with_own_places(shell.env)
    shell.up("single", "--demo")
    said = run_page("first-hour.md", name, shell.env, tmp_path)
    statuses = re.findall(r'^"status":"(\w+)"', said, re.MULTILINE)
    assert statuses[0] in {"PENDING_PAYMENT", "PLACED"}
    assert statuses[-1] == "COMPLETED"
    assert re.search(r'"pickup_code":"\w+"', said)
