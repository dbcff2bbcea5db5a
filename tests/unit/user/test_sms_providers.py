"""How the center speaks with SMS plug-ins."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from centers.user.errors import PhoneRefused, SmsNotServed, VerificationClosed
from centers.user.phones.adapters import SmsProviders
from centers.user.phones.model import CodeMessage
from mesh.plugins.faults import (
    PluginAuth,
    PluginBadRequest,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from mesh.pure.errors import PluginUnavailable, RateLimited
from mesh.pure.plugin_choice import PluginChoice

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MESSAGE = CodeMessage("phv_1", "+8613800138000", "123456", "zh-CN", AT)


class Plugin:
    """A plug-in that takes messages, or fails with what it is given."""

    def __init__(self, name: str, fault: Exception | None = None) -> None:
        self.name = name
        self.fault = fault
        self.sent = []

    def stub(self, _stub_class):
        return SimpleNamespace(SendCode=None)

    async def call(self, _method, request, *, repeatable):
        assert repeatable
        if self.fault:
            raise self.fault
        self.sent.append(request)


def providers(*plugins: Plugin, **chains: str) -> SmsProviders:
    by_name = {plugin.name: plugin for plugin in plugins}
    host = SimpleNamespace(named=lambda kind, name: by_name.get(name) if kind == "sms" else None)
    return SmsProviders(host, PluginChoice(lambda: list(by_name), chains))


async def test_a_message_reaches_the_plugin_whole():
    plugin = Plugin("one")
    await providers(plugin).send("demo", MESSAGE)
    (sent,) = plugin.sent
    assert (sent.merchant_id, sent.message_id, sent.phone) == ("demo", "phv_1", MESSAGE.phone)
    assert (sent.code, sent.language) == ("123456", "zh-CN")
    assert sent.expire_time.ToDatetime(tzinfo=UTC) == AT


async def test_the_setting_says_which_plugin_sends_for_a_chain():
    one, two = Plugin("one"), Plugin("two")
    asked = providers(one, two, brand1="one", brand2="two")
    await asked.send("brand2", MESSAGE)
    assert (len(one.sent), len(two.sent)) == (0, 1)
    with pytest.raises(SmsNotServed):
        await asked.send("brand3", MESSAGE)


async def test_a_chain_whose_plugin_is_not_there_is_not_served():
    for asked in (providers(), providers(Plugin("one"), demo="two")):
        with pytest.raises(SmsNotServed):
            await asked.send("demo", MESSAGE)


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (PluginRejected(plugin="one", code="PHONE_REFUSED"), PhoneRefused),
        (PluginBadRequest(plugin="one", code="PHONE_INVALID"), PhoneRefused),
        (PluginRejected(plugin="one", code="CHAIN_UNKNOWN"), SmsNotServed),
        (PluginRejected(plugin="one", code="EXPIRED"), VerificationClosed),
        (PluginRetry(plugin="one", code="AWAY"), PluginUnavailable),
        (PluginAuth(plugin="one", code="KEY"), PluginUnavailable),
        (PluginUnavailable(plugin="one"), PluginUnavailable),
        (PluginBadRequest(plugin="one", code="CODE_INVALID"), PluginBadRequest),
    ],
)
async def test_what_a_plugin_says_becomes_what_the_contract_says(fault, refusal):
    with pytest.raises(refusal):
        await providers(Plugin("one", fault)).send("demo", MESSAGE)


async def test_a_provider_that_takes_no_more_says_when_to_come_back():
    fault = PluginRateLimited(plugin="one", code="MANY", retry_after_seconds="42")
    with pytest.raises(RateLimited) as refused:
        await providers(Plugin("one", fault)).send("demo", MESSAGE)
    assert refused.value.metadata["retry_after_seconds"] == "42"
