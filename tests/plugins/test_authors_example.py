"""The example that authors read is a plug-in that keeps the contract and that a host starts."""

import re
from pathlib import Path

import pytest
from zhongtai_plugin.command import main

from mesh.plugins.host import PluginHost
from tests.plugins.world import ROOT

TEXT = (ROOT / "sdk" / "zhongtai_plugin" / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first block of code in a language."""
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found, language
    return found[1]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "my_identity"
    folder.mkdir()
    (folder / "main.py").write_text(block("python"))
    (folder / "plugin.toml").write_text(block("toml"))
    return folder


def test_the_example_keeps_the_contract(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (words,) = re.findall(r"zhongtai-plugin (check .*)", TEXT)[:1]
    arguments = ["--param", "channel=club", "--param", "code=4711"]
    assert all(word in words for word in arguments)
    code = main(["check", "--command", f"python {example}/main.py", *arguments])
    assert (code, "0 failed" in capsys.readouterr().out) == (0, True)


async def test_the_example_is_found_and_started_by_a_host(example: Path) -> None:
    env = {"ZHONGTAI_PLUGIN_PATH": str(example.parent), "ZHONGTAI_PLUGINS": "my_identity"}
    host = PluginHost(example.parent / "home", {"user"}, env)
    await host.start()
    status = host.status()
    await host.close()
    assert [(one.name, one.state) for one in status] == [("my_identity", "ready")]
