"""plugin.toml says to the kit what it says to a host, as far as there is no platform."""

from pathlib import Path

import pytest
from zhongtai_plugin.conformance.described import read
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.spawn import started_as

from mesh.plugins.manifest import read_manifest
from tools.sources import ROOT

OURS = sorted(path.parent for path in (ROOT / "plugins").glob("*/plugin.toml"))
SETTINGS = """
name = "ours"
kind = "pos"
module = "ours"
needs = ["account"]
[settings.account]
environment = "OUR_ACCOUNT"
[settings.port]
environment = "OUR_PORT"
http_port_offset = 3
[settings.origins]
value = "http://127.0.0.1:{http_port}"
[settings.limit]
value = 7
"""
OF_NO_PLATFORM = ["account", "limit"]
"""Those that are the same where there is a platform."""


def written(folder: Path, text: str) -> Path:
    (folder / "plugin.toml").write_text(text)
    return folder


@pytest.mark.parametrize("folder", OURS, ids=[folder.name for folder in OURS])
def test_each_of_ours_is_started_as_a_host_starts_it(folder: Path) -> None:
    manifest = read_manifest(folder / "plugin.toml")
    told = read(folder, {}, dict.fromkeys(manifest.needs, "x"))
    assert started_as(told.command, folder) == list(manifest.command)
    assert told.settings.keys() - {*manifest.needs} <= manifest.settings.keys()


@pytest.mark.parametrize(
    ("environ", "given", "settings"),
    [
        ({"OUR_ACCOUNT": "a"}, {}, {"account": "a", "port": "0", "limit": "7"}),
        ({"ZHONGTAI_OURS_ACCOUNT": "b", "OUR_ACCOUNT": "a"}, {}, {"account": "b"}),
        ({"OUR_ACCOUNT": "a", "OUR_PORT": "8090"}, {}, {"port": "8090"}),
        ({"OUR_ACCOUNT": "a"}, {"account": "c", "limit": "9"}, {"account": "c", "limit": "9"}),
    ],
)
def test_a_setting_is_what_was_given_or_set_or_written(
    tmp_path: Path, environ: dict[str, str], given: dict[str, str], settings: dict[str, str]
) -> None:
    told = read(written(tmp_path, SETTINGS), environ, given).settings
    assert settings.items() <= told.items()
    assert "origins" not in told
    host = read_manifest(tmp_path / "plugin.toml").resolved_settings(environ) | given
    assert [told[name] for name in OF_NO_PLATFORM] == [host[name] for name in OF_NO_PLATFORM]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SETTINGS, "it needs the setting account: give --setting account=…"),
        ("name =", "plugin.toml: "),
        ('name = "ours"', "give either module or command"),
        ('module = "ours"\ncommand = ["ours"]', "give either module or command"),
        ('command = ["ours"]\nsettings = 1', "settings must be tables"),
        ('command = ["ours"]\nneeds = "account"', "needs a list of names"),
    ],
)
def test_one_that_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Failed, match=said):
        read(written(tmp_path, text), {}, {})
