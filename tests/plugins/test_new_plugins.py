"""A plug-in that `zhongtai-plugin new` writes keeps the contract before anything is changed."""

import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc, plugin_pb2, plugin_pb2_grpc
from zhongtai_plugin.command import main
from zhongtai_plugin.conformance.spawn import spawned
from zhongtai_plugin.new.project import KINDS, CannotWrite, Project, write

from mesh.plugins.manifest import read_manifest
from tests.plugins.world import ROOT

MODULES = ROOT / "node_modules"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plug_in_passes_with_the_call_that_is_told(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", kind, "ours"]) == 0
    (told,) = re.findall(r"zhongtai-plugin (check .*)", capsys.readouterr().out)
    assert told in (tmp_path / "ours" / "README.md").read_text()
    monkeypatch.chdir(tmp_path / "ours")
    code = main(shlex.split(told))
    said = capsys.readouterr().out
    assert code == 0, said
    assert re.search(r"[1-9]\d* passed, 0 failed", said)
    assert re.search("outlives? a kill", said) or kind in ("identity", "policy")


@pytest.mark.skipif(not (MODULES / "@grpc").is_dir(), reason="npm has installed nothing")
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plug_in_in_node_passes_as_well(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project(kind, "ours", "node")
    write(project, tmp_path)
    (tmp_path / "ours" / "node_modules").symlink_to(MODULES)
    monkeypatch.chdir(tmp_path / "ours")
    install, _, command = project.steps
    code = main(shlex.split(command.removeprefix("zhongtai-plugin ")))
    said = capsys.readouterr().out
    assert (install, code) == ("npm install", 0), said
    assert re.search(r"[1-9]\d* passed, 0 failed", said)


@pytest.mark.skipif(not (MODULES / "@grpc").is_dir(), reason="npm has installed nothing")
async def test_settings_that_change_are_taken_by_a_plug_in_in_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Project("identity", "ours", "node"), tmp_path)
    (tmp_path / "ours" / "node_modules").symlink_to(MODULES)
    monkeypatch.chdir(tmp_path / "ours")
    async with spawned(["node", "main.js"]) as plugin:
        stub = plugin_pb2_grpc.PluginServiceStub(plugin.channel)
        identities = identity_provider_pb2_grpc.IdentityProviderServiceStub(plugin.channel)
        for channel in ("one", "two"):
            settings = {"channel": channel}
            request = plugin_pb2.ConfigureRequest(protocol_version=1, settings=settings)
            answers = await asyncio.gather(*(stub.Configure(request, timeout=10) for _ in range(3)))
            assert not any(answer.problems for answer in answers)
            listed = await identities.ListChannels(pb.ListChannelsRequest(), timeout=10)
            assert list(listed.channels) == [channel]


def test_the_packages_of_node_are_those_that_are_tested_here() -> None:
    template = ROOT / "sdk/zhongtai_plugin/new/templates/node/package.json.txt"
    wanted = json.loads(template.read_text())["dependencies"]
    ours = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert {name: ours[name] for name in wanted} == {
        name: version.removeprefix("^") for name, version in wanted.items()
    }


def test_pytest_runs_the_checks_of_a_plug_in_as_tests(tmp_path: Path) -> None:
    project = Project("identity", "ours")
    write(project, tmp_path)
    main_file = tmp_path / "ours" / "main.py"
    main_file.write_text(main_file.read_text().replace('"CODE_INVALID"', '"WRONG"'))
    _, command = project.steps
    arguments = ["-q", f"--contract={command.partition('check ')[2]}"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=tmp_path / "ours",
        env={**os.environ, "PYTHONPATH": str(ROOT / "sdk")},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "FAIL a wrong code is rejected  (code should be CODE_INVALID" in ran.stdout
    assert "contract  Errors: REJECTED with code CODE_INVALID" in ran.stdout
    assert re.search(r"1 failed, \d+ passed, 2 skipped", ran.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_a_host_finds_what_is_written(kind: str, tmp_path: Path) -> None:
    write(Project(kind, "ours"), tmp_path)
    manifest = read_manifest(tmp_path / "ours" / "plugin.toml")
    assert (manifest.name, manifest.kind) == ("ours", kind)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    write(Project("pos", "ours"), tmp_path)
    before = (tmp_path / "ours" / "main.py").read_text()
    with pytest.raises(CannotWrite, match="is there already"):
        write(Project("erp", "ours"), tmp_path)
    assert (tmp_path / "ours" / "main.py").read_text() == before


@pytest.mark.parametrize("name", ["", "Ours", "2tills", "our-tills", "a" * 65, "../up"])
def test_a_name_that_no_platform_takes_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="is no name"):
        write(Project("pos", name), tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_contract_is_written_whole(tmp_path: Path) -> None:
    assert main(["protos", str(tmp_path)]) == 0
    ours = {file.relative_to(ROOT / "protos") for file in (ROOT / "protos").rglob("*.proto")}
    written = {file.relative_to(tmp_path) for file in tmp_path.rglob("*.proto")}
    assert ours < written
    assert Path("google/rpc/error_details.proto") in written
