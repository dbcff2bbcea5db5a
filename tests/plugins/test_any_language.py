"""The page for authors in any language says what holds: bytes, settings of the process, lines."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from zhongtai_plugin.command import main
from zhongtai_plugin.conformance.spawn import Spawned
from zhongtai_plugin.errors import Rejected, fault_of_call
from zhongtai_plugin.new.project import KINDS, Project, write
from zhongtai_plugin.server import MAX_MESSAGE_BYTES

from tests.plugins.test_new_plugins import MODULES
from tests.plugins.world import ROOT

TEXT = (ROOT / "docs" / "a-plug-in-in-any-language.md").read_text(encoding="utf-8")
BYTES = "".join(re.findall(r"^[0-9a-f]{2,66}$", TEXT, re.MULTILINE))


def block(language: str) -> str:
    """The only block of code in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return found


def printed(command: list[str], folder: Path, text: str = "") -> bytes:
    return subprocess.run(
        command, cwd=folder, input=text.encode(), capture_output=True, check=True, timeout=60
    ).stdout


def test_the_bytes_are_a_refusal_that_a_host_understands() -> None:
    metadata = grpc.aio.Metadata(("grpc-status-details-bin", bytes.fromhex(BYTES)))
    failed = grpc.StatusCode.FAILED_PRECONDITION
    fault = fault_of_call(grpc.aio.AioRpcError(failed, grpc.aio.Metadata(), metadata))
    assert isinstance(fault, Rejected)
    assert (fault.code, fault.message) == ("ORDER_UNKNOWN", "This order was never pushed here.")
    assert f"these {len(BYTES) // 2} bytes" in TEXT


def test_python_makes_these_bytes(tmp_path: Path) -> None:
    assert printed([sys.executable, "-"], tmp_path, block("python")).decode().strip() == BYTES


def test_protoc_makes_these_bytes(tmp_path: Path) -> None:
    main(["protos", str(tmp_path)])
    command = re.search(r"`protoc (--encode=.*?)`", TEXT)
    assert command
    words = [sys.executable, "-m", "grpc_tools.protoc", "-I.", *command[1].split()]
    assert printed(words, tmp_path, block("text")).hex() == BYTES


@pytest.mark.skipif(not (MODULES / "@grpc").is_dir(), reason="npm has installed nothing")
def test_node_makes_these_bytes(tmp_path: Path) -> None:
    write(Project("pos", "ours", "node"), tmp_path)
    folder = tmp_path / "ours"
    (folder / "node_modules").symlink_to(MODULES)
    node = shutil.which("node") or "node"
    assert printed([node, "-e", block("javascript")], folder).decode().strip() == BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_has_the_lines_that_are_written(kind: str, tmp_path: Path) -> None:
    lines = []
    for language in ("python", "node"):
        project = Project(kind, language, language)
        write(project, tmp_path)
        text = (tmp_path / language / project.main).read_text()
        lines.append(sum(bool(line.strip()) for line in text.splitlines()))
    assert f"| {kind} | {lines[0]} | {lines[1]} |" in TEXT


async def test_what_a_process_is_started_with_is_what_the_page_says(tmp_path: Path) -> None:
    given = Spawned(["true"], tmp_path / "p.sock", tmp_path).environment()
    assert set(given) == set(re.findall(r"^\| `([A-Z_]+)` \|", TEXT, re.MULTILINE))
    assert f"{MAX_MESSAGE_BYTES // 1024 // 1024} MiB" in TEXT
