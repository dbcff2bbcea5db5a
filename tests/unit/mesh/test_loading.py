"""A process loads what it uses: the rest would cost every start of every process."""

import subprocess
import sys

import pytest

from tests.platform import ROOT

SERVING_HTTP = {"litestar", "uvicorn"}
FOR_PEOPLE = {"rich", "pygments"}


@pytest.mark.parametrize(
    ("program", "unused"),
    [
        ("mesh.process.hosting, centers.order.wiring", SERVING_HTTP | FOR_PEOPLE),
        ("mesh.process.hosting, apps.order_control.wiring", SERVING_HTTP | FOR_PEOPLE),
        ("plugins.identity_sandbox.__main__", SERVING_HTTP | FOR_PEOPLE),
        ("plugins.pos_till.__main__", FOR_PEOPLE),
    ],
)
def test_a_program_does_not_load_what_it_never_uses(program, unused):
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, {program}; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not unused & set(told.stdout.split())


@pytest.mark.parametrize("package", ["mesh", "zhongtai_plugin"])
def test_what_the_platform_does_not_load_can_still_be_used(package):
    program = f"import {package}, rich.console, structlog; rich.console.Console().print('there')"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "there\n"
