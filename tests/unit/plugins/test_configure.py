"""Settings are taken into use once, and to the end, whatever becomes of who handed them over."""

import asyncio

import pytest
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import PluginInfo, Settings
from zhongtai_plugin.info import SettingRefused
from zhongtai_plugin.service import PluginServicer

REQUEST = plugin_pb2.ConfigureRequest(protocol_version=1)


class Plugin:
    """Takes settings as slowly as told to, and may refuse them."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.begun = self.done = 0
        self.is_taking, self.may_end = asyncio.Event(), asyncio.Event()
        self.refuses = refuses
        info = PluginInfo("x", "1", "X.")
        self.servicer = PluginServicer(info, [], self.take, None, lambda _why: None)

    async def take(self, settings: Settings) -> None:
        del settings
        self.begun += 1
        self.is_taking.set()
        await self.may_end.wait()
        if self.refuses:
            raise SettingRefused("port", "is in use")
        self.done += 1

    async def configured(self) -> plugin_pb2.ConfigureResponse:
        return await self.servicer.Configure(REQUEST, None)

    async def begun_by_a_host_that_goes_away(self) -> None:
        """Have a host hand settings over and go away when they are being taken."""
        host = asyncio.create_task(self.configured())
        await self.is_taking.wait()
        host.cancel()
        with pytest.raises(asyncio.CancelledError):
            await host


async def test_a_host_that_goes_away_leaves_no_settings_half_taken():
    plugin = Plugin()
    await plugin.begun_by_a_host_that_goes_away()
    plugin.may_end.set()
    assert not (await plugin.configured()).problems
    assert (plugin.begun, plugin.done) == (1, 1)


async def test_several_hosts_at_one_time_have_settings_taken_once():
    plugin = Plugin()
    hosts = asyncio.gather(plugin.configured(), plugin.configured())
    plugin.may_end.set()
    assert not any(answer.problems for answer in await hosts)
    assert plugin.begun == 1


async def test_what_was_refused_while_its_host_went_away_is_refused_to_the_next():
    plugin = Plugin(refuses=True)
    await plugin.begun_by_a_host_that_goes_away()
    plugin.may_end.set()
    assert [each.name for each in (await plugin.configured()).problems] == ["port"]
    assert not plugin.servicer.configured


async def test_settings_are_taken_again_after_others_were_refused_in_between():
    """Those may have been half taken by then, and what was in use be closed."""
    plugin = Plugin()
    plugin.may_end.set()
    await plugin.configured()
    plugin.refuses = True
    other = plugin_pb2.ConfigureRequest(protocol_version=1)
    other.platform.endpoint = "elsewhere:1"
    assert (await plugin.servicer.Configure(other, None)).problems
    assert plugin.servicer.configured
    plugin.refuses = False
    assert not (await plugin.configured()).problems
    assert (plugin.begun, plugin.done) == (3, 2)
