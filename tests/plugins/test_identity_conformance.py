"""The suite knows what an identity plug-in owes: each broken promise is named."""

import secrets

import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc, plugin_pb2
from zhongtai_plugin import BadRequest, PluginInfo, Rejected
from zhongtai_plugin.conformance import Verdict

from tests.plugins.broken import became

PHONE = plugin_pb2.CAPABILITY_IDENTITY_PHONE
INFO = PluginInfo("identity_in_memory", "1", "Persons to break.", [PHONE])
BROKEN = {
    "": set(),
    "lists twice": {"channels are listed"},
    "lists nothing": {"channels are listed"},
    "takes any code": {"a wrong code is rejected"},
    "takes any channel": {"an unknown channel is a bad request"},
    "another person each time": {"a code gives one subject"},
    "nobody": {"a code gives one subject"},
    "takes any proof": {"a wrong phone code is rejected"},
    "no country": {"a phone code gives a number"},
}


class IdentityInMemory(identity_provider_pb2_grpc.IdentityProviderServiceServicer):
    """Knows one person; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken

    async def ExchangeCode(self, request, _context) -> pb.ExchangeCodeResponse:
        self._check(request, "takes any code")
        subject = {"another person each time": secrets.token_hex(4), "nobody": ""}
        known = subject.get(self._broken, "anna")
        return pb.ExchangeCodeResponse(subject=known, app_id="app")

    async def VerifyPhone(self, request, _context) -> pb.VerifyPhoneResponse:
        self._check(request, "takes any proof")
        country = "" if self._broken == "no country" else "+86"
        return pb.VerifyPhoneResponse(phone=f"{country}13900000000")

    async def ListChannels(self, request, _context) -> pb.ListChannelsResponse:
        times = {"lists twice": 2, "lists nothing": 0}.get(self._broken, 1)
        return pb.ListChannelsResponse(channels=["miniapp"] * times)

    def _check(self, request, broken: str) -> None:
        if request.channel != "miniapp" and self._broken != "takes any channel":
            raise BadRequest("CHANNEL_UNKNOWN", "This channel is not known.")
        if request.code != "good" and self._broken != broken and request.channel == "miniapp":
            raise Rejected("CODE_INVALID", "This code is not known.")


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    parameters = {"code": "good", "phone_code": "good"}
    found = await became(INFO, IdentityInMemory(broken), tmp_path, parameters=parameters)
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == broken.startswith("lists")
