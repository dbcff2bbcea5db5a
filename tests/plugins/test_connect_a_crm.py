"""The lines of docs/connect-a-crm.md do what it says."""

import os
import re
from pathlib import Path

from tests.cli.pages import run_page
from tests.plugins.world import ROOT


def test_the_plug_in_that_the_page_begins_with_keeps_the_contract(tmp_path: Path):
    env = {**os.environ, "PYTHONPATH": str(ROOT / "sdk")}
    said = run_page("connect-a-crm.md", "bash", env, tmp_path)
    assert re.search(r"[1-9]\d* passed, 0 failed", said)
    assert "outlives a kill" in said
