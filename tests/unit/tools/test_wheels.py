"""The two wheels hold what runs: code and the data beside it, and nothing of the workshop."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.sources import ROOT

TOPS = ["mesh", "centers", "apps", "gateways", "plugins", "cli", "demo", "deploy"]
LITTER = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", ".*")


def build(source: Path, out: Path) -> set[str]:
    """The names in the wheel built from a folder."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def files_below(source: Path, tops: list[str]) -> set[str]:
    paths = (path for top in tops for path in (source / top).rglob("*") if path.is_file())
    return {path.relative_to(source).as_posix() for path in paths}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources without what running left in them."""
    place = tmp_path_factory.mktemp("sources")
    for name in (*TOPS, "sdk"):
        shutil.copytree(ROOT / name, place / name, ignore=LITTER)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place / name)
    return place


def test_the_application_wheel_holds_every_file_of_its_packages(copy: Path, tmp_path: Path):
    inside = build(copy, tmp_path)
    assert files_below(copy, TOPS) - inside == set()
    assert {name.split("/")[0] for name in inside} == {*TOPS, "zhongtai-0.1.0.dist-info"}


def test_the_sdk_wheel_holds_stubs_types_and_the_helper(copy: Path, tmp_path: Path):
    inside = build(copy / "sdk", tmp_path)
    assert files_below(copy / "sdk", ["zhongtai", "zhongtai_plugin"]) - inside == set()
    assert "zhongtai/order/v1/order_service_pb2_grpc.pyi" in inside
