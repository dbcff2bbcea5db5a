"""A shell with an own state folder for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.world import Shell, shell_in


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with shell_in(tmp_path) as shell:
        yield shell
