"""WeChat's login against its simulator: an openid for a code, and no secret anywhere."""

from pathlib import Path

import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1.identity_provider_pb2_grpc import IdentityProviderServiceStub

from mesh.plugins.faults import (
    PluginAuth,
    PluginBadRequest,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from mesh.plugins.handle import PluginHandle
from mesh.plugins.host import NoSuchPlugin, PluginHost
from simulators.wechat import login
from tests.plugins.world import hosted
from tests.wechat import chains, simulated


async def exchange(
    handle: PluginHandle, code: str, name: str = "noodles"
) -> pb.ExchangeCodeResponse:
    """Turn a code into a subject."""
    request = pb.ExchangeCodeRequest(channel="miniapp", code=code, merchant_id=name)
    stub = handle.stub(IdentityProviderServiceStub)
    return await handle.call(stub.ExchangeCode, request)


async def test_a_code_is_one_person_once_and_another_in_each_chains_app(tmp_path: Path):
    there = chains(tmp_path, ["noodles", "tea"])
    async with (
        simulated(there) as side,
        hosted("identity_wechat", tmp_path, **there.env(side.url)) as handle,
    ):
        code = side.login.code("wx-noodles", "anna~smith")
        anna = await exchange(handle, code)
        assert anna.subject == login.openid_of("wx-noodles", "anna")
        assert (anna.app_id, bool(anna.union_id), anna.nickname) == ("wx-noodles", True, "")
        with pytest.raises(PluginRejected) as used:
            await exchange(handle, code)
        assert used.value.code == "CODE_USED"
        other = await exchange(handle, side.login.code("wx-tea", "anna"), "tea")
        assert other.subject != anna.subject
        assert not other.union_id
        with pytest.raises(PluginRejected, match=r"wx\.login"):
            await exchange(handle, side.login.code("wx-tea", "anna"))
        with pytest.raises(PluginBadRequest) as nowhere:
            await exchange(handle, "any", "pizza")
        assert nowhere.value.code == "CHANNEL_UNKNOWN"


async def test_wechats_errors_are_what_they_mean_and_the_secret_is_nowhere(tmp_path: Path):
    there = chains(tmp_path, ["noodles"])
    async with (
        simulated(there) as side,
        hosted("identity_wechat", tmp_path, **there.env(side.url)) as handle,
    ):
        for trouble, kind in (
            (login.BUSY, PluginRetry),
            (login.OFTEN, PluginRateLimited),
            (login.BLOCKED, PluginRejected),
            (login.WRONG_SECRET, PluginAuth),
        ):
            side.login.troubles.append(trouble)
            with pytest.raises(kind):
                await exchange(handle, side.login.code("wx-noodles", "anna"))
    log = (tmp_path / "logs" / "plugin-identity_wechat.log").read_text()
    assert "SECRET_WRONG" in log
    for secret in (there.accounts["noodles"].app_secret, login.openid_of("wx-noodles", "anna")):
        assert secret not in log


async def test_without_settings_neither_plug_in_is_started(tmp_path: Path):
    names = "identity_wechat,payment_wechat"
    host = PluginHost(tmp_path, {"user", "payment"}, {"ZHONGTAI_PLUGINS": names})
    await host.start()
    told = {status.name: (status.state, status.message) for status in host.status()}
    with pytest.raises(NoSuchPlugin, match="ZHONGTAI_IDENTITY_WECHAT_ACCOUNTS"):
        host.restart("identity_wechat")
    await host.close()
    assert {state for state, _ in told.values()} == {"not set up"}
    assert "ZHONGTAI_PAYMENT_WECHAT_ACCOUNTS" in told["payment_wechat"][1]
