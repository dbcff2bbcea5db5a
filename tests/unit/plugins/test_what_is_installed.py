"""A process knows by name the plug-ins that other processes talk to."""

from pathlib import Path

from mesh.plugins.host import PluginHost

OURS = Path(__file__).parents[3] / "plugins"


async def test_it_names_those_that_are_set_up_and_were_not_removed(tmp_path):
    environ = {"ZHONGTAI_PLUGINS": "pos_till,payment_sandbox,payment_wechat"}
    bound = {"pos_square": {"kind": "pos", "address": "127.0.0.1:7000"}}
    host = PluginHost(tmp_path, ["delivery"], environ, bindings=bound, folders=[OURS])
    assert host.installed("pos") == ["pos_square", "pos_till"]
    assert host.installed("payment") == ["payment_sandbox"]
    assert host.of_kind("pos") == []
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "pos_till.removed").touch()
    assert host.installed("pos") == ["pos_square"]
    await host.close()
