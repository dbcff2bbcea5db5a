"""The sandbox identity provider: codes of a documented form, stable subjects."""

from pathlib import Path

import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1.identity_provider_pb2_grpc import IdentityProviderServiceStub

from mesh.plugins.faults import PluginBadRequest, PluginRejected
from mesh.plugins.handle import PluginHandle
from plugins.identity_sandbox import codes
from tests.plugins.world import hosted


async def exchange(
    handle: PluginHandle, code: str, channel: str = "miniapp", merchant_id: str = "demo"
) -> pb.ExchangeCodeResponse:
    """Turn a code into a subject."""
    stub = handle.stub(IdentityProviderServiceStub)
    request = pb.ExchangeCodeRequest(channel=channel, code=code, merchant_id=merchant_id)
    return await handle.call(stub.ExchangeCode, request)


async def test_a_person_has_one_subject_per_app_and_another_in_another(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path) as handle:
        anna = await exchange(handle, "demo-anna")
        assert (await exchange(handle, "DEMO-Anna")).subject == anna.subject
        assert anna.nickname == "Anna"
        others = [
            await exchange(handle, "demo-anna", channel="app"),
            await exchange(handle, "demo-anna", merchant_id="other"),
            await exchange(handle, "demo-berta"),
        ]
        assert len({anna.subject, *(other.subject for other in others)}) == 4


async def test_a_union_id_is_told_only_by_codes_that_name_a_family(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path) as handle:
        assert not (await exchange(handle, "demo-anna")).union_id
        phone = await exchange(handle, "demo-anna~smith")
        app = await exchange(handle, "demo-anna~smith", channel="app")
        assert phone.union_id == app.union_id != ""


async def test_a_once_code_is_good_once_also_after_a_restart(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path) as handle:
        subject = (await exchange(handle, "once-anna-1")).subject
        assert (await exchange(handle, "once-anna-2")).subject == subject
    async with hosted("identity_sandbox", tmp_path) as handle:
        for code in ("once-anna-1", "ONCE-anna-2"):
            with pytest.raises(PluginRejected) as refused:
                await exchange(handle, code)
            assert refused.value.code == "CODE_USED"


async def test_other_codes_and_channels_are_refused(tmp_path: Path) -> None:
    async with hosted("identity_sandbox", tmp_path) as handle:
        for code in ("", "anna", "demo-", "demo-a b", "once-anna", "demo-anna~"):
            with pytest.raises(PluginRejected) as refused:
                await exchange(handle, code)
            assert refused.value.code == "CODE_INVALID"
        with pytest.raises(PluginBadRequest) as unknown:
            await exchange(handle, "demo-anna", channel="fax")
        assert unknown.value.code == "CHANNEL_UNKNOWN"


@pytest.mark.parametrize(
    ("code", "phone"),
    [("phone-8613900000000", "+8613900000000"), ("phone-0139", ""), ("phone-12", ""), ("x", "")],
)
def test_a_phone_code_gives_its_number(code: str, phone: str) -> None:
    assert codes.phone_of(code) == phone
