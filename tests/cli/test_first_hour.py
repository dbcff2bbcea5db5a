"""The lines of docs/first-hour.md do what the page says, on the platform with its demo."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.pages import SHELLS, run_page, with_own_places
from tests.cli.world import ROOT, Shell, shell_in


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The platform with its demo, on which each shell orders something."""
    with shell_in(tmp_path_factory.mktemp("demo")) as shell:
        shell.env = with_own_places(shell.env)
        shell.up("single", "--demo", "--simulate", "meituan")
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
    assert '"state":"confirmed"' in said
    redeemed, again = said.find('"voucher_id"'), said.find("ALREADY_REDEEMED")
    assert 0 < redeemed < again


def test_the_page_has_the_same_lines_in_both_languages():
    pages = [ROOT / "docs" / name for name in ("first-hour.md", "first-hour.zh-CN.md")]
    lines = [re.findall(r"```bash\n(.*?)```", page.read_text(), re.DOTALL) for page in pages]
    assert lines[0] == lines[1] != []
