"""How the center speaks with identity plug-ins."""

from types import SimpleNamespace

import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as provider_pb2

from centers.user.adapters import IdentityProviders
from centers.user.errors import ChannelNotServed, LoginCodeRejected
from mesh.plugins.faults import PluginBadRequest, PluginRejected
from mesh.pure.errors import PluginUnavailable


class Plugin:
    """A plug-in that answers for some channels, or fails with what it is given."""

    def __init__(self, *channels: str, fault: Exception | None = None, **answer: str) -> None:
        self.channels = channels
        self.fault = fault
        self.answer = {"subject": "openid", "app_id": "wx1"} | answer
        self.calls: list[str] = []

    def stub(self, stub_class):
        """The contract's stub, each of whose methods is its name."""
        named = SimpleNamespace(unary_unary=lambda path, **_: path.rpartition("/")[2])
        return stub_class(named)

    def can(self, _capability) -> bool:
        return "no_phone" not in self.channels

    async def call(self, method, request, *, repeatable=False):
        self.calls.append(method)
        if method == "ListChannels":
            if isinstance(self.fault, PluginUnavailable):
                raise self.fault
            last = not self.channels or request.page_token == self.channels[-1]
            at = self.channels.index(request.page_token) + 1 if request.page_token else 0
            shown = [] if last else [self.channels[at]]
            more = "" if last or shown[0] == self.channels[-1] else shown[0]
            return provider_pb2.ListChannelsResponse(channels=shown, next_page_token=more)
        if self.fault:
            raise self.fault
        if method == "VerifyPhone":
            return provider_pb2.VerifyPhoneResponse(
                phone=self.answer.get("phone", "+8613800138000")
            )
        return provider_pb2.ExchangeCodeResponse(**self.answer)


def providers(*plugins: Plugin) -> IdentityProviders:
    return IdentityProviders(SimpleNamespace(of_kind=lambda kind: list(plugins)))


async def test_each_channel_is_asked_of_the_plugin_that_serves_it():
    wechat, app = Plugin("miniapp", "official"), Plugin("app", subject="user-7")
    proof = await providers(wechat, app).exchange_code("app", "c", "demo")
    assert (proof.channel, proof.subject) == ("app", "user-7")
    assert "ExchangeCode" not in wechat.calls


async def test_channels_are_asked_for_once():
    plugin = Plugin("miniapp", "official", "app")
    asked = providers(plugin)
    for channel in ("app", "miniapp", "app"):
        await asked.exchange_code(channel, "c", "demo")
    assert plugin.calls.count("ListChannels") == 3  # one per page, in the first call only
    assert plugin.calls.count("ExchangeCode") == 3


async def test_a_channel_that_nobody_serves_is_refused():
    with pytest.raises(ChannelNotServed):
        await providers(Plugin("app")).exchange_code("miniapp", "c", "demo")
    with pytest.raises(ChannelNotServed):
        await providers().exchange_code("miniapp", "c", "demo")


async def test_a_plugin_that_is_down_may_be_the_one_so_the_caller_shall_come_back():
    down = Plugin("miniapp", fault=PluginUnavailable(plugin="wechat"))
    with pytest.raises(PluginUnavailable):
        await providers(Plugin("app"), down).exchange_code("miniapp", "c", "demo")


async def test_a_no_from_the_channel_is_a_refused_login():
    plugin = Plugin("miniapp", fault=PluginRejected(plugin="wechat", code="CODE_USED"))
    with pytest.raises(LoginCodeRejected):
        await providers(plugin).exchange_code("miniapp", "c", "demo")


async def test_a_channel_that_a_plugin_stopped_serving_is_looked_for_again():
    plugin = Plugin("miniapp")
    asked = providers(plugin)
    await asked.exchange_code("miniapp", "c", "demo")
    plugin.fault = PluginBadRequest(plugin="wechat", code="CHANNEL_UNKNOWN")
    with pytest.raises(ChannelNotServed):
        await asked.exchange_code("miniapp", "c", "demo")
    plugin.fault = None
    await asked.exchange_code("miniapp", "c", "demo")
    assert plugin.calls.count("ListChannels") == 2


async def test_a_plugin_that_is_removed_leaves_its_channels_to_another():
    installed = [old := Plugin("miniapp"), Plugin("miniapp", subject="by the new one")]
    asked = IdentityProviders(SimpleNamespace(of_kind=lambda kind: list(installed)))
    await asked.exchange_code("miniapp", "c", "demo")
    installed.remove(old)
    old.fault = PluginUnavailable(plugin="old")
    assert (await asked.exchange_code("miniapp", "c", "demo")).subject == "by the new one"
    installed.clear()
    with pytest.raises(ChannelNotServed):
        await asked.exchange_code("miniapp", "c", "demo")


@pytest.mark.parametrize("subject", ["", "x" * 129, "a\nb"])
async def test_a_subject_that_cannot_be_kept_is_the_plugins_fault(subject):
    with pytest.raises(PluginUnavailable):
        await providers(Plugin("miniapp", subject=subject)).exchange_code("miniapp", "c", "demo")


async def test_a_nickname_is_cut_to_what_can_be_shown():
    plugin = Plugin("miniapp", nickname="An\x00n" + "x" * 100)
    proof = await providers(plugin).exchange_code("miniapp", "c", "demo")
    assert proof.display_name == ("Ann" + "x" * 100)[:60]


async def test_a_phone_is_asked_only_of_a_plugin_that_can_tell():
    assert await providers(Plugin("app")).verify_phone("app", "c", "demo") == "+8613800138000"
    with pytest.raises(ChannelNotServed):
        await providers(Plugin("no_phone")).verify_phone("no_phone", "c", "demo")


async def test_a_phone_that_is_no_phone_is_the_plugins_fault():
    with pytest.raises(PluginUnavailable):
        await providers(Plugin("app", phone="138")).verify_phone("app", "c", "demo")
