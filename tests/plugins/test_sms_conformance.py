"""The suite knows what an SMS plug-in owes: each broken promise is named."""

import re
import time

import pytest
from zhongtai.plugin.v1 import sms_provider_pb2 as pb
from zhongtai.plugin.v1 import sms_provider_pb2_grpc
from zhongtai_plugin import BadRequest, Conflict, PluginInfo, Rejected
from zhongtai_plugin.conformance import Verdict

from tests.plugins.broken import became

INFO = PluginInfo("sms_in_memory", "1", "Phones to break.")
BROKEN = {
    "": set(),
    "knows all": {"a code is sent"},
    "keeps no keys": {
        "a message sent twice is known",
        "another code under the same key conflicts",
        "a message that was taken outlives a kill",
    },
    "takes another code": {"another code under the same key conflicts"},
    "one key for all chains": {"another chain may use the same key"},
    "takes any phone": {"a phone that is none is a bad request"},
    "takes any code": {"a code that is none is a bad request"},
    "sends to all": {"a phone that nothing is sent to is rejected"},
    "sends for all": {"a chain that is not served is rejected"},
    "sends late": {"a code that is over is not sent"},
    "keeps nothing": {"a message that was taken outlives a kill"},
}
PARAMETERS = {
    "other_merchant_id": "sister",
    "strange_merchant_id": "stranger",
    "refused_phone": "+8613800000404",
}


class SmsInMemory(sms_provider_pb2_grpc.SmsProviderServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._sent: dict[tuple[str, str], tuple[str, str]] = {}

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._sent.clear()

    async def SendCode(self, request, _context) -> pb.SendCodeResponse:
        self._check(request)
        merchant_id = "" if self._broken == "one key for all chains" else request.merchant_id
        key, content = (merchant_id, request.message_id), (request.phone, request.code)
        known = key in self._sent
        if known and self._sent[key] != content and self._broken != "takes another code":
            raise Conflict("KEY_USED", "This key was used for another message.")
        if self._broken != "keeps no keys":
            self._sent[key] = content
        return pb.SendCodeResponse(already_known=known or self._broken == "knows all")

    def _check(self, request) -> None:
        strange = request.merchant_id == PARAMETERS["strange_merchant_id"]
        if strange and self._broken != "sends for all":
            raise Rejected("CHAIN_UNKNOWN", "This chain is not known.")
        is_phone = re.fullmatch(r"\+[1-9][0-9]{6,14}", request.phone)
        if not is_phone and self._broken != "takes any phone":
            raise BadRequest("PHONE_INVALID", "This is no phone.")
        is_code = re.fullmatch(r"[0-9]{4,8}", request.code)
        if not is_code and self._broken != "takes any code":
            raise BadRequest("CODE_INVALID", "This is no code.")
        if request.phone == PARAMETERS["refused_phone"] and self._broken != "sends to all":
            raise Rejected("PHONE_REFUSED", "Nothing is sent to this phone.")
        if request.expire_time.seconds <= time.time() and self._broken != "sends late":
            raise Rejected("EXPIRED", "Its time is over.")


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    service = SmsInMemory(broken)
    given = {"parameters": PARAMETERS, "restart": service.restart}
    found = await became(INFO, service, tmp_path, **given)
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == (broken == "knows all")
